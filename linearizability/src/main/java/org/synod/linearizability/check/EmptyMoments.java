package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.Optional;

/**
 * When a queue or stack was empty: a gap between two events for each take that found nothing, at which no element was
 * there for certain.
 *
 * <p>That is necessary. It is enough, since the history falls apart at such a gap: an element goes before it when its put
 * has completed by then (its take is invoked by then, or it would be there for certain) or its take has, and behind it
 * otherwise. Nothing that goes behind completes before the gap, nothing that goes before is invoked after it, and
 * leaving elements out, or doing all with some first, keeps an order legal.
 */
final class EmptyMoments {
    /** Takes that found nothing, in the order of their gaps. */
    final int[] take;
    /** The gap of each. */
    final int[] gap;

    private EmptyMoments(int[] take, int[] gap) {
        this.take = take;
        this.gap = gap;
    }

    /** The moments; nothing when a take found nothing although something was there. */
    static Optional<EmptyMoments> of(Stays stays, Moments moments) {
        if (stays.empty.length == 0) {
            return Optional.of(new EmptyMoments(stays.empty, stays.empty));
        }
        boolean[] free = free(stays, moments, false);
        return choose(stays, moments, free);
    }

    /** The first free gap for each take; nothing when one has none. */
    static Optional<EmptyMoments> choose(Stays stays, Moments moments, boolean[] free) {
        int[] next = new int[moments.count + 1];
        next[moments.count] = Moments.END;
        for (int at = moments.count - 1; at >= 0; at--) {
            next[at] = free[at] ? at : next[at + 1];
        }
        int count = stays.empty.length;
        int[] gaps = new int[count];
        for (int i = 0; i < count; i++) {
            int op = stays.empty[i];
            gaps[i] = next[moments.invoke[op]];
            if (gaps[i] >= moments.complete[op]) {
                return Optional.empty();
            }
        }
        int[] order = Stays.sorted(gaps, count);
        return Optional.of(new EmptyMoments(
                Arrays.stream(order).map(i -> stays.empty[i]).toArray(),
                Arrays.stream(order).map(i -> gaps[i]).toArray()));
    }

    /**
     * The gaps at which nothing is there for certain.
     *
     * @param besidesLeft whether elements that nobody is known to have taken do not count
     */
    static boolean[] free(Stays stays, Moments moments, boolean besidesLeft) {
        int[] change = new int[moments.count + 1];
        for (int element = 0; element < stays.size(); element++) {
            if (stays.isSolid(element) && !(besidesLeft && stays.isLeft(element))) {
                change[stays.putComplete[element]]++;
                change[Math.min(stays.takeInvoke[element], moments.count)]--;
            }
        }
        boolean[] free = new boolean[moments.count];
        int there = 0;
        for (int at = 0; at < free.length; at++) {
            there += change[at];
            free[at] = there == 0;
        }
        return free;
    }

    /** How many of the gaps come before a moment. */
    int before(int moment) {
        int low = 0;
        int high = gap.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gap[middle] < moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
