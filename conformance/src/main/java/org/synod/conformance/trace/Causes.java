package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each cause that the events of a group name is an event that stands before them. */
final class Causes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Causes() {}

    /**
     * Looks at all of them.
     *
     * @param files where the events come from, to say where the wrong one stands
     */
    static void check(List<TraceFile> files, List<TraceEvent> events) {
        Map<String, Long> last = new HashMap<>();
        for (TraceEvent event : events) {
            TraceEvent.Cause cause = event.cause();
            if (cause != null && cause.number() > last.getOrDefault(cause.from(), 0L)) {
                throw bad(
                        files,
                        event,
                        "event " + event.number() + " of " + event.replica() + " says that event " + cause.number()
                                + " of " + cause.from() + " came before it, and that one is nowhere before it");
            }
            last.put(event.replica(), event.number());
        }
    }

    private static BadTraceException bad(List<TraceFile> files, TraceEvent event, String what) {
        for (TraceFile file : files) {
            if (file.events().contains(event)) {
                return new BadTraceException(file.file(), line(file, event), what);
            }
        }
        throw new IllegalStateException("the event is of none of the files: " + event);
    }

    /** The line of an event, of which a trace in memory does not know any more. */
    private static long line(TraceFile file, TraceEvent event) {
        try (Lines lines = new Lines(file.file())) {
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
