package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.List;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/** Whether an event would have been a step of the specification; a trial counts, so that nobody tries without end. */
final class Trial {

    private static final int MOST = 600;

    private final SpecEvaluator spec;
    private final boolean withProperties;
    private int left = MOST;

    /** A step that breaks a property does not conform either. */
    Trial(SpecEvaluator spec) {
        this(spec, true);
    }

    /** With what the specification lets happen, or with what it says must hold as well. */
    Trial(SpecEvaluator spec, boolean withProperties) {
        this.spec = spec;
        this.withProperties = withProperties;
    }

    boolean conforms(TLCState state, TraceEvent event) {
        return !after(state, event).isEmpty();
    }

    /** The states that the event leads to; none once too much was tried. */
    List<TLCState> after(TLCState state, TraceEvent event) {
        List<TLCState> states = List.of(state);
        Value value = spec.event(event.action(), event.replica(), event.parameters());
        long times = event.action().equals("Flush")
                ? event.parameters().path("count").asLong(1)
                : 1;
        for (long i = 0; i < times && left-- > 0; i++) {
            List<TLCState> next = new ArrayList<>();
            for (TLCState one : states) {
                next.addAll(steps(one, value));
            }
            states = next;
        }
        return left > 0 ? states : List.of();
    }

    private List<TLCState> steps(TLCState state, Value event) {
        try {
            return spec.step(state, event).stream()
                    .filter(s -> !withProperties || spec.broken(s) == null)
                    .toList();
        } catch (RuntimeException e) {
            return List.of(); // What TLC cannot evaluate is no step: a slot that nobody has, or a name of nobody.
        }
    }
}
