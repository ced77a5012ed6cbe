package org.synod.conformance.own;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.BadTraceException;
import org.synod.conformance.trace.Lines;
import org.synod.conformance.trace.TraceChecker;
import org.synod.conformance.trace.TraceVerdict;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/**
 * Follows a trace through somebody's specification: keeps all states that agree with what was seen, takes for each event
 * the action that the mapping names, and checks every invariant on the way. What an event costs does not grow with the
 * trace.
 */
public final class OwnChecker {

    /** So many states may agree with a trace, and no more: it says too little. */
    private static final int WIDEST = 20_000;

    private static final int CONTEXT = 8;
    private final OwnSpecification spec;
    private final SortedMap<String, Long> coverage = new TreeMap<>();
    private final Deque<String> recent = new ArrayDeque<>();
    private final SeenValues seen;
    private List<TLCState> frontier;
    private long done;

    /** A checker judges one trace. */
    public OwnChecker(OwnSpecification spec) {
        this.spec = spec;
        this.seen = new SeenValues(spec.mapping().actionField());
        this.frontier = spec.initial();
        spec.mapping().actions().keySet().forEach(a -> coverage.put(a, 0L));
    }

    /**
     * Judges the trace: a JSON object a line, the last one {@code {"end":true,"events":N}}.
     *
     * @throws BadTraceException when it is no trace of the mapping
     */
    public TraceVerdict check(Path file, TraceChecker.Progress progress) {
        String start = brokenAtStart();
        if (start != null) {
            return verdict(TraceVerdict.Result.REFUSED, TraceVerdict.Refusal.of("the beginning", start, List.of()));
        }
        try (Lines lines = new Lines(file)) {
            while (true) {
                JsonNode line = next(lines);
                if (line.path("end").asBoolean()) {
                    return end(lines, line);
                }
                TraceVerdict verdict = follow(lines, line);
                if (verdict != null) {
                    return verdict;
                }
                if (done % 1000 == 0) {
                    progress.events(done, done);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TraceVerdict end(Lines lines, JsonNode line) throws IOException {
        if (line.path("events").asLong(-1) != done) {
            throw lines.bad("the end line speaks of " + line.path("events").asText("no number of")
                    + " events, but there are " + done);
        }
        if (lines.next() != null) {
            throw lines.bad("there is something after the end line");
        }
        return done == 0
                ? verdict(
                        TraceVerdict.Result.UNKNOWN,
                        TraceVerdict.Refusal.of("none", "the trace has no event to judge", List.of()))
                : verdict(TraceVerdict.Result.CONFORMS, null);
    }

    private JsonNode next(Lines lines) throws IOException {
        String text = lines.next();
        if (text == null) {
            throw lines.bad(
                    lines.number() == 0
                            ? "the file is empty, so there is no trace to judge"
                            : "the trace ends after " + done + " events without an end line, so it may be cut off");
        }
        return lines.object(text);
    }

    private @Nullable TraceVerdict follow(Lines lines, JsonNode line) {
        Mapping mapping = spec.mapping();
        String action = line.path(mapping.actionField()).asText();
        Mapping.Step step = mapping.actions().get(action);
        if (step == null) {
            throw lines.bad(
                    line.has(mapping.actionField())
                            ? "unknown action '" + action + "'; the mapping has " + spec.actions()
                            : "the event has no '" + mapping.actionField() + "'");
        }
        for (String field : step.needs(mapping.variable())) {
            if (!line.hasNonNull(field)) {
                throw lines.bad("the action '" + action + "' lacks its field '" + field + "'");
            }
        }
        Value event = value(lines, line);
        Map<Long, TLCState> before = withSilent(frontier);
        Map<Long, TLCState> after = new LinkedHashMap<>();
        String broken = null;
        for (TLCState state : before.values()) {
            for (TLCState next : spec.step(state, event)) {
                String property = spec.broken(next);
                if (property == null) {
                    after.putIfAbsent(fingerprint(next), next);
                } else {
                    broken = property;
                }
            }
        }
        String words = words(lines, line);
        if (after.isEmpty()) {
            List<TLCState> last = List.copyOf(before.values());
            return verdict(
                    TraceVerdict.Result.REFUSED,
                    new OwnRefusal(spec, last, seen).explain(words, line, event, broken, List.copyOf(recent)));
        }
        if (after.size() > WIDEST) {
            return verdict(
                    TraceVerdict.Result.UNKNOWN,
                    TraceVerdict.Refusal.of(
                            words,
                            "more than " + WIDEST + " states agree with the trace so far: let it say more",
                            List.copyOf(recent)));
        }
        frontier = List.copyOf(after.values());
        done++;
        coverage.merge(action, 1L, Long::sum);
        seen.follow(line);
        recent.addLast(words);
        if (recent.size() > CONTEXT) {
            recent.removeFirst();
        }
        return null;
    }

    private Value value(Lines lines, JsonNode line) {
        try {
            return spec.value(line);
        } catch (IllegalArgumentException e) {
            throw lines.bad(String.valueOf(e.getMessage()));
        }
    }

    private static String words(Lines lines, JsonNode line) {
        return "line " + lines.number() + ": " + line;
    }

    /** The states, and those that silent actions may have led to. */
    private Map<Long, TLCState> withSilent(List<TLCState> states) {
        Map<Long, TLCState> all = new LinkedHashMap<>();
        states.forEach(s -> all.put(fingerprint(s), s));
        List<TLCState> newest = states;
        for (int i = 0; i < spec.mapping().maxSilent() && !newest.isEmpty() && all.size() <= WIDEST; i++) {
            List<TLCState> found = new ArrayList<>();
            for (TLCState state : newest) {
                for (TLCState next : spec.silent(state)) {
                    if (spec.broken(next) == null && all.putIfAbsent(fingerprint(next), next) == null) {
                        found.add(next);
                    }
                }
            }
            newest = found;
        }
        return all;
    }

    /** The same for states that differ in the event that led to them. */
    private long fingerprint(TLCState state) {
        return spec.led(state, spec.nothing()).fingerPrint();
    }

    private @Nullable String brokenAtStart() {
        if (frontier.isEmpty()) {
            return "the specification has no initial state";
        }
        for (TLCState state : frontier) {
            String broken = spec.broken(state);
            if (broken != null) {
                return "the initial state breaks the property " + broken;
            }
        }
        return null;
    }

    private TraceVerdict verdict(TraceVerdict.Result result, TraceVerdict.@Nullable Refusal refusal) {
        return new TraceVerdict(result, done, refusal == null ? done : done + 1, coverage, refusal);
    }
}
