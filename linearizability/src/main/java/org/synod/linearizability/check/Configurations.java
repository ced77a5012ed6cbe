package org.synod.linearizability.check;

import java.util.Arrays;

/**
 * The configurations that the search has been to: an event, a state, which open operations have been placed, which of
 * the others are covered ({@link Search}), which crashed operations were used.
 *
 * <p>A new configuration is of no use when an old one is the same but used no crashed operation that the new one did
 * not, and where they differ in an open write it is covered in the old one: whatever the new one could still do, the old
 * one can. So crashed and covered sets of configurations are compared by inclusion, not for equality.
 *
 * <p>Invariant: entry {@code i} is {@code data[i * width ...]}: event and state, the words of the placed operations, the
 * words of the covered ones, the words of the crashed ones.
 */
final class Configurations {
    /** No event and state. */
    private static final long FORGOTTEN = -1;

    private final int openWords;
    private final int coveredWords;
    private final int width;
    private long[] data;
    /** The entry before this one in the same bucket, plus one. */
    private int[] next;

    /** The hash of each entry. */
    private int[] hashes;

    private int[] buckets;
    private int size;

    /**
     * No configuration yet.
     *
     * @param coveredWords as many as the words of open operations, or 0 when none can be covered
     */
    Configurations(int openWords, int coveredWords, int crashedWords) {
        this.openWords = openWords;
        this.coveredWords = coveredWords;
        this.width = 1 + openWords + coveredWords + crashedWords;
        this.data = new long[64 * width];
        this.next = new int[64];
        this.hashes = new int[64];
        this.buckets = new int[128];
    }

    int size() {
        return size;
    }

    /** Bytes held, with what the next growth will need. */
    long bytes() {
        return 2L * (8L * data.length + 4L * next.length + 4L * hashes.length + 4L * buckets.length);
    }

    /**
     * Adds the configuration unless one that can do as much is there; whether it was added.
     *
     * @param writes which open operations may be covered, the same in all configurations at that event
     */
    boolean add(int event, int state, long[] masks, long[] writes) {
        long head = ((long) event << 32) | state;
        int hash = hash(head, masks, writes);
        if (isIn(hash, head, masks)) {
            return false;
        }
        forgetCovered(hash, head, masks);
        if (size == next.length) {
            grow();
        }
        int at = size * width;
        data[at] = head;
        System.arraycopy(masks, 0, data, at + 1, width - 1);
        int bucket = hash & (buckets.length - 1);
        hashes[size] = hash;
        next[size] = buckets[bucket];
        buckets[bucket] = ++size;
        return true;
    }

    /** Whether a configuration that can do as much is there. */
    boolean has(int event, int state, long[] masks, long[] writes) {
        long head = ((long) event << 32) | state;
        return isIn(hash(head, masks, writes), head, masks);
    }

    private boolean isIn(int hash, long head, long[] masks) {
        for (int entry = buckets[hash & (buckets.length - 1)] - 1; entry >= 0; entry = next[entry] - 1) {
            if (hashes[entry] == hash && covers(entry * width, head, masks)) {
                return true;
            }
        }
        return false;
    }

    /** Entries that can do no more than the configuration are not asked again: buckets stay short. */
    private void forgetCovered(int hash, long head, long[] masks) {
        int bucket = hash & (buckets.length - 1);
        int before = -1;
        for (int entry = buckets[bucket] - 1; entry >= 0; entry = next[entry] - 1) {
            if (hashes[entry] == hash && isCovered(entry * width, head, masks)) {
                if (before < 0) {
                    buckets[bucket] = next[entry];
                } else {
                    next[before] = next[entry];
                }
                data[entry * width] = FORGOTTEN;
            } else {
                before = entry;
            }
        }
    }

    private boolean isCovered(int at, long head, long[] masks) {
        if (data[at] != head) {
            return false;
        }
        for (int word = 0; word < openWords; word++) {
            long covered = coveredWords == 0 ? 0 : masks[openWords + word];
            long other = coveredWords == 0 ? 0 : data[at + 1 + openWords + word];
            if (((data[at + 1 + word] ^ masks[word]) & ~covered) != 0 || (other & ~covered) != 0) {
                return false;
            }
        }
        for (int word = openWords + coveredWords; word < width - 1; word++) {
            if ((masks[word] & ~data[at + 1 + word]) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean covers(int at, long head, long[] masks) {
        if (data[at] != head) {
            return false;
        }
        int word = 0;
        for (; word < openWords; word++) {
            long covered = coveredWords == 0 ? 0 : data[at + 1 + openWords + word];
            if (((data[at + 1 + word] ^ masks[word]) & ~covered) != 0) {
                return false;
            }
        }
        for (; word < openWords + coveredWords; word++) {
            if ((masks[word] & ~data[at + 1 + word]) != 0) {
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

    /** Of what configurations that are compared have in common. */
    private int hash(long head, long[] masks, long[] writes) {
        long hash = head * 0x9E37_79B9_7F4A_7C15L;
        for (int word = 0; word < openWords; word++) {
            hash = (hash ^ (hash >>> 32) ^ (masks[word] & ~writes[word])) * 0xC2B2_AE3D_27D4_EB4FL;
        }
        return (int) (hash >>> 29) ^ (int) (hash >>> 47);
    }

    private void grow() {
        data = Arrays.copyOf(data, Math.multiplyExact(data.length, 2));
        next = Arrays.copyOf(next, next.length * 2);
        hashes = Arrays.copyOf(hashes, next.length);
        buckets = new int[buckets.length * 2];
        for (int entry = 0; entry < size; entry++) {
            if (data[entry * width] == FORGOTTEN) {
                continue;
            }
            int bucket = hashes[entry] & (buckets.length - 1);
            next[entry] = buckets[bucket];
            buckets[bucket] = entry + 1;
        }
    }
}
