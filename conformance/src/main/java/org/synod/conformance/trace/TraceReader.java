package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one trace file, which may still be written: what is whole of it, one event after the other. A process writes the
 * lines of a step before the messages of that step leave it, so what is not whole yet nobody knows of.
 */
final class TraceReader implements Closeable {

    private final Path file;
    private final Lines lines;
    private final Deque<TraceEvent> several = new ArrayDeque<>();
    private @Nullable TraceHeader header;
    private @Nullable EventCheck check;
    private List<String> replicas = List.of();
    private long events;
    private @Nullable String reason;

    /** @throws BadTraceException when there is no such file */
    TraceReader(Path file) {
        this.file = file;
        try {
            this.lines = new Lines(file);
        } catch (IOException e) {
            throw new BadTraceException(file, 0, "it cannot be read: " + e.getMessage());
        }
    }

    Path file() {
        return file;
    }

    /** The header; null while its line is not whole. */
    @Nullable TraceHeader header() {
        if (header == null) {
            JsonNode line = line(true);
            if (line != null) {
                begin(line);
            }
        }
        return header;
    }

    private TraceHeader begin(JsonNode line) {
        TraceHeader begun = TraceHeader.of(file, line, lines);
        header = begun;
        replicas = begun.members().everyone();
        check = new EventCheck(replicas);
        return begun;
    }

    /** Takes note of what was appended since. */
    void look() {
        try {
            lines.look();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The next event that is whole; null when there is none.
     *
     * @throws BadTraceException when what comes next is no event of this trace
     */
    @Nullable TraceEvent next() {
        TraceHeader begun = header();
        if (begun == null) {
            return null;
        }
        if (several.isEmpty() && reason == null) {
            JsonNode line = line(true);
            if (line != null) {
                take(begun, line);
            }
        }
        return several.poll();
    }

    /**
     * Nothing will be appended any more.
     *
     * @throws BadTraceException when the file has no end line, or another than its events say
     */
    void finish() {
        TraceHeader begun = header;
        JsonNode rest = reason == null ? line(false) : null;
        if (begun == null) {
            if (rest == null) {
                throw lines.bad("the file is empty, so there is no trace to judge");
            }
            begun = begin(rest);
            rest = null;
        }
        if (rest != null) {
            take(begun, rest);
        }
        if (reason == null) {
            throw lines.bad("the trace ends after " + events + " events without an end line, so it may be cut off");
        }
    }

    /** Stopped or killed, once the end line is read; null before it. */
    @Nullable String reason() {
        return several.isEmpty() ? reason : null;
    }

    private void take(TraceHeader begun, JsonNode line) {
        if (line.path("end").asBoolean()) {
            end(line);
            return;
        }
        event(line, begun.replica());
        for (TraceEvent event : several) {
            String problem = check == null ? null : check.problem(event);
            if (problem != null) {
                throw lines.bad(problem);
            }
        }
        events += several.size();
    }

    private void end(JsonNode line) {
        if (line.path("events").asLong(-1) != events) {
            throw lines.bad(
                    "the end line speaks of " + line.path("events").asText() + " events, but there are " + events);
        }
        reason = line.path("reason").asText();
        if (line(false) != null) {
            throw lines.bad("there is something after the end line");
        }
    }

    /** The events of a line: one, or one for each of the commands that it has. */
    private void event(JsonNode line, @Nullable String owner) {
        JsonNode commands = line.path("parameters").path("commands");
        if (!commands.isArray() || commands.isEmpty()) {
            several.add(one(line, owner));
            return;
        }
        long slot = number(line.path("parameters"), "slot", lines);
        ObjectNode first = line.deepCopy();
        first.withObject("/parameters").remove("commands");
        for (int i = 0; i < commands.size(); i++) {
            ObjectNode one = first.deepCopy();
            one.put("n", number(line, "n", lines) + i).put("clock", number(line, "clock", lines) + i);
            one.withObject("/parameters").put("slot", slot + i).set("command", commands.get(i));
            several.add(one(one, owner));
        }
    }

    private TraceEvent one(JsonNode line, @Nullable String owner) {
        String action = text(line, "action");
        SortedSet<String> names = Vocabulary.actions().get(action);
        if (names == null) {
            throw lines.bad("unknown action '" + action + "'; " + Vocabulary.SPECIFICATION + " has "
                    + String.join(", ", Vocabulary.actions().keySet()));
        }
        String replica = text(line, "replica");
        if (!replicas.contains(replica) || (owner != null && !owner.equals(replica))) {
            throw lines.bad("the event is of replica '" + replica + "', who has no place in this trace");
        }
        JsonNode parameters = line.path("parameters");
        for (String name : names) {
            if (!parameters.has(name)) {
                throw lines.bad("the action " + action + " lacks its parameter '" + name + "'");
            }
        }
        JsonNode cause = line.get("cause");
        return new TraceEvent(
                number(line, "n", lines),
                replica,
                number(line, "incarnation", lines),
                number(line, "clock", lines),
                number(line, "time", lines),
                action,
                parameters,
                cause == null || cause.isNull()
                        ? null
                        : new TraceEvent.Cause(text(cause, "from"), number(cause, "n", lines)));
    }

    private String text(JsonNode line, String field) {
        if (!line.path(field).isTextual()) {
            throw lines.bad("the event has no '" + field + "'");
        }
        return line.get(field).asText();
    }

    static long number(JsonNode line, String field, Lines lines) {
        if (!line.path(field).isIntegralNumber()) {
            throw lines.bad("the line has no number '" + field + "'");
        }
        return line.get(field).asLong();
    }

    private @Nullable JsonNode line(boolean whole) {
        try {
            String text = whole ? lines.whole() : lines.next();
            return text == null ? null : lines.object(text);
        } catch (IOException e) {
            throw new BadTraceException(file, 0, "it cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
