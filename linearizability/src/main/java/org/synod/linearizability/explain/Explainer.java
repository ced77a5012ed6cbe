package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;
import org.synod.linearizability.weaker.Consistency;

/** Explains violated histories. */
public final class Explainer {
    /** How many orders an explanation shows: as many as Jepsen keeps. */
    public static final int MOST_PATHS = 10;

    private static final long MOST_WEAKER_MILLIS = 1000;

    private Explainer() {}

    /**
     * Explains a verdict.
     *
     * @param limits what the explanation may cost; where it runs out there is less to read, never an error. Half of the
     *     time goes to the orders, then a second or a quarter of it, whichever is less, to the weaker consistencies, the
     *     rest to the smallest sub-history
     */
    public static Explanation explain(Verdict.Violated verdict, Limits limits) {
        long start = System.nanoTime();
        Part part = verdict.part();
        Operation blocked = verdict.blocked();
        Limits half = limits.withTimeMillis(Math.max(1, limits.timeMillis() / 2));
        List<Explanation.Path> paths = new ArrayList<>();
        Set<Model> shown = new HashSet<>();
        // Dead ends in the same state say the same to a reader, so each state is shown once.
        for (Checker.DeadEnd end : Checker.deadEnds(part, blocked, 20 * MOST_PATHS, half)) {
            Explanation.Path path = path(part.initial(), end, blocked);
            if (paths.size() < MOST_PATHS && shown.add(path.state())) {
                paths.add(path);
            }
        }
        Consistency weaker = Consistency.of(
                verdict, limits.withTimeMillis(Math.max(1, Math.min(MOST_WEAKER_MILLIS, limits.timeMillis() / 4))));
        long spentMillis = (System.nanoTime() - start) / 1_000_000;
        Shrinker shrinker =
                new Shrinker(part, blocked, limits.withTimeMillis(Math.max(1, limits.timeMillis() - spentMillis)));
        List<Operation> smallest = shrinker.shrink();
        return new Explanation(verdict, previousOk(part, blocked), paths, smallest, shrinker.finished(), weaker);
    }

    /** The last operation that completed before the blocked one; null when none did. */
    public static @Nullable Operation previousOk(Part part, Operation blocked) {
        return part.operations().stream()
                .filter(op -> op.completionPosition() < blocked.completionPosition())
                .max(Comparator.comparingInt(Operation::completionPosition))
                .orElse(null);
    }

    private static Explanation.Path path(Model initial, Checker.DeadEnd end, Operation blocked) {
        Model state = initial;
        for (Operation operation : end.order()) {
            state = ((Step.Next) state.step(operation)).model();
        }
        List<Explanation.Refusal> refusals = new ArrayList<>();
        refusals.add(new Explanation.Refusal(blocked, why(state, blocked, blocked)));
        for (Operation open : end.open()) {
            if (!open.equals(blocked)) {
                refusals.add(new Explanation.Refusal(open, why(state, open, blocked)));
            }
        }
        return new Explanation.Path(initial, end.order(), state, refusals);
    }

    private static String why(Model state, Operation next, Operation blocked) {
        Step step = state.step(next);
        if (step instanceof Step.Inconsistent refused) {
            return refused.message();
        }
        Model after = ((Step.Next) step).model();
        if (after.equals(state)) {
            return "changes nothing";
        }
        return after.step(blocked) instanceof Step.Inconsistent refused
                ? "leads to " + after + ", and " + refused.message()
                : "leads to " + after + ", which does not help either";
    }
}
