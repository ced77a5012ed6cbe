package org.synod.linearizability.check;

import java.util.Arrays;

/**
 * Makes one order of several that need not know of each other. Each operation comes at a moment of its own, as early as
 * its predecessors in its chain let it; since a chain is true to real time, that is before it completes.
 */
final class Interleaving {
    private static final int NOTHING = -1;

    /** When each operation is invoked. */
    private final int[] invoke;
    /** The moment of each entry and its number. */
    private long[] keys = new long[64];
    /** Two operations for each entry, which nothing may come between; the second may be {@link #NOTHING}. */
    private int[] entries = new int[128];

    private int size;

    Interleaving(int[] invoke) {
        this.invoke = invoke;
    }

    /** These operations in this order. */
    void chain(int[] ops) {
        int moment = 0;
        for (int op : ops) {
            moment = Math.max(moment, invoke[op]);
            add(moment, op, NOTHING);
        }
    }

    /** An operation on its own. */
    void single(int op) {
        add(invoke[op], op, NOTHING);
    }

    /** Two operations that are open at the same time, the second right after the first. */
    void pair(int first, int second) {
        add(Math.max(invoke[first], invoke[second]), first, second);
    }

    private void add(int moment, int first, int second) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            entries = Arrays.copyOf(entries, size * 4);
        }
        keys[size] = ((long) moment << 32) | size;
        entries[2 * size] = first;
        entries[2 * size + 1] = second;
        size++;
    }

    int[] order() {
        Arrays.sort(keys, 0, size);
        int[] order = new int[2 * size];
        int placed = 0;
        for (int i = 0; i < size; i++) {
            int entry = (int) keys[i];
            order[placed++] = entries[2 * entry];
            if (entries[2 * entry + 1] != NOTHING) {
                order[placed++] = entries[2 * entry + 1];
            }
        }
        return Arrays.copyOf(order, placed);
    }
}
