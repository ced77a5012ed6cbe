package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synod.linearizability.history.Operation;

/** The elements of a queue or stack into which no element is put twice: who put each, and who took it. */
final class Elements {
    private static final int NOBODY = Stays.NOBODY;

    final Moments moments;
    /** Who put each element; {@link Stays#NOBODY} for one that was only taken. */
    private final int[] put;
    /** Who took each element: the first operation in the part, and for each operation the one after it. */
    private final int[] take;

    private final int[] nextTake;
    /** Takes that found nothing. */
    private final int[] empty;
    /** Crashed takes: nobody knows what they took. */
    private final int[] unknown;

    private Elements(Moments moments, int[] put, int[] take, int[] nextTake, int[] empty, int[] unknown) {
        this.moments = moments;
        this.put = put;
        this.take = take;
        this.nextTake = nextTake;
        this.empty = empty;
        this.unknown = unknown;
    }

    /**
     * The elements of the part; nothing when one is put twice.
     *
     * @param putting the name of the operation that puts
     */
    static Optional<Elements> of(Part part, String putting, Meter meter) {
        List<Operation> operations = part.operations();
        int size = operations.size();
        meter.hold(100L * size);
        Map<Object, Integer> numbers = new HashMap<>();
        int[] put = new int[size];
        int[] take = new int[size];
        int[] nextTake = new int[size];
        Arrays.fill(put, NOBODY);
        Arrays.fill(take, NOBODY);
        Arrays.fill(nextTake, NOBODY);
        List<Integer> empty = new ArrayList<>();
        List<Integer> unknown = new ArrayList<>();
        for (int op = size - 1; op >= 0; op--) {
            meter.steps(1);
            Operation operation = operations.get(op);
            Object value = operation.value();
            boolean puts = operation.f().equals(putting);
            if (!puts && operation.isCrashed()) {
                unknown.add(op);
            } else if (value == null) {
                empty.add(op);
            } else {
                int element = numbers.computeIfAbsent(value, v -> numbers.size());
                if (!puts) {
                    nextTake[op] = take[element];
                    take[element] = op;
                } else if (put[element] != NOBODY) {
                    return Optional.empty();
                } else {
                    put[element] = op;
                }
            }
        }
        return Optional.of(new Elements(
                new Moments(operations, meter),
                Arrays.copyOf(put, numbers.size()),
                Arrays.copyOf(take, numbers.size()),
                nextTake,
                ints(empty),
                ints(unknown)));
    }

    private static int[] ints(List<Integer> list) {
        return list.reversed().stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Which elements were there from when to when, as far as that is known after an event.
     *
     * @return nothing when an element was taken twice, or before it was put
     */
    Optional<Stays> upTo(int last, Meter meter) {
        meter.hold(0);
        meter.steps(put.length);
        Stays stays =
                new Stays(put.length, before(empty, moments.complete, last), before(unknown, moments.invoke, last));
        for (int element = 0; element < put.length; element++) {
            int completed = NOBODY;
            int open = NOBODY;
            for (int op = take[element]; op != NOBODY; op = nextTake[op]) {
                if (moments.complete[op] <= last) {
                    if (completed != NOBODY) {
                        return Optional.empty();
                    }
                    completed = op;
                } else if (moments.invoke[op] <= last && open == NOBODY) {
                    open = op;
                }
            }
            int by = put[element];
            boolean isPut = by != NOBODY && moments.invoke[by] <= last;
            int complete = isPut && moments.complete[by] <= last ? moments.complete[by] : Moments.NEVER;
            if (completed != NOBODY) {
                if (!isPut || moments.invoke[by] > moments.complete[completed]) {
                    return Optional.empty();
                }
                stays.add(
                        by,
                        moments.invoke[by],
                        complete,
                        completed,
                        moments.invoke[completed],
                        moments.complete[completed]);
            } else if (complete != Moments.NEVER) {
                // One that nobody is known to have put or taken need not have been there.
                int until = open == NOBODY ? Moments.END : moments.invoke[open];
                stays.add(by, moments.invoke[by], complete, open, until, Moments.NEVER);
            }
        }
        return Optional.of(stays);
    }

    private static int[] before(int[] ops, int[] moment, int last) {
        return Arrays.stream(ops).filter(op -> moment[op] <= last).toArray();
    }
}
