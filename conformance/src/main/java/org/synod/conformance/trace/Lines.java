package org.synod.conformance.trace;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file as it was when it was opened, one at a time. What is appended meanwhile is not read, and a line
 * without end does not take memory without end.
 */
public final class Lines implements Closeable {

    /** Far more than any event needs: a leader may propose some thousands of commands again in one. */
    static final int LONGEST = 16 << 20;

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final InputStream in;
    private long left;
    private long number;

    /** Opens the file. */
    public Lines(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            throw new BadTraceException(file, 0, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new BadTraceException(file, 0, "it cannot be read: it is not a file");
        }
        this.left = Files.size(file);
        this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    }

    /**
     * The next line, without its end; null behind the last one.
     *
     * @throws BadTraceException when it is too long, or no text
     */
    public @Nullable String next() throws IOException {
        if (left == 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        while (left > 0) {
            int read = in.read();
            left = read < 0 ? 0 : left - 1;
            if (read < 0 || read == '\n') {
                break;
            }
            if (bytes.size() == LONGEST) {
                throw bad("this line is longer than " + (LONGEST >> 20) + " MiB, which no event is");
            }
            bytes.write(read);
        }
        byte[] line = bytes.toByteArray();
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("this is not text, so it is not a trace");
        }
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /** What is wrong with that line. */
    public BadTraceException bad(String what) {
        return new BadTraceException(file, Math.max(1, number), what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
