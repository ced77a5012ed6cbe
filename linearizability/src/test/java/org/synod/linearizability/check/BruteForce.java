package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/** The definition of linearizability, by trying every order; knows nothing of the search's tricks. */
final class BruteForce {
    private BruteForce() {}

    /** An object that may go different ways: the states to which an operation may lead, none when it cannot come. */
    interface Semantics<S> {
        Collection<S> after(S state, Operation operation);
    }

    /** What the model itself says. */
    static final Semantics<Model> STEPS =
            (state, operation) -> state.step(operation) instanceof Step.Next next ? List.of(next.model()) : List.of();

    static boolean linearizable(Model state, List<Operation> remaining) {
        return linearizable(STEPS, state, remaining);
    }

    private static <S> boolean linearizable(Semantics<S> semantics, S state, List<Operation> remaining) {
        int firstCompletion =
                remaining.stream().mapToInt(Operation::completionPosition).min().orElse(Integer.MAX_VALUE);
        if (firstCompletion == Integer.MAX_VALUE) {
            return true;
        }
        for (Operation operation : remaining) {
            if (operation.invokePosition() < firstCompletion) {
                List<Operation> rest = new ArrayList<>(remaining);
                rest.remove(operation);
                for (S next : semantics.after(state, operation)) {
                    if (linearizable(semantics, next, rest)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    static @Nullable Operation firstBlocked(Model initial, List<Operation> operations) {
        return firstBlocked(STEPS, initial, operations);
    }

    /** The completion up to which the history is linearizable no longer; null when it is to the end. */
    static <S> @Nullable Operation firstBlocked(Semantics<S> semantics, S initial, List<Operation> operations) {
        List<Operation> byCompletion = new ArrayList<>(
                operations.stream().filter(op -> !op.isCrashed()).toList());
        byCompletion.sort((a, b) -> Integer.compare(a.completionPosition(), b.completionPosition()));
        for (Operation last : byCompletion) {
            List<Operation> prefix = operations.stream()
                    .filter(op -> op.invokePosition() < last.completionPosition())
                    .map(op -> op.completionPosition() <= last.completionPosition() ? op : cut(op))
                    .filter(Objects::nonNull)
                    .toList();
            if (!linearizable(semantics, initial, prefix)) {
                return last;
            }
        }
        return null;
    }

    /** What completes later is open at the cut. Its result is the one it had, which is all that may help it. */
    private static Operation cut(Operation op) {
        return new Operation(
                op.invoke(), null, op.outcome(), op.invokePosition(), Integer.MAX_VALUE, op.key(), op.value());
    }
}
