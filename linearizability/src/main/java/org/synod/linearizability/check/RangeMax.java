package org.synod.linearizability.check;

/** Numbers, 0 at first, of which many side by side are changed at once, in logarithmic time: a segment tree. */
final class RangeMax {
    private final int leaves;
    /** The maximum of each node's leaves, without what was added to nodes above it. */
    private final int[] max;
    /** What was added to all leaves of a node. */
    private final int[] added;

    RangeMax(int size) {
        leaves = Integer.highestOneBit(Math.max(1, size - 1) * 2);
        max = new int[2 * leaves];
        added = new int[2 * leaves];
    }

    /** Adds to the numbers from {@code from} to before {@code to}. */
    void add(int from, int to, int by) {
        if (from < to) {
            add(1, 0, leaves, from, to, by);
        }
    }

    private void add(int node, int low, int high, int from, int to, int by) {
        if (from <= low && high <= to) {
            max[node] += by;
            added[node] += by;
            return;
        }
        int middle = (low + high) >>> 1;
        if (from < middle) {
            add(2 * node, low, middle, from, to, by);
        }
        if (to > middle) {
            add(2 * node + 1, middle, high, from, to, by);
        }
        max[node] = added[node] + Math.max(max[2 * node], max[2 * node + 1]);
    }

    /** The largest of the numbers from {@code from} on. */
    int max(int from) {
        int node = leaves + from;
        int best = max[node];
        for (; node > 1; node /= 2) {
            if (node % 2 == 0) {
                best = Math.max(best, max[node + 1]);
            }
            best += added[node / 2];
        }
        return best;
    }
}
