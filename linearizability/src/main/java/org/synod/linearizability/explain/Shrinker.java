package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.Operation;

/**
 * Takes operations away from a violated object as long as it stays violated: looks before others, large pieces before
 * small ones.
 *
 * <p>Simply to drop an operation would explain nothing: without the write of a value that is read every history is
 * violated. So an operation that is taken away may still have happened while it was open, or not, whichever helps; a
 * crashed one may still happen at any time, and a look claims nothing any more. What remains is violated even so, whatever
 * became of the others.
 */
final class Shrinker {
    private final Part part;
    private final Limits limits;
    private final long deadlineNanos;
    private final List<Operation> begun;
    private List<Operation> kept;
    private boolean finished;

    Shrinker(Part part, Operation blocked, Limits limits) {
        this.part = part;
        this.limits = limits;
        this.deadlineNanos = System.nanoTime() + limits.timeMillis() * 1_000_000;
        this.begun = part.operations().stream()
                .filter(op -> op.invokePosition() < blocked.completionPosition())
                .toList();
        // Crashed operations are free to happen or not anyway, so they are no evidence.
        this.kept = begun.stream().filter(op -> !op.isCrashed()).toList();
    }

    /** Whether {@link #shrink} came to its end: no operation can be spared. */
    boolean finished() {
        return finished;
    }

    List<Operation> shrink() {
        finished = shrink(part.initial()::readOnly) && shrink(operation -> true);
        return kept;
    }

    /** Takes away what can be spared among the operations that are wanted; false when the time ran out. */
    private boolean shrink(Predicate<Operation> wanted) {
        int chunk = Math.max(1, kept.size() / 2);
        while (true) {
            boolean removed = pass(chunk, wanted);
            if (remainingMillis() <= 0) {
                return false;
            }
            if (chunk == 1 && !removed) {
                return true;
            }
            chunk = Math.max(1, chunk / 2);
        }
    }

    /** Tries to take away the wanted operations of each piece of that length, from the front; whether any went. */
    private boolean pass(int chunk, Predicate<Operation> wanted) {
        boolean removed = false;
        int from = 0;
        while (from < kept.size() && remainingMillis() > 0) {
            List<Operation> rest = new ArrayList<>(kept.subList(0, from));
            int to = Math.min(kept.size(), from + chunk);
            kept.subList(from, to).stream().filter(wanted.negate()).forEach(rest::add);
            int end = rest.size();
            rest.addAll(kept.subList(to, kept.size()));
            if (!rest.isEmpty() && rest.size() < kept.size() && isViolated(rest)) {
                kept = rest;
                removed = true;
                from = end;
            } else {
                from = to;
            }
        }
        return removed;
    }

    private boolean isViolated(List<Operation> rest) {
        Set<Operation> needed = new HashSet<>(rest);
        Set<Operation> spared = new HashSet<>();
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : begun) {
            boolean spare = !needed.contains(operation);
            if (spare && part.initial().readOnly(operation)) {
                continue;
            }
            operations.add(operation);
            if (spare && !operation.isCrashed()) {
                spared.add(operation);
            }
        }
        return Checker.isViolatedWithout(
                new Part(part.key(), part.initial(), operations),
                spared,
                limits.withTimeMillis(Math.max(1, remainingMillis())));
    }

    private long remainingMillis() {
        return (deadlineNanos - System.nanoTime()) / 1_000_000;
    }
}
