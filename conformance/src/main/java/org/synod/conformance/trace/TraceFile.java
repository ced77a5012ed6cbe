package org.synod.conformance.trace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A trace file, whole: its header, its events and its end line ({@code docs/formats.md}).
 *
 * <p>A file that a killed process left has no end line until the runner that killed it has sealed it; a trace without an
 * end is bad input, because nobody can tell what is missing.
 *
 * @param reason {@code stopped} or {@code killed}
 */
public record TraceFile(TraceHeader header, List<TraceEvent> events, String reason) {

    /**
     * Reads a file.
     *
     * @throws BadTraceException when it is missing, empty, cut off or not a trace of this specification
     */
    public static TraceFile read(Path file) {
        try (TraceReader reader = new TraceReader(file)) {
            List<TraceEvent> events = all(reader, event -> true);
            TraceHeader header = reader.header();
            String reason = reader.reason();
            if (header == null || reason == null) {
                throw new IllegalStateException("a trace that was read has a header and an end");
            }
            return new TraceFile(header, List.copyOf(events), reason);
        }
    }

    /**
     * The events of a file that are wanted, and not the others, which may be many.
     *
     * @throws BadTraceException as {@link #read}
     */
    public static List<TraceEvent> select(Path file, Predicate<TraceEvent> wanted) {
        try (TraceReader reader = new TraceReader(file)) {
            return all(reader, wanted);
        }
    }

    private static List<TraceEvent> all(TraceReader reader, Predicate<TraceEvent> wanted) {
        List<TraceEvent> events = new ArrayList<>();
        for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
            if (wanted.test(event)) {
                events.add(event);
            }
        }
        reader.finish();
        return events;
    }

    /** Who takes part in the run. */
    public SpecEvaluator.Group members() {
        return header.members();
    }

    /** Whose file it is; null for a trace of a whole group. */
    public @Nullable String replica() {
        return header.replica();
    }
}
