package org.synod.linearizability.check;

import java.util.Arrays;

/**
 * The configurations that the search has been to: an event, a state, which open operations have been placed, which
 * crashed operations were used.
 *
 * <p>A new configuration is of no use when an old one is the same but used no crashed operation that the new one did
 * not: whatever the new one could still do, the old one can. So crashed sets of one configuration are compared by
 * inclusion, not for equality.
 *
 * <p>Invariant: entry {@code i} is {@code data[i * width ...]}: event and state, the words of the open operations, the
 * words of the crashed ones.
 */
final class Configurations {
    private final int openWords;
    private final int width;
    private long[] data;
    /** The entry before this one in the same bucket, plus one. */
    private int[] next;

    private int[] buckets;
    private int size;

    Configurations(int openWords, int crashedWords) {
        this.openWords = openWords;
        this.width = 1 + openWords + crashedWords;
        this.data = new long[64 * width];
        this.next = new int[64];
        this.buckets = new int[128];
    }

    int size() {
        return size;
    }

    /** Bytes held, with what the next growth will need. */
    long bytes() {
        return 2L * (8L * data.length + 4L * next.length + 4L * buckets.length);
    }

    /** Adds the configuration unless one that can do as much is there; whether it was added. */
    boolean add(int event, int state, long[] masks) {
        long head = ((long) event << 32) | state;
        int bucket = hash(head, masks, 0) & (buckets.length - 1);
        if (isIn(bucket, head, masks)) {
            return false;
        }
        if (size == next.length) {
            grow();
            bucket = hash(head, masks, 0) & (buckets.length - 1);
        }
        int at = size * width;
        data[at] = head;
        System.arraycopy(masks, 0, data, at + 1, width - 1);
        next[size] = buckets[bucket];
        buckets[bucket] = ++size;
        return true;
    }

    /** Whether a configuration that can do as much is there. */
    boolean has(int event, int state, long[] masks) {
        long head = ((long) event << 32) | state;
        return isIn(hash(head, masks, 0) & (buckets.length - 1), head, masks);
    }

    private boolean isIn(int bucket, long head, long[] masks) {
        for (int entry = buckets[bucket] - 1; entry >= 0; entry = next[entry] - 1) {
            if (covers(entry * width, head, masks)) {
                return true;
            }
        }
        return false;
    }

    private boolean covers(int at, long head, long[] masks) {
        if (data[at] != head) {
            return false;
        }
        int word = 0;
        for (; word < openWords; word++) {
            if (data[at + 1 + word] != masks[word]) {
                return false;
            }
        }
        for (; word < width - 1; word++) {
            if ((data[at + 1 + word] & ~masks[word]) != 0) {
                return false;
            }
        }
        return true;
    }

    private int hash(long head, long[] words, int from) {
        long hash = head * 0x9E37_79B9_7F4A_7C15L;
        for (int word = 0; word < openWords; word++) {
            hash = (hash ^ (hash >>> 32) ^ words[from + word]) * 0xC2B2_AE3D_27D4_EB4FL;
        }
        return (int) (hash >>> 29) ^ (int) (hash >>> 47);
    }

    private void grow() {
        data = Arrays.copyOf(data, Math.multiplyExact(data.length, 2));
        next = Arrays.copyOf(next, next.length * 2);
        buckets = new int[buckets.length * 2];
        for (int entry = 0; entry < size; entry++) {
            int at = entry * width;
            int bucket = hash(data[at], data, at + 1) & (buckets.length - 1);
            next[entry] = buckets[bucket];
            buckets[bucket] = entry + 1;
        }
    }
}
