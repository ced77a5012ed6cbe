package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.Optional;

/** Puts the elements of a stack on top of each other: see {@link StackDiscipline}. */
final class Nesting {
    private final Stays stays;
    private final EmptyMoments empty;
    private final Meter meter;
    private final Interleaving interleaving;
    /** The elements that are there for certain at some time, by the completion of their push, less those that are placed. */
    private final int[] elements;

    private final int[] order;
    private int placed;
    /** Whether the order has come to where nothing more is known to have happened. */
    private boolean atEnd;
    /**
     * What is to do, the next last: two numbers for a part of {@link #elements}, or one, negative, for the complement of
     * an element to pop.
     */
    private int[] work = new int[64];

    private int works;

    Nesting(Stays stays, Moments moments, EmptyMoments empty, Meter meter) {
        this.stays = stays;
        this.empty = empty;
        this.meter = meter;
        this.interleaving = new Interleaving(moments.invoke);
        this.elements = Arrays.stream(stays.sortedBy(stays.putComplete))
                .filter(stays::isSolid)
                .toArray();
        this.order = new int[2 * elements.length + empty.take.length];
        meter.hold(0);
    }

    /** The operations in a legal order; nothing when there is none. */
    Optional<int[]> arrange() {
        pushParts(0, elements.length);
        while (works > 0) {
            int next = work[--works];
            if (next < 0) {
                pop(~next);
            } else if (!nest(work[--works], next)) {
                return Optional.empty();
            }
        }
        emptyBefore(Moments.NEVER);
        interleaving.chain(Arrays.copyOf(order, placed));
        for (int element = 0; element < stays.size(); element++) {
            if (!stays.isSolid(element)) {
                interleaving.pair(stays.put[element], stays.take[element]);
            }
        }
        return Optional.of(interleaving.order());
    }

    /** Takes away the elements that can be around all others of a part; whether there are any. */
    private boolean nest(int from, int to) {
        meter.steps(to - from);
        emptyBefore(stays.putComplete[elements[from]]);
        int firstPut = stays.putComplete[elements[from]];
        int lastTake = 0;
        for (int i = from; i < to; i++) {
            lastTake = Math.max(lastTake, stays.takeInvoke[elements[i]]);
        }
        int kept = from;
        for (int i = from; i < to; i++) {
            int element = elements[i];
            if (stays.putInvoke[element] <= firstPut && stays.takeComplete[element] >= lastTake) {
                place(stays.put[element]);
                push(~element);
            } else {
                elements[kept++] = element;
            }
        }
        pushParts(from, kept);
        return kept < to;
    }

    /** Divides elements at the gaps where none of them is there for certain. */
    private void pushParts(int from, int to) {
        int first = works;
        int begin = from;
        int until = 0;
        for (int i = from; i < to; i++) {
            if (i > begin && stays.putComplete[elements[i]] > until) {
                push(begin);
                push(i);
                begin = i;
            }
            until = Math.max(until, stays.takeInvoke[elements[i]]);
        }
        if (begin < to) {
            push(begin);
            push(to);
        }
        for (int low = first, high = works - 2; low < high; low += 2, high -= 2) {
            swap(low, high);
            swap(low + 1, high + 1);
        }
    }

    private void push(int item) {
        if (works == work.length) {
            work = Arrays.copyOf(work, works * 2);
        }
        work[works++] = item;
    }

    private void swap(int low, int high) {
        int item = work[low];
        work[low] = work[high];
        work[high] = item;
    }

    private void pop(int element) {
        // What nobody took stays; the takes of what is below it are not known to have happened.
        atEnd |= stays.isLeft(element);
        place(stays.take[element]);
    }

    private void place(int op) {
        if (!atEnd) {
            order[placed++] = op;
        }
    }

    private int nextEmpty;

    /** Nothing is there at these gaps, so they come between two parts that are on top of nothing. */
    private void emptyBefore(int moment) {
        while (nextEmpty < empty.gap.length && empty.gap[nextEmpty] < moment) {
            place(empty.take[nextEmpty++]);
        }
    }
}
