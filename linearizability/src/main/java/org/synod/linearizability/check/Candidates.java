package org.synod.linearizability.check;

import java.util.Arrays;

/**
 * Which operations may be placed next, best first; a stack of lists, one for each frame of the search.
 *
 * <p>The order decides how soon a legal order is found, not whether: the operation that must complete now, then those
 * after which it is legal, then the others; completed before crashed, earlier completion first.
 */
final class Candidates {
    private static final int CRASHED_AFTER = 1 << 30;

    private final Problem problem;
    private final Transitions transitions;
    private int[] list = new int[256];
    private int size;
    /** Rank of each entry of the list now being made. */
    private long[] ranks = new long[64];
    /** For each effect the list's entry with that effect, valid when {@code stamp} is the current one. */
    private final int[] entryOfEffect;

    private final int[] stampOfEffect;
    private int stamp;

    Candidates(Problem problem, Transitions transitions) {
        this.problem = problem;
        this.transitions = transitions;
        this.entryOfEffect = new int[problem.example.length];
        this.stampOfEffect = new int[problem.example.length];
    }

    int size() {
        return size;
    }

    /** Appends one more to the list made last. */
    void add(int candidate) {
        if (size == list.length) {
            list = Arrays.copyOf(list, Math.multiplyExact(size, 2));
        }
        list[size++] = candidate;
    }

    int get(int at) {
        return list[at];
    }

    void truncate(int to) {
        size = to;
    }

    long bytes() {
        return 4L * list.length;
    }

    /**
     * Appends the candidates of a configuration.
     *
     * @param waiting the operation that must complete now
     * @param without the state before the crashed operation that must be of use now, or -1
     */
    void collect(int waiting, int state, int without, Open open) {
        int first = size;
        stamp++;
        for (int slot = 0; slot < open.slots(); slot++) {
            int op = open.unplaced(slot);
            if (op >= 0) {
                offer(first, op, waiting, state, without);
            }
        }
        for (int group = 0; group < problem.groups(); group++) {
            int op = open.unusedCrashed(group);
            if (op >= 0) {
                offer(first, op, waiting, state, without);
            }
        }
    }

    private void offer(int first, int op, int waiting, int state, int without) {
        int effect = problem.effect[op];
        int next = transitions.step(state, effect);
        boolean crashed = problem.slot[op] < 0;
        if (next == Transitions.ILLEGAL
                || (crashed && next == state)
                || (without >= 0 && transitions.step(without, effect) == next)) {
            return;
        }
        long rank;
        if (op == waiting) {
            rank = 0;
        } else {
            boolean enables = transitions.step(next, problem.effect[waiting]) != Transitions.ILLEGAL;
            rank = (enables ? 1L : 2L) << 32 | (crashed ? CRASHED_AFTER : problem.completion[op]);
        }
        int at;
        if (stampOfEffect[effect] == stamp) {
            at = entryOfEffect[effect];
            if (ranks[at - first] <= rank) {
                return;
            }
            // Takes the place of an equal operation that completes later; it can only move forward from there.
        } else {
            at = size++;
            if (at == list.length) {
                list = Arrays.copyOf(list, Math.multiplyExact(at, 2));
            }
            if (at - first == ranks.length) {
                ranks = Arrays.copyOf(ranks, ranks.length * 2);
            }
        }
        while (at > first && ranks[at - 1 - first] > rank) {
            list[at] = list[at - 1];
            ranks[at - first] = ranks[at - 1 - first];
            int moved = problem.effect[list[at]];
            entryOfEffect[moved] = at;
            at--;
        }
        list[at] = op;
        ranks[at - first] = rank;
        entryOfEffect[effect] = at;
        stampOfEffect[effect] = stamp;
    }
}
