package org.synod.conformance.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A trace file, whole: its header, its events and its end line ({@code docs/formats.md}).
 *
 * <p>A file that a killed process left has no end line until the runner that killed it has sealed it; a trace without an
 * end is bad input, because nobody can tell what is missing.
 *
 * @param members who takes part in the run, as the header names them
 * @param replica whose file it is; null for a trace of a whole group that is in order already
 * @param reason {@code stopped} or {@code killed}
 */
public record TraceFile(
        Path file,
        String group,
        SpecEvaluator.Group members,
        @Nullable String replica,
        long incarnation,
        String run,
        List<TraceEvent> events,
        String reason) {

    /** The newest version that this reader reads, beside all before it. */
    public static final int VERSION = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a file.
     *
     * @throws BadTraceException when it is missing, empty, cut off or not a trace of this specification
     */
    public static TraceFile read(Path file) {
        try (Lines lines = new Lines(file)) {
            return new Reader(file, lines).read();
        } catch (IOException e) {
            throw new BadTraceException(file, 0, "it cannot be read: " + e.getMessage());
        }
    }

    private static final class Reader {
        private final Path file;
        private final Lines lines;

        Reader(Path file, Lines lines) {
            this.file = file;
            this.lines = lines;
        }

        TraceFile read() throws IOException {
            JsonNode header = next();
            if (header == null) {
                throw bad("the file is empty, so there is no trace to judge");
            }
            if (!header.path("synod-trace").isIntegralNumber()) {
                throw bad("a trace begins with a header line {\"synod-trace\":" + VERSION + ",...}");
            }
            int version = header.get("synod-trace").asInt();
            if (version < 1 || version > VERSION) {
                throw bad("this is a trace of version " + version + ", and this Synod reads versions 1 to " + VERSION);
            }
            if (!header.path("spec").asText().equals(Vocabulary.SPECIFICATION)) {
                throw bad("this is a trace of the specification '"
                        + header.path("spec").asText() + "', not of " + Vocabulary.SPECIFICATION);
            }
            SpecEvaluator.Group members = members(header);
            List<String> replicas = members.everyone();
            EventCheck check = new EventCheck(replicas);
            JsonNode replica = header.get("replica");
            List<TraceEvent> events = new ArrayList<>();
            while (true) {
                JsonNode node = next();
                if (node == null) {
                    throw bad("the trace ends after " + events.size()
                            + " events without an end line, so it may be cut off");
                }
                if (node.path("end").asBoolean()) {
                    return finish(header, members, replica, events, node);
                }
                int before = events.size();
                event(node, replicas, replica, events);
                for (TraceEvent event : events.subList(before, events.size())) {
                    String problem = check.problem(event);
                    if (problem != null) {
                        throw bad(problem);
                    }
                }
            }
        }

        private SpecEvaluator.Group members(JsonNode header) {
            SortedSet<String> storage = new TreeSet<>();
            SortedSet<String> log = new TreeSet<>();
            header.path("replicas").properties().forEach(e -> {
                switch (e.getValue().asText()) {
                    case "STORAGE" -> storage.add(e.getKey());
                    case "LOG" -> log.add(e.getKey());
                    default -> throw bad("the replica '" + e.getKey() + "' has no role");
                }
            });
            SortedSet<String> initial = new TreeSet<>();
            header.path("initial").forEach(name -> initial.add(name.asText()));
            if (initial.isEmpty() || !initial.stream().allMatch(r -> storage.contains(r) || log.contains(r))) {
                throw bad("the header names no replicas, or no first members of them");
            }
            long term = number(header, "leaseNanos") / 1000;
            long span = number(header, "spanNanos") / 1000;
            if (span < 1 || term < span || term > Integer.MAX_VALUE) {
                throw bad("a lease of " + term + " us of which a leader counts " + span + " is none");
            }
            return new SpecEvaluator.Group(storage, log, initial, term, span);
        }

        private TraceFile finish(
                JsonNode header,
                SpecEvaluator.Group members,
                @Nullable JsonNode replica,
                List<TraceEvent> events,
                JsonNode end)
                throws IOException {
            if (end.path("events").asLong(-1) != events.size()) {
                throw bad("the end line speaks of " + end.path("events").asText() + " events, but there are "
                        + events.size());
            }
            if (next() != null) {
                throw bad("there is something after the end line");
            }
            return new TraceFile(
                    file,
                    header.path("group").asText(),
                    members,
                    replica == null ? null : replica.asText(),
                    header.path("incarnation").asLong(1),
                    header.path("run").asText(),
                    List.copyOf(events),
                    end.path("reason").asText());
        }

        /** The events of a line: one, or one for each of the commands that it has. */
        private void event(JsonNode node, List<String> replicas, @Nullable JsonNode owner, List<TraceEvent> events) {
            JsonNode commands = node.path("parameters").path("commands");
            if (!commands.isArray() || commands.isEmpty()) {
                events.add(event(node, replicas, owner));
                return;
            }
            long slot = number(node.path("parameters"), "slot");
            ObjectNode first = node.deepCopy();
            first.withObject("/parameters").remove("commands");
            for (int i = 0; i < commands.size(); i++) {
                ObjectNode one = first.deepCopy();
                one.put("n", number(node, "n") + i).put("clock", number(node, "clock") + i);
                one.withObject("/parameters").put("slot", slot + i).set("command", commands.get(i));
                events.add(event(one, replicas, owner));
            }
        }

        private TraceEvent event(JsonNode node, List<String> replicas, @Nullable JsonNode owner) {
            String action = text(node, "action");
            SortedSet<String> names = Vocabulary.actions().get(action);
            if (names == null) {
                throw bad("unknown action '" + action + "'; " + Vocabulary.SPECIFICATION + " has "
                        + String.join(", ", Vocabulary.actions().keySet()));
            }
            String replica = text(node, "replica");
            if (!replicas.contains(replica) || (owner != null && !owner.asText().equals(replica))) {
                throw bad("the event is of replica '" + replica + "', who has no place in this trace");
            }
            JsonNode parameters = node.path("parameters");
            for (String name : names) {
                if (!parameters.has(name)) {
                    throw bad("the action " + action + " lacks its parameter '" + name + "'");
                }
            }
            JsonNode cause = node.get("cause");
            return new TraceEvent(
                    number(node, "n"),
                    replica,
                    number(node, "incarnation"),
                    number(node, "clock"),
                    number(node, "time"),
                    action,
                    parameters,
                    cause == null || cause.isNull()
                            ? null
                            : new TraceEvent.Cause(text(cause, "from"), number(cause, "n")));
        }

        private String text(JsonNode node, String field) {
            if (!node.path(field).isTextual()) {
                throw bad("the event has no '" + field + "'");
            }
            return node.get(field).asText();
        }

        private long number(JsonNode node, String field) {
            if (!node.path(field).isIntegralNumber()) {
                throw bad("the line has no number '" + field + "'");
            }
            return node.get(field).asLong();
        }

        private @Nullable JsonNode next() throws IOException {
            String text = lines.next();
            if (text == null) {
                return null;
            }
            try {
                JsonNode node = JSON.readTree(text);
                if (!node.isObject()) {
                    throw bad("a line of a trace is one JSON object");
                }
                return node;
            } catch (JsonProcessingException e) {
                throw bad("this line is not JSON, or it is cut off");
            }
        }

        private BadTraceException bad(String what) {
            return lines.bad(what);
        }
    }
}
