package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.Optional;

/**
 * Stacks whose elements are all distinct.
 *
 * <p>An element whose push and pop are open at one moment can be pushed and popped in that moment, whatever else happens:
 * it is left out. Each other is there for certain from the completion of its push to the invocation of its pop.
 *
 * <p>At a gap where nothing is there for certain, the history falls apart: see {@link EmptyMoments}. Otherwise something
 * is there all the time, so the first that is pushed must be the last that is popped. If there is an element of which no
 * other is certainly pushed before it, nor certainly popped after it, then it can be that one in every legal order
 * of the others; so it is taken away, and the rest is judged in the same way. If there is none, nothing is legal.
 *
 * <p>All elements that can be taken away are, in one pass over their part; so the time is n log n, and n for each level of
 * elements that must be on top of each other. Lee & Mathur ("Efficient decrease-and-conquer linearizability monitoring",
 * 2025) take elements away for the same reason.
 */
final class StackDiscipline implements Discipline {

    @Override
    public Optional<int[]> arrange(Stays stays, Moments moments, Meter meter) {
        return EmptyMoments.of(stays, moments).flatMap(empty -> new Nesting(stays, moments, empty, meter).arrange());
    }

    /** What is above another one must be popped before that is. */
    @Override
    public int[] deadlines(Stays stays, Moments moments) {
        int[] deadlines = new int[stays.size()];
        Arrays.fill(deadlines, Moments.NEVER);
        int[] below = stays.sortedBy(stays.putComplete);
        int next = 0;
        // When the first element has been popped of those that were pushed by now and whose pop begins after a moment.
        int[] popped = new int[moments.count + 1];
        Arrays.fill(popped, Moments.NEVER);
        for (int element : stays.sortedBy(stays.putInvoke)) {
            while (next < below.length && stays.putComplete[below[next]] < stays.putInvoke[element]) {
                int other = below[next++];
                if (stays.takeComplete[other] != Moments.NEVER) {
                    for (int at = stays.takeInvoke[other]; at > 0; at -= at & -at) {
                        popped[at] = Math.min(popped[at], stays.takeComplete[other]);
                    }
                }
            }
            if (stays.isLeft(element) && stays.putComplete[element] < moments.count) {
                for (int at = stays.putComplete[element]; at < popped.length; at += at & -at) {
                    deadlines[element] = Math.min(deadlines[element], popped[at]);
                }
            }
        }
        return deadlines;
    }

    @Override
    public boolean deadlinesSuffice() {
        return false;
    }
}
