package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Ends the trace of a process that was killed: it could not do so itself. */
public final class TraceSealer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TraceSealer() {}

    /**
     * Adds the end line, reason {@code killed}. A last line that the kill cut in two goes: the step that it speaks of had not
     * left the process, since lines are written before a step takes effect. Whole lines stay where they are, so that the
     * trace may be followed meanwhile.
     */
    public static void sealKilled(Path file) throws IOException {
        long whole;
        long events = 0;
        try (Lines lines = new Lines(file)) {
            for (String text = lines.whole(); text != null; text = lines.whole()) {
                JsonNode line = JSON.readTree(text);
                if (line.has("end")) {
                    return;
                }
                events += lines.number() == 1
                        ? 0
                        : Math.max(1, line.path("parameters").path("commands").size());
            }
            whole = lines.offset();
        }
        if (whole == 0) {
            return;
        }
        String end = "{\"end\":true,\"events\":" + events + ",\"reason\":\"killed\"}\n";
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(whole);
            ByteBuffer bytes = ByteBuffer.wrap(end.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes, whole + bytes.position());
            }
        }
    }
}
