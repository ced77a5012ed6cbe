package org.synod.linearizability.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
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

    /** One operation placed and the state after it. */
    public record PathStep(Operation operation, Model state) {}

    /** One way on from the end of a path and why it fails, in the model's words. */
    public record Refusal(Operation operation, String why) {}

    /**
     * A legal order as far as it goes.
     *
     * @param length how many operations it has
     * @param steps the last of them
     * @param state the state at its end
     * @param refusals every way on: the blocked operation first
     */
    public record Path(int length, List<PathStep> steps, Model state, List<Refusal> refusals) {}

    /** The explanation as lines of text, without a newline at the end. */
    public String text() {
        StringBuilder out = new StringBuilder();
        Operation blocked = verdict.blocked();
        out.append("No order explains ").append(located(blocked)).append('.');
        if (previousOk != null) {
            out.append("\nUp to ").append(located(previousOk)).append(" everything can be explained.");
        }
        for (Path path : paths) {
            out.append("\n\nAfter ").append(path.length()).append(" operations in a legal order");
            for (PathStep step : path.steps()) {
                out.append("\n    ")
                        .append(step.operation().describe())
                        .append(" -> ")
                        .append(step.state());
            }
            out.append("\n  there is ").append(path.state()).append(" and no way on:");
            for (Refusal refusal : path.refusals()) {
                out.append("\n    ")
                        .append(refusal.operation().describe())
                        .append(": ")
                        .append(refusal.why());
            }
        }
        if (paths.isEmpty()) {
            out.append("\nThere was no time left to list the orders that were tried.");
        }
        out.append(
                minimal
                        ? "\n\nViolated already by these, whatever became of the others:"
                        : "\n\nViolated already by these, and perhaps by fewer:");
        for (Operation operation : smallest) {
            out.append("\n    ").append(located(operation));
        }
        out.append('\n');
        weaker.lines().forEach(line -> out.append('\n').append(line));
        return out.toString();
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
