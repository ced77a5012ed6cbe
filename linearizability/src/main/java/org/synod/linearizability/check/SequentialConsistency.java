package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.List;
import org.synod.linearizability.history.Operation;

/**
 * Sequential consistency (Lamport, "How to make a multiprocessor computer that correctly executes multiprocess programs",
 * 1979): there is one order of all operations of all objects, which the models allow and in which the operations of each
 * process stand in the order of that process. Real time does not count.
 *
 * <p>A crashed operation may be left out, or come anywhere after its process's others. Its client went on under another
 * process, whose operations are not bound to come later. Unlike linearizability it is not local: objects of which each is
 * sequentially consistent may not be so together.
 */
public final class SequentialConsistency {
    private SequentialConsistency() {}

    /**
     * What was found.
     *
     * @param answer whether there is such an order
     * @param order the order, without the crashed operations that were left out; empty when there is none
     */
    public record Result(Answer answer, List<Operation> order) {}

    /**
     * Looks for an order of the operations of all the objects together.
     *
     * @param parts objects of one history, at least one
     */
    public static Result check(List<Part> parts, Limits limits) {
        Budget budget = new Budget(limits);
        try {
            Processes processes = new Processes(parts, budget);
            if (processes.exceeded != null) {
                return new Result(Answer.unknown(processes.exceeded), List.of());
            }
            SequentialSearch search = new SequentialSearch(processes, budget);
            return switch (search.run()) {
                case FOUND ->
                    new Result(
                            Answer.HOLDS,
                            Arrays.stream(search.order())
                                    .mapToObj(op -> processes.operations[op])
                                    .toList());
                case EXHAUSTED -> new Result(Answer.VIOLATED, List.of());
                case TIMEOUT -> new Result(Answer.unknown(Cause.TIMEOUT), List.of());
                case OUT_OF_MEMORY -> new Result(Answer.unknown(Cause.OUT_OF_MEMORY), List.of());
            };
        } catch (OutOfMemoryError | ArithmeticException e) {
            // An array that cannot grow any more; all of the search is garbage from here on.
            return new Result(Answer.unknown(Cause.OUT_OF_MEMORY), List.of());
        }
    }
}
