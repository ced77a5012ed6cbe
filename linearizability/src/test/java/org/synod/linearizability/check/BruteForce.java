package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/** The definition of linearizability, by trying every order; knows nothing of the search's tricks. */
final class BruteForce {
    private BruteForce() {}

    static boolean linearizable(Model state, List<Operation> remaining) {
        if (remaining.stream().allMatch(Operation::isCrashed)) {
            return true;
        }
        int firstCompletion =
                remaining.stream().mapToInt(Operation::completionPosition).min().orElseThrow();
        for (Operation operation : remaining) {
            if (operation.invokePosition() < firstCompletion && state.step(operation) instanceof Step.Next next) {
                List<Operation> rest = new ArrayList<>(remaining);
                rest.remove(operation);
                if (linearizable(next.model(), rest)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The completion up to which the history is linearizable no longer; null when it is to the end. */
    static @Nullable Operation firstBlocked(Model initial, List<Operation> operations) {
        List<Operation> byCompletion = new ArrayList<>(
                operations.stream().filter(op -> !op.isCrashed()).toList());
        byCompletion.sort((a, b) -> Integer.compare(a.completionPosition(), b.completionPosition()));
        for (Operation last : byCompletion) {
            List<Operation> prefix = operations.stream()
                    .filter(op -> op.invokePosition() < last.completionPosition())
                    .map(op -> op.completionPosition() <= last.completionPosition() ? op : cut(op))
                    .filter(Objects::nonNull)
                    .toList();
            if (!linearizable(initial, prefix)) {
                return last;
            }
        }
        return null;
    }

    /** What completes later is open at the cut. Its result is the one it had, which is all that may help it. */
    private static Operation cut(Operation op) {
        return new Operation(
                op.invoke(), null, EventType.INFO, op.invokePosition(), Integer.MAX_VALUE, op.key(), op.value());
    }
}
