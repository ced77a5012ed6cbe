package org.synod.linearizability.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/**
 * Takes operations away from a violated object as long as it stays violated: large pieces first, then one by one.
 *
 * <p>Taking away the write of a value that is read would always leave a violated history and explain nothing. So what
 * remains must be possible when time is left out of account: each operation must be legal in some state that the
 * remaining ones, in any order and number, can lead to, unless it was not before either.
 */
final class Shrinker {
    private static final int MOST_STATES = 2_000;

    private final Part part;
    private final Limits limits;
    private final long deadlineNanos;
    private final Set<Object> neverPossible = new HashSet<>();
    private List<Operation> kept;
    private boolean finished;

    Shrinker(Part part, Operation blocked, Limits limits) {
        this.part = part;
        this.limits = limits;
        this.deadlineNanos = System.nanoTime() + limits.timeMillis() * 1_000_000;
        this.kept = part.operations().stream()
                .filter(op -> op.invokePosition() < blocked.completionPosition())
                .toList();
    }

    /** Whether {@link #shrink} came to its end: no operation can be spared. */
    boolean finished() {
        return finished;
    }

    List<Operation> shrink() {
        neverPossible.addAll(impossible(kept));
        int chunk = Math.max(1, kept.size() / 2);
        while (true) {
            boolean removed = pass(chunk);
            if (remainingMillis() <= 0) {
                return kept;
            }
            if (chunk == 1 && !removed) {
                finished = true;
                return kept;
            }
            chunk = removed && chunk == 1 ? 1 : Math.max(1, chunk / 2);
        }
    }

    /** Tries to take away each piece of that length, from the front; whether any went. */
    private boolean pass(int chunk) {
        boolean removed = false;
        int from = 0;
        while (from < kept.size() && remainingMillis() > 0) {
            List<Operation> rest = new ArrayList<>(kept.subList(0, from));
            rest.addAll(kept.subList(Math.min(kept.size(), from + chunk), kept.size()));
            if (!rest.isEmpty() && violatedForAReason(rest)) {
                kept = rest;
                removed = true;
            } else {
                from += chunk;
            }
        }
        return removed;
    }

    private boolean violatedForAReason(List<Operation> operations) {
        return neverPossible.containsAll(impossible(operations))
                && Checker.isViolated(
                        new Part(part.key(), part.initial(), operations),
                        limits.withTimeMillis(Math.max(1, remainingMillis())));
    }

    private long remainingMillis() {
        return (deadlineNanos - System.nanoTime()) / 1_000_000;
    }

    /** Effects that are legal in no state that the operations can lead to; all when there are too many states to say. */
    private Set<Object> impossible(List<Operation> operations) {
        Map<Object, Operation> effects = new HashMap<>();
        operations.forEach(op -> effects.putIfAbsent(part.initial().effect(op), op));
        Set<Object> illegal = new HashSet<>(effects.keySet());
        Set<Model> reached = new HashSet<>();
        Deque<Model> waiting = new ArrayDeque<>();
        reached.add(part.initial());
        waiting.add(part.initial());
        while (!waiting.isEmpty() && reached.size() < MOST_STATES && remainingMillis() > 0) {
            Model state = waiting.remove();
            effects.forEach((effect, operation) -> {
                if (state.step(operation) instanceof Step.Next next) {
                    illegal.remove(effect);
                    if (reached.add(next.model())) {
                        waiting.add(next.model());
                    }
                }
            });
        }
        return waiting.isEmpty() || illegal.isEmpty() ? illegal : effects.keySet();
    }
}
