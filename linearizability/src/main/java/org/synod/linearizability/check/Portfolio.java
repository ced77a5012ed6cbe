package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker.Outcome;
import org.synod.linearizability.history.Operation;

/**
 * Searches of the same object that take turns, each twice as long as the turn before, until one of them decides.
 *
 * <p>One looks for an order. The other allows crashed operations to happen any number of times: it can only refute, but
 * does so in far fewer configurations, since it need not know which of them were used. Without crashed operations the
 * two are the same, and there is only the first.
 */
final class Portfolio {
    private static final int FIRST_TURN = 1 << 14;
    /** After so many steps of the refuting search it is asked whether it is of use. */
    private static final int REFUTING_STEPS = 256;

    private static final int CONFIGURATIONS_A_STATE = 8;
    private static final int FEW_STATES = 64;

    private final Part part;
    private final Problem problem;
    private final Budget budget;
    private final Search exact;

    private Portfolio(Part part, Set<Operation> spared, Budget budget) {
        this.part = part;
        this.problem = new Problem(part, spared);
        this.budget = budget;
        this.exact = new Search(problem, part.initial(), budget);
    }

    static Outcome judge(Part part, Budget budget) {
        return judge(part, Set.of(), budget, FIRST_TURN);
    }

    /**
     * Judges an object of which some operations may be left out.
     *
     * @param spared completed operations that happened, while they were open, or not at all
     */
    static Outcome judge(Part part, Set<Operation> spared, Budget budget) {
        return judge(part, spared, budget, FIRST_TURN);
    }

    static Outcome judge(Part part, Set<Operation> spared, Budget budget, int firstTurn) {
        try {
            return new Portfolio(part, spared, budget).judge(firstTurn);
        } catch (OutOfMemoryError | ArithmeticException e) {
            // An array that cannot grow any more; all of the search is garbage from here on.
            return unknown(Cause.OUT_OF_MEMORY, 0);
        }
    }

    private Outcome judge(int firstTurn) {
        if (problem.crashed() == 0) {
            return outcome(exact, exact.run());
        }
        Search.End end = exact.run(firstTurn);
        if (end != null) {
            return outcome(exact, end);
        }
        Budget beside = budget.shared();
        try {
            return takeTurns(beside, firstTurn);
        } finally {
            beside.release();
        }
    }

    private Outcome takeTurns(Budget beside, int firstTurn) {
        Search refuting = new Search(problem, part.initial(), beside, Search.Crashed.ANY_NUMBER, problem.events.length);
        boolean useful = true;
        Search.End end = null;
        for (int turn = firstTurn; end == null; turn = Math.max(turn, turn * 2)) {
            for (int steps = 0; steps < turn && useful; steps += REFUTING_STEPS) {
                Search.End other = refuting.run(REFUTING_STEPS);
                if (other == Search.End.EXHAUSTED) {
                    return refuted(refuting);
                }
                useful = other == null && hasFewStates(refuting);
                if (!useful) {
                    beside.release();
                }
            }
            end = exact.run(turn);
        }
        return outcome(exact, end);
    }

    /** A queue to which the same may be added for ever has states without end, and a search there would have none. */
    private static boolean hasFewStates(Search search) {
        return search.states() <= search.configurations() / CONFIGURATIONS_A_STATE + FEW_STATES;
    }

    /**
     * No order gets past that completion, however often crashed operations happen. Whether one gets that far is left to
     * find out: where a limit does not allow it, a completion before may be the first that no order explains.
     */
    private Outcome refuted(Search refuting) {
        budget.release();
        int until = refuting.furthestEvent();
        Search before = new Search(problem, part.initial(), budget, Search.Crashed.ONCE, until);
        int configurations = exact.configurations() + refuting.configurations();
        if (before.run() == Search.End.EXHAUSTED) {
            until = before.furthestEvent();
        }
        return new Outcome(null, blocked(until), null, configurations + before.configurations());
    }

    private Operation blocked(int event) {
        return problem.operations[~problem.events[event]];
    }

    private Outcome outcome(Search search, Search.End end) {
        int configurations = search.configurations();
        return switch (end) {
            case FOUND -> new Outcome(witness(search), null, null, configurations);
            case EXHAUSTED -> new Outcome(null, blocked(search.furthestEvent()), null, configurations);
            case TIMEOUT -> unknown(Cause.TIMEOUT, configurations);
            case OUT_OF_MEMORY -> unknown(Cause.OUT_OF_MEMORY, configurations);
        };
    }

    private Verdict.Witness witness(Search search) {
        int[] order =
                Arrays.stream(search.order()).map(op -> problem.origin[op]).toArray();
        return Verdict.Witness.made(part, () -> order);
    }

    private static Outcome unknown(@Nullable Cause cause, int configurations) {
        return new Outcome(null, null, cause, configurations);
    }
}
