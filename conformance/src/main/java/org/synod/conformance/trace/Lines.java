package org.synod.conformance.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file as it was when it was opened, or last looked at, one at a time. A line without end does not take
 * memory without end.
 */
public final class Lines implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Far more than any event needs: a leader may propose some thousands of commands again in one. */
    static final int LONGEST = 16 << 20;

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;

    /** How much of the file there is to be read. */
    private long size;

    /** Where the line begins that comes next. */
    private long offset;

    private long number;

    /** What is read and not given yet, from {@link #from} to {@link #to}; it begins at {@link #offset}. */
    private byte[] buffer = new byte[BUFFER];

    private int from;
    private int to;

    /** Opens the file. */
    public Lines(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            throw new BadTraceException(file, 0, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new BadTraceException(file, 0, "it cannot be read: it is not a file");
        }
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.size = channel.size();
    }

    /**
     * Looks at the file again: what was appended is to be read, too. What was a line stays one; the rest behind the last
     * line may have changed.
     *
     * @throws BadTraceException when lines are gone that were read
     */
    void look() throws IOException {
        size = channel.size();
        if (size < offset) {
            throw new BadTraceException(file, 0, "it has become shorter while it was read");
        }
        from = 0;
        to = 0;
    }

    /**
     * The next line, without its end; null behind the last one. The last one may have no end.
     *
     * @throws BadTraceException when it is too long, or no text
     */
    public @Nullable String next() throws IOException {
        return line(false);
    }

    /**
     * The next line that has an end; null when there is none.
     *
     * @throws BadTraceException when it is too long, or no text
     */
    @Nullable String whole() throws IOException {
        return line(true);
    }

    private @Nullable String line(boolean whole) throws IOException {
        int scanned = 0;
        int length = newline(0);
        while (length < 0) {
            scanned = to - from;
            if (scanned > LONGEST) {
                number++;
                throw bad("this line is longer than " + (LONGEST >> 20) + " MiB, which no event is");
            }
            if (!fill()) {
                if (whole || scanned == 0) {
                    return null;
                }
                length = scanned;
                break;
            }
            length = newline(scanned);
        }
        number++;
        String text = text(length);
        int taken = Math.min(length + 1, to - from);
        from += taken;
        offset += taken;
        return text;
    }

    /** How many bytes stand before the end of the line; negative when there is none. */
    private int newline(int scanned) {
        for (int i = from + scanned; i < to; i++) {
            if (buffer[i] == '\n') {
                return i - from;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        int kept = to - from;
        if (kept == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * kept);
        } else if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, kept);
        }
        from = 0;
        to = kept;
        int most = (int) Math.min(buffer.length - kept, size - offset - kept);
        int read = most <= 0 ? 0 : channel.read(ByteBuffer.wrap(buffer, kept, most), offset + kept);
        to += Math.max(0, read);
        return read > 0;
    }

    private String text(int length) {
        int ended = length > 0 && buffer[from + length - 1] == '\r' ? length - 1 : length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, from, ended))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("this is not text, so it is not a trace");
        }
    }

    /**
     * The object that a line is, in JSON.
     *
     * @param line the one that was read last
     * @throws BadTraceException when it is none
     */
    public JsonNode object(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            if (!object.isObject()) {
                throw bad("a line of a trace is one JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw bad("this line is not JSON, or it is cut off");
        }
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /** How many bytes the lines have that were read. */
    long offset() {
        return offset;
    }

    /** What is wrong with that line. */
    public BadTraceException bad(String what) {
        return new BadTraceException(file, Math.max(1, number), what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
