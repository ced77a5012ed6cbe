package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;

/** Judges histories. */
public final class Checker {
    /** How often a search for dead ends looks whether it has enough. */
    private static final int DEAD_ENDS_TURN = 1024;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private Checker() {}

    /**
     * Judges a history by a model that has a name, each key alone.
     *
     * @throws BadHistoryException when the history has a function or a value that the model does not know
     */
    public static Verdict check(History history, ModelKind kind, Limits limits) {
        return check(history, NamedModel.of(kind), limits);
    }

    /**
     * Judges a history by a model that starts in a state of its own, each key alone.
     *
     * @throws BadHistoryException when the history has a function or a value that the model does not know
     */
    public static Verdict check(History history, NamedModel model, Limits limits) {
        return check(history, model, limits, Progress.NONE);
    }

    /**
     * The same, telling how far it is.
     *
     * @throws BadHistoryException when the history has a function or a value that the model does not know
     */
    public static Verdict check(History history, NamedModel model, Limits limits, Progress progress) {
        return check(history, objects(history, model), limits, progress);
    }

    /** Judges a history as one object, by a model of the caller's own that starts in the given state. */
    public static Verdict check(History history, Model initial, Limits limits) {
        return check(history, objects(history, initial, false), limits, Progress.NONE);
    }

    /**
     * The objects of a history, smallest first.
     *
     * @throws BadHistoryException when the history has a function or a value that the model does not know
     */
    public static List<Part> objects(History history, NamedModel model) {
        return Partitioner.split(history, model);
    }

    /**
     * The objects of a history, smallest first, by a model of the caller's own that starts in the given state.
     *
     * @param keyed whether there is one of each key; otherwise the history is that of one object
     * @throws BadHistoryException when an operation has no key
     */
    public static List<Part> objects(History history, Model initial, boolean keyed) {
        if (keyed) {
            return Partitioner.splitByKey(history, initial);
        }
        List<Operation> happened = history.operations().stream()
                .filter(operation -> operation.outcome() != EventType.FAIL)
                .toList();
        return List.of(new Part(null, initial, happened));
    }

    /** Judges objects that the caller has told apart, telling how far it is. */
    public static Verdict check(History history, List<Part> objects, Limits limits, Progress progress) {
        return check(history.operations(), objects, objects, limits, progress);
    }

    /**
     * Judges one object of several by itself.
     *
     * @param objects all of them
     */
    public static Verdict checkAlone(Part object, List<Part> objects, Limits limits) {
        return check(object.operations(), List.of(object), objects, limits, Progress.NONE);
    }

    private static Verdict check(
            List<Operation> operations, List<Part> parts, List<Part> objects, Limits limits, Progress progress) {
        long start = System.nanoTime();
        Budget budget = new Budget(limits);
        List<@Nullable Outcome> outcomes = SideBySide.judge(parts, budget, PROCESSORS, progress);
        List<Verdict.Witness> witnesses = new ArrayList<>();
        long configurations = 0;
        Cause cause = null;
        for (int i = 0; i < parts.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome == null) {
                cause = cause == null ? Cause.TIMEOUT : cause; // The time was over before its turn came.
                continue;
            }
            configurations += outcome.configurations();
            if (outcome.blocked() != null) {
                return new Verdict.Violated(
                        statistics(operations, parts, configurations, start), parts.get(i), outcome.blocked(), objects);
            }
            if (outcome.cause() != null) {
                cause = cause == null ? outcome.cause() : cause;
            } else if (outcome.witness() != null) {
                witnesses.add(outcome.witness());
            }
        }
        Statistics statistics = statistics(operations, parts, configurations, start);
        return cause == null ? new Verdict.Valid(statistics, witnesses) : new Verdict.Unknown(statistics, cause);
    }

    /** What came of one object. Exactly one of the first three is there. */
    record Outcome(
            Verdict.@Nullable Witness witness,
            @Nullable Operation blocked,
            @Nullable Cause cause,
            int configurations) {}

    static Outcome judge(Part part, Budget budget) {
        return Polynomial.judge(part, budget).orElseGet(() -> Portfolio.judge(part, budget));
    }

    /**
     * The longest legal orders of a violated object: those that wait at the completion of the operation at hand.
     *
     * @param blocked the operation of the {@link Verdict.Violated}
     * @param most how many orders are wanted
     * @return as many as were found within the limits; none when the limits are too tight
     */
    public static List<DeadEnd> deadEnds(Part part, Operation blocked, int most, Limits limits) {
        List<Operation> begun = part.operations().stream()
                .filter(operation -> operation.invokePosition() < blocked.completionPosition())
                .toList();
        Problem problem = new Problem(new Part(part.key(), part.initial(), begun));
        Search search = new Search(problem, part.initial(), new Budget(limits));
        int number = Arrays.asList(problem.operations).indexOf(blocked);
        if (number < 0) {
            throw new IllegalArgumentException("the operation does not belong to the object: " + blocked.describe());
        }
        search.watch(problem.completion[number], most);
        Search.End end = null;
        while (end == null && search.stuck().size() < most) {
            end = search.run(DEAD_ENDS_TURN);
        }
        return search.stuck().stream()
                .map(stuck -> new DeadEnd(operations(problem, stuck.order()), operations(problem, stuck.open())))
                .toList();
    }

    /**
     * A legal order that cannot go on.
     *
     * @param order the operations in their order, up to the one that must complete next
     * @param open operations that might come next: open, and not in the order
     */
    public record DeadEnd(List<Operation> order, List<Operation> open) {}

    private static List<Operation> operations(Problem problem, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(op -> problem.operations[op]).toList();
    }

    /** Whether one object is linearizable. */
    public static Answer linearizable(Part part, Limits limits) {
        Outcome outcome = judge(part, new Budget(limits));
        if (outcome.cause() != null) {
            return Answer.unknown(outcome.cause());
        }
        return outcome.blocked() == null ? Answer.HOLDS : Answer.VIOLATED;
    }

    /**
     * Whether the operations are certainly violated even if some of them happened, while they were open, or did not
     * happen, whichever helps.
     *
     * @param spared those that may be left out
     */
    public static boolean isViolatedWithout(Part part, Set<Operation> spared, Limits limits) {
        return Portfolio.judge(part, spared, new Budget(limits)).blocked() != null;
    }

    private static Statistics statistics(
            List<Operation> operations, List<Part> parts, long configurations, long start) {
        long failed = 0;
        long crashed = 0;
        for (Operation operation : operations) {
            failed += operation.outcome() == EventType.FAIL ? 1 : 0;
            crashed += operation.isCrashed() ? 1 : 0;
        }
        return new Statistics(
                operations.size(), failed, crashed, parts.size(), configurations, System.nanoTime() - start);
    }
}
