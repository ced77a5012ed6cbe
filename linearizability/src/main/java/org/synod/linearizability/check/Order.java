package org.synod.linearizability.check;

import java.util.Arrays;

/** The operations that the search has placed, in their order, and when. */
final class Order {
    private final Problem problem;
    /** The complement of an operation that was left out since it was covered. */
    private int[] placed;
    /** The event at which each of them was placed. */
    private int[] placedAt;

    private int size;

    Order(Problem problem) {
        this.problem = problem;
        this.placed = new int[Math.max(16, problem.operations.length)];
        this.placedAt = new int[placed.length];
    }

    int size() {
        return size;
    }

    void truncate(int to) {
        size = to;
    }

    long bytes() {
        return 8L * placed.length;
    }

    void place(int op, int event) {
        if (size == placed.length) {
            placed = Arrays.copyOf(placed, size * 2);
            placedAt = Arrays.copyOf(placedAt, placed.length);
        }
        placedAt[size] = event;
        placed[size++] = op;
    }

    /** The operation went directly before the one that covered it. */
    void leaveOut(int op, int event) {
        place(~op, event);
    }

    /** A legal order: the operations placed, each with those before it that it covered. */
    int[] whole() {
        int[] inFrontOf = new int[size];
        Arrays.fill(inFrontOf, -1);
        int[] nextHidden = new int[size];
        for (int i = 0; i < size; i++) {
            if (placed[i] < 0) {
                int by = coveredBy(~placed[i]);
                nextHidden[i] = inFrontOf[by];
                inFrontOf[by] = i;
            }
        }
        int[] whole = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (placed[i] >= 0) {
                for (int hidden = inFrontOf[i]; hidden >= 0; hidden = nextHidden[hidden]) {
                    whole[count++] = ~placed[hidden];
                }
                whole[count++] = placed[i];
            }
        }
        return whole;
    }

    /** Where the blind write stands that was placed first while the operation was open. */
    private int coveredBy(int op) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (placedAt[middle] > problem.invocation[op]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        while (placed[low] < 0 || !problem.blind[problem.effect[placed[low]]]) {
            low++;
        }
        return low;
    }
}
