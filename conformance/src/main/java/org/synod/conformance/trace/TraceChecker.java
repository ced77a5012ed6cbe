package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;

/**
 * Follows a trace through the specification, one event after the other, and checks every safety property on the way.
 *
 * <p>The frontier is the set of states that agree with everything seen. Since each event names its action and its
 * parameters it is one state as a rule. What can no longer matter is forgotten every {@link #FORGET_EVERY} events, so that
 * an event costs the same at the end of a trace as at its beginning.
 */
public final class TraceChecker {

    static final int FORGET_EVERY = 64;

    /** The events of a trace, one after the other. */
    public interface Events {
        /** The next one; null when there are no more. */
        @Nullable TraceEvent next();

        /** How many there are; 0 when nobody knows yet. */
        long total();

        /** Those of a list. */
        static Events of(List<TraceEvent> events) {
            Iterator<TraceEvent> each = events.iterator();
            return new Events() {
                @Override
                public @Nullable TraceEvent next() {
                    return each.hasNext() ? each.next() : null;
                }

                @Override
                public long total() {
                    return events.size();
                }
            };
        }
    }

    /** Told of the events done, now and then. */
    public interface Progress {
        void events(long done, long all);

        /** Something that the user should know. */
        default void say(String sentence) {}
    }

    private final SpecEvaluator spec;
    private final boolean inOrder;
    private final SortedMap<String, Long> coverage = new TreeMap<>();
    private final Alongside alongside;
    private List<TLCState> frontier;
    private long forgotten;
    private long sinceForget;

    /**
     * A checker of one trace.
     *
     * @param inOrder whether its events come in the order in which they happened; otherwise in one that agrees with what
     *     caused what
     */
    public TraceChecker(SpecEvaluator spec, boolean inOrder) {
        this(spec, inOrder, new Alongside(spec.group().initial()), List.of(spec.initial()));
    }

    /**
     * A checker of the part of a trace that follows where these states agree with all events.
     *
     * @param frontier behind a multiple of {@link #FORGET_EVERY} events
     */
    TraceChecker(SpecEvaluator spec, boolean inOrder, Alongside alongside, List<TLCState> frontier) {
        this.spec = spec;
        this.inOrder = inOrder;
        this.alongside = alongside;
        this.frontier = frontier;
        this.forgotten = ((IntValue) SpecEvaluator.variable(frontier.getFirst(), "forgotten")).val;
        Vocabulary.actions().keySet().forEach(a -> coverage.put(a, 0L));
    }

    /** Judges a whole trace, in its order; a checker judges one trace. */
    public TraceVerdict check(Events events, Progress progress) {
        long done = 0;
        for (TraceEvent event = events.next(); event != null; event = events.next()) {
            TraceVerdict verdict = follow(event, done, Math.max(events.total(), done + 1));
            if (verdict != null) {
                return verdict;
            }
            done++;
            coverage.merge(event.action(), 1L, Long::sum);
            if (done % 1000 == 0) {
                progress.events(done, Math.max(events.total(), done));
            }
        }
        if (done == 0) {
            return new TraceVerdict(
                    TraceVerdict.Result.UNKNOWN,
                    0,
                    0,
                    coverage,
                    TraceVerdict.Refusal.of("none", "the trace has no event to judge", List.of()));
        }
        return new TraceVerdict(TraceVerdict.Result.CONFORMS, done, done, coverage, null);
    }

    /** One more event; null while all conform. */
    @Nullable TraceVerdict follow(TraceEvent event, long done, long total) {
        String other = alongside.chosen().disagrees(event);
        if (other != null) {
            return refuse(event, other, null, done, total);
        }
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
                return refuse(step, null, broken, done, total);
            }
            frontier = successors;
        }
        alongside.follow(event);
        if (++sinceForget >= FORGET_EVERY) {
            sinceForget = 0;
            forget();
        }
        return null;
    }

    /** The states that agree with all events so far. */
    List<TLCState> frontier() {
        return frontier;
    }

    private Value value(TraceEvent step) {
        return spec.event(step.action(), step.replica(), inOrder, step.parameters());
    }

    /**
     * A group commit, or what a crash left, is several steps of Flush. Time passes before what depends on it, and an
     * answered read makes room for the next.
     */
    private List<TraceEvent> steps(TraceEvent event) {
        List<TraceEvent> steps = new ArrayList<>();
        long elapsed = alongside.elapsed(event);
        if (elapsed > 0) {
            steps.add(made(
                    event,
                    "Tick",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("elapsed", Math.min(elapsed, spec.group().termMicros()))));
        }
        long flushes = switch (event.action()) {
            case "Flush" -> event.parameters().get("count").asLong() - 1;
            case "Restart" -> pending(event.replica());
            default -> 0;
        };
        for (long i = 0; i < flushes; i++) {
            steps.add(made(event, "Flush", JsonNodeFactory.instance.objectNode()));
        }
        steps.add(event);
        if (event.action().equals("Answer") || event.action().equals("ReadEventual")) {
            steps.add(made(event, "Done", JsonNodeFactory.instance.objectNode()));
        }
        return steps;
    }

    private long pending(String replica) {
        return ofReplica("pending", replica).size();
    }

    /** The value that a variable has for the replica, in the first state that agrees. */
    private Value ofReplica(String variable, String replica) {
        Value function = (Value) SpecEvaluator.variable(frontier.getFirst(), variable);
        return ((Applicable) function).apply(new StringValue(replica), EvalControl.Clear);
    }

    private static TraceEvent made(TraceEvent of, String action, ObjectNode parameters) {
        return new TraceEvent(
                of.number(),
                of.replica(),
                of.incarnation(),
                of.clock(),
                of.timeNanos(),
                action,
                parameters,
                of.cause());
    }

    private void forget() {
        Membership membership = alongside.membership();
        long floor = membership.floor();
        if (floor < forgotten) {
            return;
        }
        ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("slot", floor);
        membership.active().forEach(parameters.putArray("active")::add);
        List<TLCState> states = new ArrayList<>();
        for (TLCState state : frontier) {
            states.addAll(spec.step(state, spec.event("Forget", "", inOrder, parameters)));
        }
        if (!states.isEmpty()) {
            frontier = states;
            forgotten = floor;
        }
    }

    /** The first slot that the event is about; beyond all slots where it is about none. */
    private long about(TraceEvent event) {
        return switch (event.action()) {
            case "Propose", "Reconfigure", "ProposeAwaited", "Accept", "Choose", "Learn" ->
                event.parameters().get("slot").asLong();
            case "Lead" -> ((IntValue) ofReplica("next", event.replica())).val;
            default -> Long.MAX_VALUE;
        };
    }

    private TraceVerdict refuse(
            TraceEvent event, @Nullable String reason, @Nullable String broken, long done, long total) {
        long slot = about(event);
        boolean behind = reason == null && broken == null && slot <= forgotten;
        TraceVerdict.Refusal refusal = behind
                ? TraceVerdict.Refusal.of(
                        event.toString(),
                        "slot " + slot + " is one of the first " + forgotten
                                + ", which every member knew chosen and the checker has forgotten",
                        List.of())
                : new RefusalExplainer(spec, inOrder, frontier.getFirst(), alongside.history())
                        .explain(event, reason, broken);
        return new TraceVerdict(
                behind ? TraceVerdict.Result.UNKNOWN : TraceVerdict.Result.REFUSED, done, total, coverage, refusal);
    }
}
