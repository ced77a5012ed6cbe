package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends the trace of a process that was killed: it could not do so itself. */
public final class TraceSealer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TraceSealer() {}

    /**
     * Adds the end line, reason {@code killed}. A last line that the kill cut in two goes: the step that it speaks of had not
     * left the process, since lines are written before a step takes effect.
     */
    public static void sealKilled(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.isEmpty() || whole.contains("{\"end\":")) {
            return;
        }
        long events = 0;
        for (String line : whole.lines().skip(1).toList()) {
            events += Math.max(
                    1, JSON.readTree(line).path("parameters").path("commands").size());
        }
        Files.writeString(file, whole + "{\"end\":true,\"events\":" + events + ",\"reason\":\"killed\"}\n");
    }
}
