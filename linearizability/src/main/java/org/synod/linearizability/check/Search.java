package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.synod.linearizability.model.Model;

/**
 * The search for a legal order: Wing & Gong's (1993), with Lowe's just-in-time linearization and cache ("Testing for
 * linearizability", 2017), depth first.
 *
 * <p>It walks along the events. At the completion of an operation that has not been placed yet it must place something:
 * that operation, or first another open one. Every legal order can be rearranged so that nothing is placed earlier than
 * that. A configuration is the completion where the walk waits, the model's state, which open operations are placed and
 * which crashed ones were used; {@link Configurations} keeps those that were tried, so that each is tried once.
 *
 * <p>Reductions, each of which loses no answer. The proof is the same for all: take a configuration with a shortest way
 * to the end (counting placements, then crashed operations used); where a reduction forbids the way's next step, there is
 * another configuration, tried as well, with a way that is shorter or as short with fewer crashed operations. So if any
 * configuration has a way to the end, the search finds one.
 *
 * <ol>
 *   <li><b>Looks are placed at once</b>, as soon as they are legal. A look changes nothing here and, by the contract of
 *       {@link Model#readOnly}, nothing later, so the rest of the way is the same without it.
 *   <li><b>Crashed looks are left out</b>: see {@link Problem}.
 *   <li><b>Of open operations with equal effects only the one that completes first is placed</b>, crashed ones last and
 *       among themselves in the order of invocation. All are open, so two of them can change places in any order; the one
 *       with the earlier completion then stands where the later one stood, which was before that completion.
 *   <li><b>A crashed operation must change the state</b>: without it the configuration is the same and has more left.
 *   <li><b>A crashed operation must be of use at once</b>: either looks became legal, or what comes next must differ
 *       (legal, or leading elsewhere) from what it would be without. Otherwise leave it out and have the same with more
 *       left.
 *   <li><b>An operation that may be left out</b> ({@link Problem#optional}) is equal to none that may not.
 *   <li><b>Using fewer crashed operations is as good</b>: see {@link Configurations}.
 * </ol>
 */
final class Search {
    private static final int CHECK_EVERY = 1024;
    private static final int ANY = -1;
    /** The candidate that leaves out the operation that would have to complete. */
    private static final int LEAVE_OUT = -1;

    /** How a search ended. */
    enum End {
        FOUND,
        EXHAUSTED,
        TIMEOUT,
        OUT_OF_MEMORY
    }

    /**
     * A configuration in which nothing could complete the operation at hand.
     *
     * @param order the operations that were placed, by their number in the problem
     * @param open operations that are open and not placed, crashed ones included
     */
    record Stuck(int[] order, int[] open) {}

    private final Problem problem;
    private final Transitions transitions;
    private final Budget budget;
    private final Configurations seen;
    private final Frames frames;
    private final int openWords;
    private final int words;

    /** The current configuration: see the class comment. */
    private int event;

    private int state;
    private final long[] masks;
    /** Which operation has a slot now; -1 for a free one. */
    private final int[] inSlot;
    /** How many operations of each crashed group have been invoked by now. */
    private final int[] invoked;
    /** The operations placed so far. */
    private int[] order;

    private int placed;
    private int furthest = -1;

    private final Candidates candidates;
    private int watchedEvent = -1;
    private int watchedLimit;
    private final List<Stuck> stuck = new ArrayList<>();

    Search(Problem problem, Model initial, Budget budget) {
        this.problem = problem;
        this.transitions = new Transitions(problem.example, initial);
        this.budget = budget;
        this.openWords = (problem.slots + 63) / 64;
        this.words = openWords + (problem.crashed() + 63) / 64;
        this.seen = new Configurations(openWords, words - openWords);
        this.frames = new Frames(words);
        this.masks = new long[words];
        this.inSlot = new int[problem.slots];
        Arrays.fill(inSlot, -1);
        this.invoked = new int[problem.groups()];
        this.order = new int[Math.max(16, problem.operations.length)];
        this.candidates = new Candidates(problem, transitions);
    }

    /** Collects up to {@code limit} configurations that wait at the completion at {@code watched}. */
    void watch(int watched, int limit) {
        watchedEvent = watched;
        watchedLimit = limit;
    }

    List<Stuck> stuck() {
        return stuck;
    }

    int configurations() {
        return seen.size();
    }

    /** The operations placed, in their order. */
    int[] order() {
        return Arrays.copyOf(order, placed);
    }

    Model lastState() {
        return transitions.state(state);
    }

    /** The completion that no configuration got past, once the search is exhausted. */
    int furthestEvent() {
        return furthest;
    }

