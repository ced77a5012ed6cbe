package org.synod.linearizability.check;

import java.util.Arrays;

/** The stack of the search: configurations whose candidates are not all tried. One array a field: depths reach millions. */
final class Frames {
    private static final int FIELDS = 6;
    private static final int EVENT = 0;
    private static final int STATE = 1;
    private static final int PLACED = 2;
    private static final int FIRST = 3;
    private static final int NEXT = 4;
    private static final int END = 5;

    private final int words;
    private int[] fields = new int[64 * FIELDS];
    private long[] masks;
    private int depth;
    /** Where the top frame's fields begin. */
    private int top = -FIELDS;

    Frames(int words) {
        this.words = words;
        this.masks = new long[64 * words];
    }

    boolean isEmpty() {
        return depth == 0;
    }

    long bytes() {
        return 4L * fields.length + 8L * masks.length;
    }

    void push(int event, int state, long[] mask, int placed, int firstCandidate, int endCandidate) {
        depth++;
        top += FIELDS;
        if (top == fields.length) {
            fields = Arrays.copyOf(fields, Math.multiplyExact(fields.length, 2));
            masks = Arrays.copyOf(masks, Math.multiplyExact(masks.length, 2));
        }
        fields[top + EVENT] = event;
        fields[top + STATE] = state;
        fields[top + PLACED] = placed;
        fields[top + FIRST] = firstCandidate;
        fields[top + NEXT] = firstCandidate;
        fields[top + END] = endCandidate;
        System.arraycopy(mask, 0, masks, (depth - 1) * words, words);
    }

    void pop() {
        depth--;
        top -= FIELDS;
    }

    boolean hasCandidate() {
        return fields[top + NEXT] < fields[top + END];
    }

    int nextCandidate() {
        return fields[top + NEXT]++;
    }

    int firstCandidate() {
        return fields[top + FIRST];
    }

    int event() {
        return fields[top + EVENT];
    }

    int state() {
        return fields[top + STATE];
    }

    int placed() {
        return fields[top + PLACED];
    }

    void copyMasks(long[] target) {
        System.arraycopy(masks, (depth - 1) * words, target, 0, words);
    }
}
