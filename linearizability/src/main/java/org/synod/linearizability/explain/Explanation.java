package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;
import org.synod.linearizability.weaker.Consistency;

/**
 * Why a history is violated.
 *
 * @param verdict what is explained
 * @param previousOk the last operation that completed before the blocked one; null when none did
 * @param paths orders that held up to the blocked operation; empty when the budget did not reach
 * @param smallest operations that are violated whether or not each of the others happened in its time, in the order of
 *     invocation
 * @param minimal whether no operation of {@code smallest} can be spared; false when the budget ran out first
 * @param weaker what the history still is
 */
public record Explanation(
        Verdict.Violated verdict,
        @Nullable Operation previousOk,
        List<Path> paths,
        List<Operation> smallest,
        boolean minimal,
        Consistency weaker) {

    private static final int STEPS_SHOWN = 8;
    private static final int MOST_LISTED = 40;
    private static final int LONGEST_TOLD = 300;

    /**
     * One operation placed and the state after it.
     *
     * @param number its place in the order, from 1
     */
    public record PathStep(int number, Operation operation, Model state) {

        /** The steps of a legal order that are wanted. */
        static List<PathStep> of(Model initial, List<Operation> order, Predicate<Operation> wanted) {
            List<PathStep> steps = new ArrayList<>();
            Model state = initial;
            int number = 0;
            for (Operation operation : order) {
                state = ((Step.Next) state.step(operation)).model();
                number++;
                if (wanted.test(operation)) {
                    steps.add(new PathStep(number, operation, state));
                }
            }
            return steps;
        }
    }

    /** One way on from the end of a path and why it fails, in the model's words. */
    public record Refusal(Operation operation, String why) {}

    /**
     * A legal order as far as it goes.
     *
     * @param initial the state before it
     * @param order its operations
     * @param state the state at its end
     * @param refusals every way on: the blocked operation first
     */
    public record Path(Model initial, List<Operation> order, Model state, List<Refusal> refusals) {

        /** How many operations it has. */
        public int length() {
            return order.size();
        }

        /** The last few steps, which a reader looks at first. */
        public List<PathStep> lastSteps() {
            Set<Operation> last = Collections.newSetFromMap(new IdentityHashMap<>());
            last.addAll(order.subList(Math.max(0, order.size() - STEPS_SHOWN), order.size()));
            return PathStep.of(initial, order, last::contains);
        }
    }

    /** The explanation as lines of text that a person can take in, without a newline at the end. */
    public String text() {
        StringBuilder out = new StringBuilder();
        Operation blocked = verdict.blocked();
        out.append("No order explains ").append(brief(located(blocked))).append('.');
        if (previousOk != null) {
            out.append("\nUp to ").append(brief(located(previousOk))).append(" everything can be explained.");
        }
        for (Path path : paths) {
            out.append("\n\nAfter ").append(path.length()).append(" operations in a legal order");
            for (PathStep step : path.lastSteps()) {
                out.append("\n    ")
                        .append(brief(step.operation().describe()))
                        .append(" -> ")
                        .append(brief(step.state()));
            }
            out.append("\n  there is ").append(brief(path.state())).append(" and no way on:");
            for (Refusal refusal : path.refusals()) {
                out.append("\n    ")
                        .append(brief(refusal.operation().describe()))
                        .append(": ")
                        .append(brief(refusal.why()));
            }
        }
        if (paths.isEmpty()) {
            out.append("\nThere was no time left to list the orders that were tried.");
        }
        out.append(
                minimal
                        ? "\n\nViolated already by these, whatever became of the others:"
                        : "\n\nViolated already by these, and perhaps by fewer:");
        for (Operation operation : smallest.subList(0, Math.min(MOST_LISTED, smallest.size()))) {
            out.append("\n    ").append(brief(located(operation)));
        }
        if (smallest.size() > MOST_LISTED) {
            out.append("\n    ... and ").append(smallest.size() - MOST_LISTED).append(" more");
        }
        out.append('\n');
        weaker.lines().forEach(line -> out.append('\n').append(line));
        return out.toString();
    }

    /** A value, and a state, may be of any length. */
    private static String brief(Object text) {
        return Words.shorten(text.toString(), LONGEST_TOLD);
    }

    /** The operation with the place of its invocation: line, the caller's index, or position. */
    static String located(Operation operation) {
        Event invoke = operation.invoke();
        String where = " (event " + operation.invokePosition() + ")";
        if (invoke.line() > 0) {
            where = " (line " + invoke.line() + ")";
        } else if (invoke.index() != null) {
            where = " (index " + invoke.index() + ")";
        }
        return operation.describe() + where;
    }
}