    End run() {
        if (advance()) {
            return End.FOUND;
        }
        visit(ANY);
        int steps = 0;
        while (!frames.isEmpty()) {
            if (++steps % CHECK_EVERY == 0) {
                Cause cause = budget.exceeded(
                        seen.bytes() + frames.bytes() + candidates.bytes() + transitions.bytes() + 4L * order.length);
                if (cause != null) {
                    return cause == Cause.TIMEOUT ? End.TIMEOUT : End.OUT_OF_MEMORY;
                }
            }
            if (!frames.hasCandidate()) {
                candidates.truncate(frames.firstCandidate());
                frames.pop();
                continue;
            }
            restore();
            int op = candidates.get(frames.nextCandidate());
            if (op == LEAVE_OUT) {
                inSlot[problem.slot[~problem.events[event]]] = -1;
                event++;
                if (advance()) {
                    return End.FOUND;
                }
                visit(ANY);
                continue;
            }
            int before = state;
            int lookedBefore = placed;
            place(op);
            boolean looked = placeLooks();
            if (advance()) {
                return End.FOUND;
            }
            boolean mustHelp = problem.slot[op] < 0 && !looked && placed == lookedBefore + 1;
            visit(mustHelp ? before : ANY);
        }
        return End.EXHAUSTED;
    }

    private void visit(int withoutCrashed) {
        if (event > furthest) {
            furthest = event;
        }
        if (!seen.add(event, state, masks)) {
            return;
        }
        if (event == watchedEvent && stuck.size() < watchedLimit) {
            stuck.add(new Stuck(order(), open()));
        }
        int first = candidates.size();
        candidates.collect(~problem.events[event], state, withoutCrashed, inSlot, invoked, masks, openWords);
        if (problem.optional[~problem.events[event]]) {
            candidates.add(LEAVE_OUT);
        }
        if (candidates.size() > first) {
            frames.push(event, state, masks, placed, first, candidates.size());
        }
    }

    /** Back to the configuration of the top frame. */
    private void restore() {
        int to = frames.event();
        while (event > to) {
            event--;
            int at = problem.events[event];
            if (at < 0) {
                inSlot[problem.slot[~at]] = ~at;
            } else if (problem.slot[at] >= 0) {
                inSlot[problem.slot[at]] = -1;
            } else {
                invoked[problem.group[at]]--;
            }
        }
        state = frames.state();
        placed = frames.placed();
        frames.copyMasks(masks);
    }

    /** Walks on while every completion is of a placed operation; whether that led to the end. */
    private boolean advance() {
        int[] events = problem.events;
        for (; event < events.length; event++) {
            int at = events[event];
            if (at < 0) {
                int slot = problem.slot[~at];
                long bit = 1L << slot;
                if ((masks[slot >> 6] & bit) == 0) {
                    return false;
                }
                masks[slot >> 6] &= ~bit;
                inSlot[slot] = -1;
            } else if (problem.slot[at] < 0) {
                invoked[problem.group[at]]++;
            } else {
                inSlot[problem.slot[at]] = at;
                int effect = problem.effect[at];
                if (problem.readOnly[effect] && transitions.step(state, effect) == state) {
                    mark(at);
                }
            }
        }
        return true;
    }

    private void place(int op) {
        state = transitions.step(state, problem.effect[op]);
        mark(op);
    }

    private boolean placeLooks() {
        boolean any = false;
        for (int slot = 0; slot < inSlot.length; slot++) {
            int op = inSlot[slot];
            if (op >= 0
                    && problem.readOnly[problem.effect[op]]
                    && (masks[slot >> 6] & (1L << slot)) == 0
                    && transitions.step(state, problem.effect[op]) == state) {
                mark(op);
                any = true;
            }
        }
        return any;
    }

    private void mark(int op) {
        int slot = problem.slot[op];
        if (slot >= 0) {
            masks[slot >> 6] |= 1L << slot;
        } else {
            int bit = candidates.firstUnused(problem.group[op], masks, openWords);
            masks[openWords + (bit >> 6)] |= 1L << bit;
        }
        if (placed == order.length) {
            order = Arrays.copyOf(order, placed * 2);
        }
        order[placed++] = op;
    }

    private int[] open() {
        int[] result = new int[inSlot.length + problem.crashed()];
        int count = 0;
        for (int slot = 0; slot < inSlot.length; slot++) {
            if (inSlot[slot] >= 0 && (masks[slot >> 6] & (1L << slot)) == 0) {
                result[count++] = inSlot[slot];
            }
        }
        for (int group = 0; group < problem.groups(); group++) {
            int unused = candidates.firstUnused(group, masks, openWords);
            if (unused < problem.groupStart[group] + invoked[group]) {
                result[count++] = problem.crashedByBit[unused];
            }
        }
        return Arrays.copyOf(result, count);
    }
}
