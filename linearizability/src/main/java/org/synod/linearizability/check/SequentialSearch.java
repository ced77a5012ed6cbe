package org.synod.linearizability.check;

import java.util.Arrays;
import org.synod.linearizability.model.Model;

/**
 * The search for an order of all operations of all objects in which each process's stand in its order (Lamport 1979).
 *
 * <p>{@link Search} walks along the events of real time, of which there is nothing here: what may come next is the head
 * of each process's queue, and a configuration is how far each queue is, the state of each object, and which crashed
 * operations were used. It shares the table of transitions, that of configurations, and the reductions.
 *
 * <p>A configuration is kept when nothing came of it, not before: on the way down each is further than the last. So a way
 * that leads straight to the end keeps none, however many objects there are.
 *
 * <p>The reductions lose no answer, for the reason that is given there:
 *
 * <ol>
 *   <li><b>Looks are placed at once</b> when they are at the head and legal: by the contract of {@link Model#readOnly}
 *       all that follows is the same without them, and their process only gets further.
 *   <li><b>A crashed operation must change the state and be of use at once.</b> It is the last of its process, so it can
 *       be put off to just before the next operation on its object; if that goes the same way without it, leave it out.
 *   <li><b>Of equal heads on one object a completed one comes before a crashed one</b>, and of crashed ones only one is
 *       tried: two that change places let the process of the completed one get further.
 *   <li><b>Using fewer crashed operations is as good</b>: see {@link Configurations}.
 *   <li><b>A value that somebody must still find is not left</b> when it cannot come back: see {@link Demand}.
 * </ol>
 */
final class SequentialSearch {
    private static final int CHECK_EVERY = 64;
    private static final int ANY = -1;

    private final Processes processes;
    private final Transitions transitions;
    private final Demand demand;
    private final Budget budget;
    private final Configurations seen;
    private final long[] key;
    private final int crashedFrom;
    /** Nothing is covered here: real time does not count. */
    private final long[] none;

    /** How far each queue is, and the state of each object. */
    private final int[] at;

    private final int[] state;
    /** The operations placed, and the states of their objects before. */
    private final int[] order;

    private final int[] before;
    private int placed;
    private int completedLeft;

    /** Frames: how many were placed, the rest of the frame's candidates, their end; candidates stand in one list. */
    private int[] frames = new int[3 * 64];

    private int depth;
    private int[] candidates = new int[256];
    private long[] ranks = new long[16];
    private int candidateCount;

    SequentialSearch(Processes processes, Budget budget) {
        this.processes = processes;
        this.transitions = processes.transitions;
        this.demand = new Demand(processes);
        this.budget = budget;
        this.at = new int[processes.queue.length];
        this.state = processes.initial.clone();
        this.crashedFrom = (at.length + state.length + 1) / 2;
        int crashedWords = (processes.crashed + 63) / 64;
        this.none = new long[crashedFrom];
        this.seen = new Configurations(crashedFrom, 0, crashedWords);
        this.key = new long[crashedFrom + crashedWords];
        this.order = new int[processes.operations.length];
        this.before = new int[processes.operations.length];
        this.completedLeft = processes.operations.length - processes.crashed;
    }

    /** The operations placed, in their order. */
    int[] order() {
        return Arrays.copyOf(order, placed);
    }

    Search.End run() {
        if (demand.isHopeless(processes.initial)) {
            return Search.End.EXHAUSTED;
        }
        placeLooks();
        if (completedLeft == 0) {
            return Search.End.FOUND;
        }
        visit(ANY, ANY);
        int steps = 0;
        while (depth > 0) {
            if (++steps % CHECK_EVERY == 0) {
                Cause cause = budget.exceeded(seen.bytes() + transitions.bytes() + bytes());
                if (cause != null) {
                    return cause == Cause.TIMEOUT ? Search.End.TIMEOUT : Search.End.OUT_OF_MEMORY;
                }
            }
            int frame = 3 * (depth - 1);
            takeBack(frames[frame]);
            if (frames[frame + 1] == frames[frame + 2]) {
                seen.add(0, 0, key(), none);
                depth--;
                candidateCount = depth == 0 ? 0 : frames[3 * (depth - 1) + 2];
                continue;
            }
            int op = candidates[frames[frame + 1]++];
            int object = processes.object[op];
            int left = state[object];
            place(op);
            if (left != state[object] && demand.isLost(object, left)) {
                continue;
            }
            boolean looked = placeLooks();
            if (completedLeft == 0) {
                return Search.End.FOUND;
            }
            boolean mustHelp = processes.crashedBit[op] >= 0 && !looked;
            visit(mustHelp ? object : ANY, left);
        }
        return Search.End.EXHAUSTED;
    }

    private long bytes() {
        return 4L * (frames.length + candidates.length + 2L * order.length + 2L * at.length + 2L * state.length);
    }

