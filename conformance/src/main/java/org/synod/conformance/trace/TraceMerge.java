package org.synod.conformance.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the traces of the replicas of one group together into one order that agrees with happens-before, and reads them as
 * far as they are asked for: of a whole run, or behind one that goes on.
 *
 * <p>Each replica's events stay in their order, and of the replicas' next events the one with the lowest Lamport clock
 * comes first: an event's clock is above that of every event that may have caused it (Lamport 1978), and a replica goes
 * on counting where its last incarnation stopped.
 *
 * <p>While the group runs, a replica that has written nothing more may still write something with a lower clock. That
 * has not caused the event at hand: a step is written before its messages leave, so what caused an event is in the files
 * before the event is. It is therefore enough to have looked at every file once more after the event was read; a replica
 * that is silent, paused or dead holds nothing back.
 */
public final class TraceMerge implements TraceChecker.Events, Closeable {

    private final SortedMap<String, ReplicaTrace> replicas = new TreeMap<>();
    private final Causes causes = new Causes();

    /** The folder in which further files may appear; null when there are none but those given. */
    private final @Nullable Path folder;

    private final Set<Path> known = new HashSet<>();

    /** Files whose header is not whole yet. */
    private final List<TraceReader> begun = new ArrayList<>();

    private @Nullable TraceHeader first;
    private boolean growing;
    private long total;

    /** Counts what is read and looked at, so that it can be said what came after what. */
    private long looks;

    private long listedAt;

    private TraceMerge(@Nullable Path folder) {
        this.folder = folder;
        this.growing = folder != null;
    }

    /**
     * The events of a run that is over.
     *
     * @throws BadTraceException when the files are not all of one run of one group, or one of them is cut off
     */
    public static TraceMerge of(List<Path> files) {
        TraceMerge merge = new TraceMerge(null);
        try {
            for (Path file : files) {
                merge.total += TraceEnd.events(file);
                merge.add(new TraceReader(file));
            }
            merge.checkFiles();
            return merge;
        } catch (RuntimeException e) {
            merge.close();
            throw e;
        }
    }

    /** The events of a run whose processes write into this folder, until {@link #finish}. */
    public static TraceMerge following(Path folder) {
        return new TraceMerge(folder);
    }

    static TraceHeader header(TraceReader reader) {
        TraceHeader header = reader.header();
        if (header == null) {
            reader.finish();
            header = reader.header();
        }
        if (header == null) {
            throw new IllegalStateException("a trace without header is none");
        }
        return header;
    }

    private void add(TraceReader reader) {
        TraceHeader header = header(reader);
        if (first == null) {
            first = header;
        } else {
            first.checkSameRun(header);
        }
        replicas.computeIfAbsent(String.valueOf(header.replica()), r -> new ReplicaTrace(growing))
                .add(reader, header);
    }

    private void checkFiles() {
        TraceHeader header = first;
        if (header != null && header.replica() != null) {
            for (String replica : header.members().initial()) {
                if (!replicas.containsKey(replica)) {
                    throw new BadTraceException(
                            header.file(), 1, "the trace of replica " + replica + " is missing from the files given");
                }
            }
        }
        replicas.values().forEach(ReplicaTrace::finish);
    }

    /** Who takes part in the run; null when there is no file yet. */
    public SpecEvaluator.@Nullable Group members() {
        if (first == null) {
            list();
        }
        return first == null ? null : first.members();
    }

    /** Whether the events come in the order in which they happened, since one clock saw all. */
    public boolean inOrder() {
        return first != null && first.replica() == null;
    }

    /**
     * The next event; null when there is none, or none yet.
     *
     * @throws BadTraceException when a file has something else
     */
    @Override
    public @Nullable TraceEvent next() {
        long asked = ++looks;
        while (true) {
            ReplicaTrace lowest = lowest();
            boolean read = lookAfter(lowest == null ? asked : lowest.readAt());
            if (!read) {
                return lowest == null ? null : take(lowest);
            }
        }
    }

    private @Nullable ReplicaTrace lowest() {
        ReplicaTrace lowest = null;
        TraceEvent before = null;
        for (ReplicaTrace replica : replicas.values()) {
            TraceEvent head = replica.head();
            if (head != null && (before == null || head.clock() < before.clock())) {
                lowest = replica;
                before = head;
            }
        }
        return lowest;
    }

    /** Looks at everything that is without an event and was not looked at since; whether there was one. */
    private boolean lookAfter(long moment) {
        boolean read = false;
        if (growing && listedAt <= moment) {
            list();
        }
        for (ReplicaTrace replica : replicas.values()) {
            if (replica.head() == null && replica.emptyAt() <= moment) {
                replica.read(++looks);
                read |= replica.head() != null;
            }
        }
        return read;
    }

    private TraceEvent take(ReplicaTrace replica) {
        TraceEvent event = replica.remove();
        String problem = causes.problem(event);
        if (problem != null) {
            Path file = replica.file(event);
            throw new BadTraceException(file, Causes.line(file, event), problem);
        }
        return event;
    }

    /** Finds the files that have come. */
    private void list() {
        listedAt = ++looks;
        if (folder == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.ndjson")) {
            for (Path file : files) {
                if (known.add(file)) {
                    begun.add(new TraceReader(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Iterator<TraceReader> readers = begun.iterator(); readers.hasNext(); ) {
            TraceReader reader = readers.next();
            reader.look();
            if (reader.header() != null) {
                readers.remove();
                add(reader);
            }
        }
    }

    /**
     * Nothing will be written any more.
     *
     * @throws BadTraceException when a file is missing
     */
    public void finish() {
        list();
        growing = false;
        begun.forEach(this::add);
        begun.clear();
        checkFiles();
    }

    /** Whether every process that wrote has ended its trace, and all of that was given. */
    public boolean isEnded() {
        return !replicas.isEmpty() && replicas.values().stream().allMatch(ReplicaTrace::isEnded);
    }

    /** How many events the files say that they have; 0 while they still grow. */
    @Override
    public long total() {
        return total;
    }

    @Override
    public void close() {
        replicas.values().forEach(ReplicaTrace::close);
        begun.forEach(TraceReader::close);
    }
}
