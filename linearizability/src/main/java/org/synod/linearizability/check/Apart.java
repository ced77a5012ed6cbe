package org.synod.linearizability.check;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;

/**
 * Judges what is in one object and yet has nothing to do with each other: each by a search of its own (Herlihy & Wing
 * 1990, theorem 1).
 */
final class Apart {
    private Apart() {}

    /**
     * What came of the object.
     *
     * @param objects positions in the part of the operations of each object that is in it
     * @param anywhere of those that are legal in every state, and change none
     */
    static Checker.Outcome judge(Part part, List<List<Integer>> objects, List<Integer> anywhere, Meter meter) {
        List<Operation> operations = part.operations();
        Interleaving interleaving = new Interleaving(
                operations.stream().mapToInt(Operation::invokePosition).toArray());
        anywhere.forEach(interleaving::single);
        @Nullable Operation blocked = null;
        @Nullable Cause cause = null;
        int configurations = 0;
        int done = 0;
        for (List<Integer> ops : objects) {
            Part one = new Part(
                    part.key(),
                    part.initial(),
                    ops.stream().map(operations::get).toList());
            meter.hold(0);
            int before = done;
            Budget own = meter.budget()
                    .shared((reached, all) -> meter.budget()
                            .reached(before + (int) ((long) ops.size() * reached / all), operations.size()));
            Checker.Outcome outcome = Portfolio.judge(one, own);
            own.release();
            done += ops.size();
            configurations += outcome.configurations();
            if (outcome.witness() != null) {
                interleaving.chain(
                        outcome.witness().order().stream().mapToInt(ops::get).toArray());
            } else if (outcome.blocked() != null) {
                blocked = first(blocked, outcome.blocked());
            } else if (outcome.cause() != null) {
                cause = outcome.cause();
            }
        }
        if (blocked != null || cause != null) {
            return new Checker.Outcome(null, blocked, blocked == null ? cause : null, configurations);
        }
        int[] order = interleaving.order();
        return new Checker.Outcome(Verdict.Witness.made(part, () -> order), null, null, configurations);
    }

    private static Operation first(@Nullable Operation one, Operation other) {
        return one == null
                ? other
                : List.of(one, other).stream()
                        .min(Comparator.comparingInt(Operation::completionPosition))
                        .orElseThrow();
    }
}
