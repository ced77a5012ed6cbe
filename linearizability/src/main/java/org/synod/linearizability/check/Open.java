package org.synod.linearizability.check;

import java.util.Arrays;

/**
 * Which operations are open where the search stands, and which of them are placed, covered or used.
 *
 * <p>Invariant: the masks are the words of the placed operations by slot, those of the covered ones, and those of the
 * crashed ones that were used by bit. No operation is both placed and covered. What is covered is a blind write.
 */
final class Open {
    private final Problem problem;
    private final Search.Crashed crashed;
    private final int words;
    /** Where in the masks the words of covered operations begin, and those of crashed ones. */
    private final int coveredFrom;

    private final int crashedFrom;
    private final long[] masks;
    /** Which operation has a slot now; -1 for a free one. */
    private final int[] inSlot;
    /** Which slots a blind write has now. */
    private final long[] writes;
    /** How many operations of each crashed group have been invoked by now. */
    private final int[] invoked;

    Open(Problem problem, Search.Crashed crashed) {
        this.problem = problem;
        this.crashed = crashed;
        this.words = (problem.slots + 63) / 64;
        this.coveredFrom = words;
        this.crashedFrom = coveredFrom + (problem.hasBlindWrites() ? words : 0);
        this.masks = new long[crashedFrom + (problem.crashed() + 63) / 64];
        this.inSlot = new int[problem.slots];
        Arrays.fill(inSlot, -1);
        this.writes = new long[words];
        this.invoked = new int[problem.groups()];
    }

    /** No configuration yet, of the shape of these masks. */
    Configurations configurations() {
        return new Configurations(words, crashedFrom - coveredFrom, masks.length - crashedFrom);
    }

    /** Part of the configuration; whoever changes them knows the invariant. */
    long[] masks() {
        return masks;
    }

    /** Which slots may be covered. */
    long[] writes() {
        return writes;
    }

    int slots() {
        return inSlot.length;
    }

    /** The operation in the slot that is not placed yet; -1 for none. */
    int unplaced(int slot) {
        return (masks[slot >> 6] & (1L << slot)) == 0 ? inSlot[slot] : -1;
    }

    boolean isPlaced(int op) {
        int slot = problem.slot[op];
        return (masks[slot >> 6] & (1L << slot)) != 0;
    }

    boolean isCovered(int op) {
        int slot = problem.slot[op];
        return crashedFrom > coveredFrom && (masks[coveredFrom + (slot >> 6)] & (1L << slot)) != 0;
    }

    void invoke(int op) {
        int slot = problem.slot[op];
        if (slot < 0) {
            invoked[problem.group[op]]++;
            return;
        }
        inSlot[slot] = op;
        if (problem.blind[problem.effect[op]]) {
            writes[slot >> 6] |= 1L << slot;
        }
    }

    /** Undoes an invocation; the masks are restored by whoever keeps them. */
    void uninvoke(int op) {
        if (problem.slot[op] < 0) {
            invoked[problem.group[op]]--;
        } else {
            complete(op);
        }
    }

    void complete(int op) {
        int slot = problem.slot[op];
        int word = slot >> 6;
        long others = ~(1L << slot);
        inSlot[slot] = -1;
        writes[word] &= others;
        masks[word] &= others;
        if (crashedFrom > coveredFrom) {
            masks[coveredFrom + word] &= others;
        }
    }

    void place(int op) {
        int slot = problem.slot[op];
        if (slot >= 0) {
            masks[slot >> 6] |= 1L << slot;
            if (crashedFrom > coveredFrom) {
                masks[coveredFrom + (slot >> 6)] &= ~(1L << slot);
            }
        } else if (crashed == Search.Crashed.ONCE) {
            int bit = firstUnused(problem.group[op]);
            masks[crashedFrom + (bit >> 6)] |= 1L << bit;
        }
    }

    /**
     * Covers the open writes by an operation that was just placed, if that is a blind write.
     *
     * @param waiting what had to complete there, and is not covered: what is placed there is placed for its sake
     * @return whether anything is covered that was not
     */
    boolean cover(int by, int waiting) {
        if (crashedFrom == coveredFrom) {
            return false;
        }
        int kept = problem.slot[waiting];
        masks[coveredFrom + (kept >> 6)] &= ~(1L << kept);
        if (!problem.blind[problem.effect[by]]) {
            return false;
        }
        boolean any = false;
        for (int word = 0; word < words; word++) {
            long fresh = writes[word] & ~masks[word] & ~masks[coveredFrom + word];
            if (word == kept >> 6) {
                fresh &= ~(1L << kept);
            }
            masks[coveredFrom + word] |= fresh;
            any |= fresh != 0;
        }
        return any;
    }

    /** The crashed operation of the group that may be placed next; -1 for none. */
    int unusedCrashed(int group) {
        if (invoked[group] == 0) {
            return -1;
        }
        int bit = firstUnused(group);
        return bit < problem.groupStart[group] + invoked[group] ? problem.crashedByBit[bit] : -1;
    }

    /** The first bit of the group that is not used; the end of the group when all are. */
    private int firstUnused(int group) {
        int bit = problem.groupStart[group];
        int end = problem.groupStart[group + 1];
        while (bit < end && (masks[crashedFrom + (bit >> 6)] & (1L << bit)) != 0) {
            bit++;
        }
        return bit;
    }

    /** What is open and not placed, crashed operations last. */
    int[] all() {
        int[] result = new int[inSlot.length + problem.groups()];
        int count = 0;
        for (int slot = 0; slot < inSlot.length; slot++) {
            int op = unplaced(slot);
            if (op >= 0) {
                result[count++] = op;
            }
        }
        for (int group = 0; group < problem.groups(); group++) {
            int op = unusedCrashed(group);
            if (op >= 0) {
                result[count++] = op;
            }
        }
        return Arrays.copyOf(result, count);
    }
}
