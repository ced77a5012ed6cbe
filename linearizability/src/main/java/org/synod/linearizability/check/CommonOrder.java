package org.synod.linearizability.check;

import java.util.Optional;

/**
 * An order of elements that is true to the time in which they were put and to the time in which they were taken.
 *
 * <p>Next may come who is put before no remaining one's put has completed, and taken before no remaining one's take has.
 * As elements leave, the first of those completions only moves on, so that each element becomes free once: time n log n.
 */
final class CommonOrder {
    private final Stays stays;
    private final Meter meter;
    /** Which elements come together: those with a lower number come first. */
    private final int[] segments;

    private final int[] order;
    private int placed;
    private final boolean[] done;
    /** In how many of the two ways each element may be next. */
    private final byte[] ways;
    /** Those that may be next, from {@link #placed} on in {@link #order}. */
    private int ready;

    CommonOrder(Stays stays, int[] segments, Meter meter) {
        this.stays = stays;
        this.segments = segments;
        this.meter = meter;
        this.order = new int[stays.size()];
        this.done = new boolean[stays.size()];
        this.ways = new byte[stays.size()];
    }

    /** The order; nothing when there is none. */
    Optional<int[]> find() {
        int size = stays.size();
        int[] bySegment = Stays.sorted(segments, size);
        int[] putInvoke = grouped(stays.putInvoke);
        int[] putComplete = grouped(stays.putComplete);
        int[] takeInvoke = grouped(stays.takeInvoke);
        int[] takeComplete = grouped(stays.takeComplete);
        for (int from = 0; from < size; ) {
            int to = from + 1;
            while (to < size && segments[bySegment[to]] == segments[bySegment[from]]) {
                to++;
            }
            if (!find(to, new Frontier(putInvoke, putComplete, from), new Frontier(takeInvoke, takeComplete, from))) {
                return Optional.empty();
            }
            from = to;
        }
        return Optional.of(order);
    }

    /** The elements by segment, and in each by the moment. */
    private int[] grouped(int[] moments) {
        int[] sorted = stays.sortedBy(moments);
        int[] start = new int[stays.empty.length + 2];
        for (int segment : segments) {
            start[segment + 1]++;
        }
        for (int segment = 1; segment < start.length; segment++) {
            start[segment] += start[segment - 1];
        }
        int[] grouped = new int[sorted.length];
        for (int element : sorted) {
            grouped[start[segments[element]]++] = element;
        }
        return grouped;
    }

    /** Two orders of the elements, and how far each has come. */
    private static final class Frontier {
        private final int[] byInvoke;
        private final int[] byComplete;
        private int invoked;
        private int completed;

        Frontier(int[] byInvoke, int[] byComplete, int from) {
            this.byInvoke = byInvoke;
            this.byComplete = byComplete;
            this.invoked = from;
            this.completed = from;
        }
    }

    private boolean find(int to, Frontier puts, Frontier takes) {
        while (placed < to) {
            meter.steps(1);
            free(puts, stays.putInvoke, stays.putComplete, to);
            free(takes, stays.takeInvoke, stays.takeComplete, to);
            if (ready == placed) {
                return false;
            }
            done[order[placed++]] = true;
        }
        return true;
    }

    private void free(Frontier frontier, int[] invoke, int[] complete, int to) {
        while (done[frontier.byComplete[frontier.completed]]) {
            frontier.completed++;
        }
        int first = complete[frontier.byComplete[frontier.completed]];
        for (; frontier.invoked < to && invoke[frontier.byInvoke[frontier.invoked]] <= first; frontier.invoked++) {
            int element = frontier.byInvoke[frontier.invoked];
            if (++ways[element] == 2) {
                order[ready++] = element;
            }
        }
    }
}
