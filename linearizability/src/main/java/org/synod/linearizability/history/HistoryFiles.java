package org.synod.linearizability.history;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes history files. */
public final class HistoryFiles {
    /** In so many characters a file shows what it is. */
    private static final int BEGINNING = 1 << 16;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    /** Of bytes, from which on several threads read a file. */
    private static final int WORTH_THREADS = 1 << 21;

    private static final int CHUNK = 1 << 18;

    private HistoryFiles() {}

    /** The formats that are read; the text log is not written. */
    public enum Format {
        /** Jepsen's and Knossos's. */
        EDN,
        /** One JSON object a line. */
        ND_JSON,
        /** The log of Jepsen's etcd runs. */
        TEXT_LOG
    }

    /**
     * Reads a file of any format, which its beginning shows.
     *
     * @throws BadHistoryException when the file is missing, empty, unreadable or no history, or has no operation of a
     *     client
     */
    public static History read(Path file) {
        String source = file.toString();
        try (InputStream bytes = Files.newInputStream(file)) {
            Optional<List<Event>> events = inChunks(source, file);
            if (events.isPresent()) {
                return history(source, events.get());
            }
            return read(
                    source,
                    new InputStreamReader(
                            bytes,
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPORT)
                                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
        } catch (NoSuchFileException e) {
            throw new BadHistoryException(source, 0, "there is no such file.");
        } catch (CharacterCodingException e) {
            throw new BadHistoryException(source, 0, "the file is no UTF-8 text.");
        } catch (IOException e) {
            throw new BadHistoryException(source, 0, "the file cannot be read (" + e.getMessage() + ").");
        } catch (OutOfMemoryError e) {
            throw new BadHistoryException(
                    source, 0, "there is not enough memory for it; give Java more with JAVA_TOOL_OPTIONS=-Xmx8g.");
        }
    }

    /** Reads a long stream of EDN maps on all processors; nothing for any other file. */
    private static Optional<List<Event>> inChunks(String source, Path file) throws IOException {
        if (PROCESSORS == 1 || Files.size(file) < WORTH_THREADS) {
            return Optional.empty();
        }
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            bytes.mark(2);
            boolean stream = bytes.read() == '{' && bytes.read() == ':';
            bytes.reset();
            return stream ? EdnChunks.read(source, bytes, PROCESSORS, CHUNK) : Optional.empty();
        }
    }

    /**
     * Reads a history from text of any format.
     *
     * @param source what error messages call it
     * @throws BadHistoryException as {@link #read} does
     */
    public static History parse(String source, String text) {
        try {
            return read(source, new StringReader(text));
        } catch (IOException e) {
            throw new IllegalStateException("a text can be read", e);
        }
    }

    private static History read(String source, Reader text) throws IOException {
        PushbackReader whole = new PushbackReader(text, BEGINNING);
        char[] beginning = new char[BEGINNING];
        int length = 0;
        while (length < BEGINNING) {
            int read = whole.read(beginning, length, BEGINNING - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        String seen = new String(beginning, 0, length);
        if (seen.isBlank()) {
            throw new BadHistoryException(source, 0, "the file is empty.");
        }
        whole.unread(beginning, 0, length);
        List<Event> events;
        try {
            events = switch (format(source, seen)) {
                case EDN -> EdnHistory.read(source, whole);
                case ND_JSON -> NdJson.read(source, whole);
                case TEXT_LOG -> TextLog.read(source, whole);
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return history(source, events);
    }

    private static History history(String source, List<Event> events) {
        History history = History.of(source, events);
        if (history.operations().isEmpty()) {
            throw new BadHistoryException(source, 0, "the history has no operation of a client.");
        }
        return history;
    }

    /** Writes the events in their order; the file is replaced. */
    public static void write(Path file, List<Event> events, Format format) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            write(out, events, format);
        }
    }

    /** Writes the events in their order, and leaves the stream open. */
    public static void write(Appendable out, List<Event> events, Format format) throws IOException {
        switch (format) {
            case EDN -> {
                for (Event event : events) {
                    out.append(EdnWriter.toString(event)).append('\n');
                }
            }
            case ND_JSON -> {
                out.append(NdJson.header()).append('\n');
                for (Event event : events) {
                    out.append(NdJson.line(event)).append('\n');
                }
                out.append(NdJson.end(events.size())).append('\n');
            }
            case TEXT_LOG -> throw new IllegalArgumentException("the text log is only read");
        }
    }

    private static Format format(String source, String text) {
        String name = source.toLowerCase(Locale.ROOT);
        int start = 0;
        while (Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        if (text.charAt(start) == '{' && followedByQuote(text, start + 1)) {
            return Format.ND_JSON;
        }
        if ("{[(;#".indexOf(text.charAt(start)) >= 0) {
            return Format.EDN;
        }
        if (text.contains(TextLog.MARK)) {
            return Format.TEXT_LOG;
        }
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
            return Format.ND_JSON;
        }
        throw new BadHistoryException(
                source, 0, "this is no history: neither EDN, nor JSON lines, nor a log of jepsen.util.");
    }

    private static boolean followedByQuote(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == '"';
    }
}
