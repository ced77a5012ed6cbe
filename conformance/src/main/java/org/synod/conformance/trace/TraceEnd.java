package org.synod.conformance.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the end line of a trace says, before the trace is read: a long one need not be judged for a minute to be cut off. */
final class TraceEnd {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** More than any end line has. */
    private static final int LONGEST = 256;

    private TraceEnd() {}

    /**
     * How many events it has by its end line.
     *
     * @throws BadTraceException when it has none, or is no trace
     */
    static long events(Path file) {
        if (Files.isRegularFile(file)) {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                byte[] tail = new byte[(int) Math.min(LONGEST, in.length())];
                in.seek(in.length() - tail.length);
                in.readFully(tail);
                String text = new String(tail, StandardCharsets.UTF_8).strip();
                JsonNode line = JSON.readTree(text.substring(text.lastIndexOf('\n') + 1));
                if (line.path("end").asBoolean() && line.path("events").isIntegralNumber()) {
                    return line.get("events").asLong();
                }
            } catch (JsonProcessingException e) {
                // No end line: reading it from its beginning finds out what there is instead.
            } catch (IOException e) {
                throw new BadTraceException(file, 0, "it cannot be read: " + e.getMessage());
            }
        }
        return TraceFile.read(file).events().size();
    }
}
