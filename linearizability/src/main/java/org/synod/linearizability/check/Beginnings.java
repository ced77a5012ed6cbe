package org.synod.linearizability.check;

import java.util.List;
import java.util.Optional;
import org.synod.linearizability.history.Operation;

/**
 * Decides every beginning of an object's history, and finds with that the operation that went wrong: what was violated
 * stays violated, so halving finds the first violated beginning.
 */
interface Beginnings {
    /** Whether a beginning has a legal order. */
    enum Legal {
        YES,
        NO,
        /** The algorithm cannot tell. */
        MAYBE
    }

    /**
     * Decides the events up to and including one.
     *
     * @param last the number of the last event; an operation that is open then may have happened, with the result that
     *     it comes to have, or not
     */
    Legal upTo(int last);

    /** A legal order of the whole history, after {@link #upTo} said yes to the last event. */
    int[] order();

    /** What came of the object; nothing when that cannot be told. */
    static Optional<Checker.Outcome> judge(Part part, Moments moments, Beginnings beginnings, Meter meter) {
        switch (beginnings.upTo(moments.count)) {
            case YES -> {
                return Optional.of(Polynomial.valid(part, beginnings.order()));
            }
            case MAYBE -> {
                return Optional.empty();
            }
            case NO -> {}
        }
        int[] completed = moments.completed;
        int tolerated = -1;
        int violated = completed.length - 1;
        Legal before = Legal.YES;
        while (violated - tolerated > 1) {
            int middle = (tolerated + violated) >>> 1;
            Legal legal = beginnings.upTo(moments.complete[completed[middle]]);
            if (legal == Legal.NO) {
                violated = middle;
            } else {
                tolerated = middle;
                before = legal;
            }
        }
        Operation last = part.operations().get(completed[violated]);
        Operation blocked = before == Legal.YES ? last : sooner(part, last, meter);
        return Optional.of(new Checker.Outcome(null, blocked, null, 0));
    }

    /**
     * The first operation that no order explains, where only an upper bound is known. The search looks at no more than
     * the beginning up to there; when it finds no end within the limits the bound must do.
     */
    private static Operation sooner(Part part, Operation bound, Meter meter) {
        List<Operation> begun = part.operations().stream()
                .filter(operation -> operation.invokePosition() < bound.completionPosition())
                .toList();
        Operation blocked = Portfolio.judge(new Part(part.key(), part.initial(), begun), meter.budget())
                .blocked();
        return blocked == null ? bound : blocked;
    }
}
