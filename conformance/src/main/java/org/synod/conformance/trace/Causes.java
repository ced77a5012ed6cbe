package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether each cause that the events of a group name is an event that stands before them. */
final class Causes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Long> last = new HashMap<>();

    /** What is wrong with the next event; null when nothing is. */
    @Nullable String problem(TraceEvent event) {
        TraceEvent.Cause cause = event.cause();
        if (cause != null && cause.number() > last.getOrDefault(cause.from(), 0L)) {
            return "event " + event.number() + " of " + event.replica() + " says that event " + cause.number() + " of "
                    + cause.from() + " came before it, and that one is nowhere before it";
        }
        last.put(event.replica(), event.number());
        return null;
    }

    /** The line of an event, of which a trace in memory does not know any more; 0 when it cannot be found. */
    static long line(Path file, TraceEvent event) {
        try (Lines lines = new Lines(file)) {
            for (String text = lines.next(); text != null; text = lines.next()) {
                JsonNode line = JSON.readTree(text);
                long first = line.path("n").asLong();
                long count =
                        Math.max(1, line.path("parameters").path("commands").size());
                if (line.path("replica").asText().equals(event.replica())
                        && line.has("n")
                        && first <= event.number()
                        && event.number() < first + count) {
                    return lines.number();
                }
            }
            return 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
