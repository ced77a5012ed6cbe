package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;

/**
 * Follows a trace through the specification, one event after the other, and checks every safety property on the way.
 *
 * <p>The frontier is the set of states that agree with everything seen. Since each event names its action and its
 * parameters it is one state as a rule. What can no longer matter is forgotten every {@link #FORGET_EVERY} events, so that
 * an event costs the same at the end of a trace as at its beginning.
 */
public final class TraceChecker {

    private static final int FORGET_EVERY = 64;
    private static final int CONTEXT = 8;

    /** Told of the events done, now and then. */
    public interface Progress {
        void events(long done, long all);
    }

    private final SpecEvaluator spec;
    private final SortedMap<String, Long> coverage = new TreeMap<>();
    private final Map<String, Long> floors = new HashMap<>();
    private final Deque<String> recent = new ArrayDeque<>();
    private List<TLCState> frontier;
    private long forgotten;
    private long sinceForget;

    public TraceChecker(SpecEvaluator spec) {
        this.spec = spec;
        this.frontier = List.of(spec.initial());
        Vocabulary.actions().keySet().forEach(a -> coverage.put(a, 0L));
    }

    /** Judges a whole trace, in its order; a checker judges one trace. */
    public TraceVerdict check(List<TraceEvent> events, List<String> replicas, Progress progress) {
        replicas.forEach(r -> floors.put(r, 0L));
        if (events.isEmpty()) {
            return new TraceVerdict(
                    TraceVerdict.Result.UNKNOWN,
                    0,
                    0,
                    coverage,
                    new TraceVerdict.Refusal("none", "the trace has no event to judge", new TreeMap<>(), ""));
        }
        long done = 0;
        for (TraceEvent event : events) {
            TraceVerdict verdict = follow(event, done, events.size());
            if (verdict != null) {
                return verdict;
            }
            done++;
            coverage.merge(event.action(), 1L, Long::sum);
            if (done % 1000 == 0) {
                progress.events(done, events.size());
            }
        }
        return new TraceVerdict(TraceVerdict.Result.CONFORMS, done, done, coverage, null);
    }

    private @Nullable TraceVerdict follow(TraceEvent event, long done, long total) {
        for (TraceEvent step : steps(event)) {
            List<TLCState> successors = new ArrayList<>();
            String broken = null;
            for (TLCState state : frontier) {
                for (TLCState successor : spec.step(state, value(step))) {
                    String property = spec.broken(successor);
                    if (property == null) {
                        successors.add(successor);
                    } else {
                        broken = property;
                    }
                }
            }
            if (successors.isEmpty()) {
                return refuse(step, broken, done, total);
            }
            frontier = successors;
        }
        recent.add(event.toString());
        if (recent.size() > CONTEXT) {
            recent.remove();
        }
        note(event);
        return null;
    }

    private tlc2.value.impl.Value value(TraceEvent step) {
        return spec.event(step.action(), step.replica(), step.parameters());
    }

    /** A group commit, or what a crash left, is several steps of Flush; only the last of them can say what was seen. */
    private List<TraceEvent> steps(TraceEvent event) {
        List<TraceEvent> steps = new ArrayList<>();
        if (event.action().equals("Flush")) {
            long count = event.parameters().get("count").asLong();
            for (long i = 1; i < count; i++) {
                steps.add(flush(event));
            }
        }
        if (event.action().equals("Restart")) {
            long survivors = pending(event.replica());
            for (long i = 0; i < survivors; i++) {
                steps.add(flush(event));
            }
        }
        steps.add(event);
        return steps;
    }

    private long pending(String replica) {
        tlc2.value.impl.Value pending = (tlc2.value.impl.Value) SpecEvaluator.variable(frontier.getFirst(), "pending");
        tlc2.value.impl.RecordValue ofReplicas = (tlc2.value.impl.RecordValue) pending.toRcd();
        return ofReplicas == null
                ? 0
                : ofReplicas
                        .apply(new tlc2.value.impl.StringValue(replica), tlc2.tool.EvalControl.Clear)
                        .size();
    }

    private static TraceEvent flush(TraceEvent of) {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        parameters.put("count", 1).put("votes", 0).put("chosenUpTo", 0);
        return new TraceEvent(
                of.number(),
                of.replica(),
                of.incarnation(),
                of.clock(),
                of.timeNanos(),
                "Flush",
                parameters,
                of.cause());
    }

    private void note(TraceEvent event) {
        JsonNode floor = event.parameters().get("chosenUpTo");
        if (event.action().equals("Restart")) {
            floors.put(event.replica(), floor.asLong());
        } else if (event.action().equals("Flush")) {
            floors.merge(event.replica(), floor.asLong(), Math::max);
        }
        if (++sinceForget >= FORGET_EVERY) {
            sinceForget = 0;
            forget();
        }
    }

    private void forget() {
        long floor = floors.values().stream().mapToLong(Long::longValue).min().orElse(0);
        ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("slot", Math.max(floor, forgotten));
        List<TLCState> states = new ArrayList<>();
        for (TLCState state : frontier) {
            states.addAll(spec.step(state, spec.event("Forget", "", parameters)));
        }
        if (!states.isEmpty()) {
            frontier = states;
            forgotten = Math.max(floor, forgotten);
        }
    }

    private TraceVerdict refuse(TraceEvent event, @Nullable String broken, long done, long total) {
        JsonNode slot = event.parameters().get("slot");
        boolean behind = broken == null
                && slot != null
                && slot.asLong() <= forgotten
                && !event.action().equals("Prepare");
        String because = behind
                ? "slot " + slot + " is one of the first " + forgotten
                        + ", which every replica knew chosen and the checker has forgotten"
                : broken != null
                        ? "the step breaks the property " + broken.replaceFirst("^Trace", "")
                        : new RefusalReason(spec).explain(frontier.getFirst(), event);
        return new TraceVerdict(
                behind ? TraceVerdict.Result.UNKNOWN : TraceVerdict.Result.REFUSED,
                done,
                total,
                coverage,
                new TraceVerdict.Refusal(
                        event.toString(),
                        because,
                        new TreeMap<>(SpecEvaluator.show(frontier.getFirst())),
                        String.join("\n", recent)));
    }
}