    /** Adds the configuration with its candidates; when an object is given, those that need its state not to be that. */
    private void visit(int object, int without) {
        if (seen.size() > 0 && seen.has(0, 0, key(), none)) {
            return;
        }
        int first = candidateCount;
        collect(object, without);
        if (candidateCount > first) {
            if (3 * depth == frames.length) {
                frames = Arrays.copyOf(frames, frames.length * 2);
            }
            frames[3 * depth] = placed;
            frames[3 * depth + 1] = first;
            frames[3 * depth + 2] = candidateCount;
            depth++;
        }
    }

    private long[] key() {
        Arrays.fill(key, 0);
        int half = 0;
        for (int p = 0; p < at.length; p++, half++) {
            int completed = at[p];
            if (completed > 0) {
                int bit = processes.crashedBit[processes.queue[p][completed - 1]];
                if (bit >= 0) {
                    key[crashedFrom + (bit >> 6)] |= 1L << bit;
                    completed--;
                }
            }
            key[half >> 1] |= (long) completed << (32 * (half & 1));
        }
        for (int value : state) {
            key[half >> 1] |= (long) value << (32 * (half & 1));
            half++;
        }
        return key;
    }

    private void collect(int object, int without) {
        int first = candidateCount;
        int waiting = ANY;
        for (int p = 0; p < at.length; p++) {
            int op = head(p);
            if (op >= 0 && (waiting < 0 || completion(op) < completion(waiting))) {
                waiting = op;
            }
        }
        for (int p = 0; p < at.length; p++) {
            int op = head(p);
            if (op < 0 || (object >= 0 && processes.object[op] != object)) {
                continue;
            }
            int now = state[processes.object[op]];
            int next = transitions.step(now, processes.effect[op]);
            if (next == Transitions.ILLEGAL
                    || (object >= 0 && transitions.step(without, processes.effect[op]) == next)
                    || (processes.crashedBit[op] >= 0 && (next == now || hasEqual(op, p)))) {
                continue;
            }
            boolean enables = processes.object[op] == processes.object[waiting]
                    && transitions.step(next, processes.effect[waiting]) != Transitions.ILLEGAL;
            long rank = (op == waiting ? 0L : enables ? 1L : 2L) << 32 | completion(op);
            insert(first, op, rank);
        }
    }

    /** Whether a completed head is equal to the crashed one, or a crashed one of an earlier process. */
    private boolean hasEqual(int crashed, int process) {
        for (int p = 0; p < at.length; p++) {
            int op = head(p);
            if (op >= 0
                    && op != crashed
                    && processes.effect[op] == processes.effect[crashed]
                    && processes.object[op] == processes.object[crashed]
                    && (processes.crashedBit[op] < 0 || p < process)) {
                return true;
            }
        }
        return false;
    }

    private void insert(int first, int op, long rank) {
        if (candidateCount == candidates.length) {
            candidates = Arrays.copyOf(candidates, candidates.length * 2);
        }
        if (candidateCount - first == ranks.length) {
            ranks = Arrays.copyOf(ranks, ranks.length * 2);
        }
        int to = candidateCount++;
        while (to > first && ranks[to - 1 - first] > rank) {
            candidates[to] = candidates[to - 1];
            ranks[to - first] = ranks[to - 1 - first];
            to--;
        }
        candidates[to] = op;
        ranks[to - first] = rank;
    }

    private int completion(int op) {
        return processes.operations[op].completionPosition();
    }

    /** The next operation of the process; -1 when all are placed. */
    private int head(int process) {
        return at[process] < processes.queue[process].length ? processes.queue[process][at[process]] : -1;
    }

    /** Places the looks that are legal at the heads of the queues; whether there were any. */
    private boolean placeLooks() {
        int from = placed;
        for (int p = 0; p < at.length; p++) {
            int op = head(p);
            while (op >= 0
                    && processes.readOnly[processes.effect[op]]
                    && transitions.step(state[processes.object[op]], processes.effect[op])
                            == state[processes.object[op]]) {
                place(op);
                op = head(p);
            }
        }
        return placed > from;
    }

    private void place(int op) {
        int object = processes.object[op];
        order[placed] = op;
        before[placed++] = state[object];
        state[object] = transitions.step(state[object], processes.effect[op]);
        at[processes.process[op]]++;
        completedLeft -= processes.crashedBit[op] < 0 ? 1 : 0;
        demand.placed(op);
    }

    /** Takes back all but the first operations placed. */
    private void takeBack(int to) {
        while (placed > to) {
            int op = order[--placed];
            state[processes.object[op]] = before[placed];
            at[processes.process[op]]--;
            completedLeft += processes.crashedBit[op] < 0 ? 1 : 0;
            demand.takenBack(op);
        }
    }
}
