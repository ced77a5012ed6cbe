package org.synod.conformance.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import tlc2.value.ValueInputStream;
import tlc2.value.ValueOutputStream;
import tlc2.value.impl.StringValue;
import util.UniqueString;

/**
 * States of the specification that agree with a trace, each behind so many of its events: files of a folder, in TLC's own
 * form. Whoever reads one believes it only when the events before it lead there.
 */
public final class SavedStates {

    private static final int USUAL = 256;

    private static final Pattern NAME = Pattern.compile("state-(\\d{1,18})");

    /** TLC numbers names anew in each process; those of a file are looked up by what they say. */
    private static final Map<String, UniqueString> NAMES = new AbstractMap<>() {
        @Override
        public @Nullable UniqueString get(@Nullable Object name) {
            return name == null ? null : UniqueString.uniqueStringOf(name.toString());
        }

        @Override
        public Set<Entry<String, UniqueString>> entrySet() {
            throw new UnsupportedOperationException("only asked for single names");
        }
    };

    private final Path folder;
    private final long every;

    /** Those of a folder, which need not be there yet. */
    public SavedStates(Path folder) {
        this(folder, USUAL);
    }

    /** @param rests how often is forgotten what can no longer matter, between one state and the next */
    SavedStates(Path folder, int rests) {
        this.folder = folder;
        this.every = (long) rests * TraceChecker.FORGET_EVERY;
    }

    /** Events between two states. */
    long every() {
        return every;
    }

    /** The files, by the number of events before them. */
    SortedMap<Long, Path> files() {
        SortedMap<Long, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "state-*")) {
                for (Path file : all) {
                    Matcher name = NAME.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        files.put(Long.parseLong(name.group(1)), file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** Removes all of them. */
    void clear() {
        try {
            for (Path file : files().values()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the states that agree with so many events. */
    void save(long events, List<TLCState> states) {
        try {
            Files.createDirectories(folder);
            Path half = folder.resolve("half-" + events);
            ValueOutputStream out = new ValueOutputStream(half.toFile(), true);
            try {
                out.writeInt(states.size());
                for (TLCState state : states) {
                    Map<UniqueString, IValue> values = state.getVals();
                    out.writeInt(values.size());
                    for (Map.Entry<UniqueString, IValue> one : values.entrySet()) {
                        new StringValue(one.getKey()).write(out);
                        one.getValue().write(out);
                    }
                }
            } finally {
                out.close();
            }
            Files.move(half, folder.resolve("state-" + events), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The states of a file.
     *
     * @throws IOException when there are none of this specification in it
     */
    static List<TLCState> read(Path file, SpecEvaluator spec) throws IOException {
        ValueInputStream in = new ValueInputStream(file.toFile(), true);
        try {
            Set<UniqueString> variables = spec.initial().getVals().keySet();
            List<TLCState> states = new ArrayList<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                TLCState state = spec.initial().copy();
                int values = in.readInt();
                if (values != variables.size()) {
                    throw new IOException("it has " + values + " variables, and there are " + variables.size());
                }
                for (int v = 0; v < values; v++) {
                    UniqueString name = ((StringValue) in.read(NAMES)).val;
                    if (!variables.contains(name)) {
                        throw new IOException("it has a variable " + name);
                    }
                    IValue value = in.read(NAMES);
                    value.deepNormalize();
                    state.bind(name, value);
                }
                states.add(state);
            }
            return states;
        } catch (RuntimeException e) {
            throw new IOException("it is no state", e);
        } finally {
            in.close();
        }
    }
}
