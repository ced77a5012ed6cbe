package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a trace ({@code docs/formats.md}).
 *
 * @param members who takes part in the run
 * @param replica whose file it is; null for a trace of a whole group that is in order already
 */
public record TraceHeader(
        Path file,
        String group,
        SpecEvaluator.Group members,
        @Nullable String replica,
        long incarnation,
        String run) {

    /** The newest version that can be read, beside all before it. */
    public static final int VERSION = 2;

    /** The header of a file, whatever follows it. */
    public static TraceHeader read(Path file) {
        try (TraceReader reader = new TraceReader(file)) {
            TraceHeader header = reader.header();
            if (header == null) {
                reader.finish();
                throw new IllegalStateException("a trace without header is none");
            }
            return header;
        }
    }

    static TraceHeader of(Path file, JsonNode header, Lines lines) {
        if (!header.path("synod-trace").isIntegralNumber()) {
            throw lines.bad("a trace begins with a header line {\"synod-trace\":" + VERSION + ",...}");
        }
        int version = header.get("synod-trace").asInt();
        if (version < 1 || version > VERSION) {
            throw lines.bad(
                    "this is a trace of version " + version + ", and this Synod reads versions 1 to " + VERSION);
        }
        if (!header.path("spec").asText().equals(Vocabulary.SPECIFICATION)) {
            throw lines.bad("this is a trace of the specification '"
                    + header.path("spec").asText() + "', not of " + Vocabulary.SPECIFICATION);
        }
        JsonNode replica = header.get("replica");
        return new TraceHeader(
                file,
                header.path("group").asText(),
                members(header, lines),
                replica == null ? null : replica.asText(),
                header.path("incarnation").asLong(1),
                header.path("run").asText());
    }

    private static SpecEvaluator.Group members(JsonNode header, Lines lines) {
        SortedSet<String> storage = new TreeSet<>();
        SortedSet<String> log = new TreeSet<>();
        header.path("replicas").properties().forEach(e -> {
            switch (e.getValue().asText()) {
                case "STORAGE" -> storage.add(e.getKey());
                case "LOG" -> log.add(e.getKey());
                default -> throw lines.bad("the replica '" + e.getKey() + "' has no role");
            }
        });
        SortedSet<String> initial = new TreeSet<>();
        header.path("initial").forEach(name -> initial.add(name.asText()));
        if (initial.isEmpty() || !initial.stream().allMatch(r -> storage.contains(r) || log.contains(r))) {
            throw lines.bad("the header names no replicas, or no first members of them");
        }
        long term = TraceReader.number(header, "leaseNanos", lines) / 1000;
        long span = TraceReader.number(header, "spanNanos", lines) / 1000;
        if (span < 1 || term < span || term > Integer.MAX_VALUE) {
            throw lines.bad("a lease of " + term + " us of which a leader counts " + span + " is none");
        }
        return new SpecEvaluator.Group(storage, log, initial, term, span);
    }

    /** @throws BadTraceException when the other one is not of the same run */
    void checkSameRun(TraceHeader other) {
        if (replica == null || other.replica() == null) {
            throw new BadTraceException(
                    replica == null ? file : other.file(), 1, "a trace of a whole group is judged alone");
        }
        if (!run.equals(other.run()) || !group.equals(other.group()) || !members.equals(other.members())) {
            throw new BadTraceException(other.file(), 1, "this is not of the same run as " + file);
        }
    }
}
