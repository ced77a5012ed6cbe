package org.synod.linearizability.check;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.ModelKind;

/**
 * Decides counters to which everybody adds the same number, so that a read tells how many have added before it. (With
 * different numbers, to tell which of them make up the sum that was read is already the subset sum problem.)
 *
 * <p>Each increment comes as late as may be: at its completion, or when a read completes that has seen more; then that of
 * the open increments which completes first, as it must come soonest in any case. So at each moment as few have come as
 * in any legal order of what was seen until then. No order explains a read when more have come before its invocation than
 * it saw, or fewer have begun by its completion.
 */
final class EqualIncrements implements Algorithm {
    private static final int LOOK = -1;

    @Override
    public Optional<Checker.Outcome> judge(Part part, Meter meter) {
        if (!part.initial().equals(ModelKind.COUNTER.initial())) {
            return Optional.empty();
        }
        BigInteger step = BigInteger.ZERO;
        for (Operation operation : part.operations()) {
            if (operation.f().equals("add") && number(operation).signum() != 0) {
                BigInteger added = number(operation);
                if (step.signum() != 0 && !step.equals(added)) {
                    return Optional.empty();
                }
                step = added;
            }
        }
        return Optional.of(new Count(part, step, new Moments(part.operations(), meter), meter).judge());
    }

    private static BigInteger number(Operation operation) {
        Object value = operation.value();
        return value instanceof BigInteger number ? number : BigInteger.valueOf(value instanceof Long n ? n : 0);
    }

    private static final class Count {
        private final List<Operation> operations;
        private final Part part;
        private final BigInteger step;
        private final Moments moments;
        private final Meter meter;
        /** Increments that have come, in their order. */
        private final int[] added;

        private int count;
        /** Increments that are open and have not come, by completion. */
        private final PriorityQueue<Integer> open;
        /** For each read how many increments had come when it was invoked, then how many it saw. */
        private final int[] seen;

        Count(Part part, BigInteger step, Moments moments, Meter meter) {
            this.part = part;
            this.operations = part.operations();
            this.step = step;
            this.moments = moments;
            this.meter = meter;
            int size = operations.size();
            meter.hold(60L * size);
            this.added = new int[size];
            this.seen = new int[size];
            Arrays.fill(seen, LOOK);
            this.open = new PriorityQueue<>(
                    Comparator.<Integer>comparingInt(op -> moments.complete[op]).thenComparingInt(op -> op));
        }

        Checker.Outcome judge() {
            boolean[] come = new boolean[operations.size()];
            for (int event : moments.events) {
                meter.steps(1);
                int op = event < 0 ? ~event : event;
                Operation operation = operations.get(op);
                boolean adds = operation.f().equals("add");
                if (adds ? number(operation).signum() == 0 : operation.value() == null || operation.isCrashed()) {
                    continue;
                }
                if (event >= 0) {
                    if (adds) {
                        open.add(op);
                    } else {
                        seen[op] = count;
                    }
                } else if (!adds) {
                    int saw = saw(operation);
                    if (saw < seen[op] || saw > count + open.size()) {
                        return new Checker.Outcome(null, operation, null, 0);
                    }
                    seen[op] = saw;
                    while (count < saw) {
                        come[add(open.remove())] = true;
                    }
                } else if (!come[op]) {
                    // Nobody who is open completes sooner.
                    come[add(open.remove())] = true;
                }
            }
            return Polynomial.valid(part, order());
        }

        private int add(int op) {
            added[count++] = op;
            return op;
        }

        /** How many increments make the value that was read; -1 when no number of them does. */
        private int saw(Operation read) {
            if (step.signum() == 0) {
                return number(read).signum() == 0 ? 0 : -1;
            }
            BigInteger[] times = number(read).divideAndRemainder(step);
            return times[1].signum() != 0 || times[0].signum() < 0 || times[0].bitLength() > 31
                    ? -1
                    : (int) Math.min(times[0].longValue(), Integer.MAX_VALUE);
        }

        private int[] order() {
            Interleaving interleaving = new Interleaving(moments.invoke);
            int[] chain = new int[operations.size()];
            int placed = 0;
            int level = 0;
            for (int op : Stays.sorted(seen, seen.length)) {
                boolean looks = seen[op] == LOOK;
                if (!looks) {
                    while (level < seen[op]) {
                        chain[placed++] = added[level++];
                    }
                    chain[placed++] = op;
                } else if (!operations.get(op).isCrashed() && !isIncrement(op)) {
                    interleaving.single(op);
                }
            }
            while (level < count) {
                chain[placed++] = added[level++];
            }
            interleaving.chain(Arrays.copyOf(chain, placed));
            return interleaving.order();
        }

        private boolean isIncrement(int op) {
            return operations.get(op).f().equals("add")
                    && number(operations.get(op)).signum() != 0;
        }
    }
}
