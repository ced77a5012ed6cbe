package org.synod.linearizability.check;

import java.util.List;
import java.util.Optional;
import org.synod.linearizability.model.ModelKind;

/** The algorithms that need no search, each asked in turn. */
final class Polynomial {
    private static final List<Algorithm> ALGORITHMS = List.of(
            DistinctValues::judge,
            new Containers(ModelKind.FIFO_QUEUE, "enqueue", QueueDiscipline.FIFO),
            new Containers(ModelKind.STACK, "push", new StackDiscipline()),
            new RepeatedElements(),
            new Containers(ModelKind.UNORDERED_QUEUE, "enqueue", QueueDiscipline.NONE),
            new SetOfElements(),
            new Registers(),
            new Growing(ModelKind.SET, "add"),
            new Growing(ModelKind.LIST_APPEND, "append"),
            new EqualIncrements());

    private Polynomial() {}

    /** What came of the object; nothing when none of the algorithms can tell. */
    static Optional<Checker.Outcome> judge(Part part, Budget budget) {
        Meter meter = new Meter(budget);
        try {
            for (Algorithm algorithm : ALGORITHMS) {
                Optional<Checker.Outcome> outcome = algorithm.judge(part, meter);
                if (outcome.isPresent()) {
                    return outcome;
                }
            }
            return Optional.empty();
        } catch (Meter.Exceeded e) {
            return Optional.of(new Checker.Outcome(null, null, e.limit(), 0));
        } catch (OutOfMemoryError e) {
            // An array that does not fit; all that the algorithm made is garbage from here on.
            return Optional.of(new Checker.Outcome(null, null, Cause.OUT_OF_MEMORY, 0));
        }
    }

    /** The outcome of an object for which there is a legal order, as positions in the part. */
    static Checker.Outcome valid(Part part, int[] order) {
        return new Checker.Outcome(Verdict.Witness.made(part, () -> order), null, null, 0);
    }
}
