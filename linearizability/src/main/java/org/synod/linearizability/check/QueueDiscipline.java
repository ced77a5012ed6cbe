package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.Optional;

/**
 * Queues whose elements are all distinct, first in, first out, or in no order.
 *
 * <p>First in, first out (Henzinger, Sezgin & Vafeiadis, "Aspect-oriented linearizability proofs", 2013; Bouajjani, Emmi,
 * Enea & Hamza, "On reducing linearizability to state reachability", 2015): besides what {@link Elements} and {@link
 * EmptyMoments} ask, no element may be put after another in time and be taken before it in time. Then the elements have an
 * order that both agree with. For the relation "is put before, or is taken before" has no circle: the intervals of the
 * puts, as those of the takes, have no two pairs of which each is ordered alone, so a shortest circle has two elements.
 *
 * <p>Puts and takes, each in that order and each as early as the order lets it, are a legal order of the operations. Where
 * the queue was empty, all elements before that gap come first.
 *
 * <p>In no order, each element is on its own but for the gaps.
 */
enum QueueDiscipline implements Discipline {
    /** First in, first out. */
    FIFO,
    /** In no order. */
    NONE;

    @Override
    public Optional<int[]> arrange(Stays stays, Moments moments, Meter meter) {
        return EmptyMoments.of(stays, moments).flatMap(empty -> {
            meter.steps(stays.size());
            int[] segments = segments(stays, empty);
            if (this == NONE) {
                return Optional.of(operations(stays, empty, segments, Stays.sorted(segments, stays.size())));
            }
            return new CommonOrder(stays, segments, meter)
                    .find()
                    .map(elements -> operations(stays, empty, segments, elements));
        });
    }

    /** For each element the number of gaps behind which it comes. */
    private static int[] segments(Stays stays, EmptyMoments empty) {
        int[] segments = new int[stays.size()];
        for (int element = 0; element < segments.length; element++) {
            segments[element] = empty.before(stays.putComplete[element]);
        }
        return segments;
    }

    /** The operations, each as early as may be; an invocation has twice its number, a gap one more. */
    private int[] operations(Stays stays, EmptyMoments empty, int[] segments, int[] elements) {
        int[] ops = new int[2 * elements.length + empty.take.length];
        long[] keys = new long[ops.length];
        int size = 0;
        for (int i = 0; i < empty.take.length; i++) {
            keys[size] = key(2L * empty.gap[i] + 1, 1, size);
            ops[size++] = empty.take[i];
        }
        long put = 0;
        long take = 0;
        boolean all = true;
        for (int element : elements) {
            int segment = segments[element];
            long after = segment == 0 ? 0 : 2L * empty.gap[segment - 1] + 1;
            put = Math.max(Math.max(after, 2L * stays.putInvoke[element]), this == FIFO ? put : 0);
            keys[size] = key(put, 2, size);
            ops[size++] = stays.put[element];
            // What comes behind an element that is left is taken no more.
            boolean taken = !stays.isLeft(element);
            all &= taken;
            if (this == NONE && stays.isBeingTaken(element)) {
                // Nobody knows what it takes: here whatever is left at the gap before which the element must be gone.
                if (segment < empty.gap.length) {
                    keys[size] = key(2L * empty.gap[segment] + 1, 0, size);
                    ops[size++] = stays.take[element];
                }
            } else if (this == FIFO ? all : taken) {
                take = Math.max(Math.max(put, 2L * stays.takeInvoke[element]), this == FIFO ? take : 0);
                keys[size] = key(take, 3, size);
                ops[size++] = stays.take[element];
            }
        }
        Arrays.sort(keys, 0, size);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = ops[(int) keys[i] & 0x1fff_ffff];
        }
        return order;
    }

    /**
     * At one moment first come those of which nobody knows what they took, then those that found nothing, then those who
     * put, then those who take.
     */
    private static long key(long moment, int kind, int number) {
        return (moment << 31) | ((long) kind << 29) | number;
    }

    @Override
    public int[] deadlines(Stays stays, Moments moments) {
        int[] deadlines = new int[stays.size()];
        Arrays.fill(deadlines, Moments.NEVER);
        if (this == NONE) {
            return deadlines;
        }
        // For each moment, when the first of the elements that are put after it has been taken.
        int[] taken = new int[moments.count + 1];
        Arrays.fill(taken, Moments.NEVER);
        for (int element = 0; element < deadlines.length; element++) {
            taken[stays.putInvoke[element]] = stays.takeComplete[element];
        }
        for (int at = moments.count - 1; at >= 0; at--) {
            taken[at] = Math.min(taken[at], taken[at + 1]);
        }
        for (int element = 0; element < deadlines.length; element++) {
            if (stays.putComplete[element] < moments.count) {
                deadlines[element] = taken[stays.putComplete[element]];
            }
        }
        return deadlines;
    }

    @Override
    public boolean deadlinesSuffice() {
        return true;
    }
}
