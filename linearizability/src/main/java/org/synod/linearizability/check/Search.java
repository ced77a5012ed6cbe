package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
 *   <li><b>An open write is covered once another blind write is placed</b>: directly before that one nobody would have
 *       seen it. It may still be placed, and must not be any more: at its completion it is left out, which means that it
 *       went before the one that covered it. So a configuration in which a write is covered can do whatever the same one
 *       in which it is placed or not covered can, by the same way. Where something else is placed at its completion the
 *       write is to be placed as well, since otherwise that could come later.
 * </ol>
 */
final class Search {
    private static final int CHECK_EVERY = 1024;
    private static final int ANY = -1;
    /** The candidate that leaves out the operation that would have to complete. */
    private static final int LEAVE_OUT = Integer.MIN_VALUE;

    /** How a search ended. */
    enum End {
        FOUND,
        EXHAUSTED,
        TIMEOUT,
        OUT_OF_MEMORY
    }

    /** How often a crashed operation may happen. */
    enum Crashed {
        /** Once or not at all. */
        ONCE,
        /**
         * Any number of times. That forgets which were used, so there are far fewer configurations; it allows more, so
         * what has no order even then has none.
         */
        ANY_NUMBER
    }

    /**
     * A configuration in which nothing could complete the operation at hand.
     *
     * @param order the operations that were placed, by their number in the problem
     * @param open operations that are open and not placed, crashed ones included
     */
    record Stuck(int[] order, int[] open) {}

    private final Problem problem;
    private final Crashed crashed;
    private final Transitions transitions;
    private final Budget budget;
    /** The event before which an order has to hold. */
    private final int until;

    private final Configurations seen;
    private final Frames frames;

    /** The current configuration: see the class comment. */
    private int event;

    private int state;
    private final Open open;

    /** How it was come to. */
    private final Order order;

    private boolean begun;
    private int furthest = -1;

    private final Candidates candidates;
    private int watchedEvent = -1;
    private int watchedLimit;
    private final List<Stuck> stuck = new ArrayList<>();

    Search(Problem problem, Model initial, Budget budget) {
        this(problem, initial, budget, Crashed.ONCE, problem.events.length);
    }

    /**
     * A search in the first events only.
     *
     * @param until how many events
     */
    Search(Problem problem, Model initial, Budget budget, Crashed crashed, int until) {
        this.problem = problem;
        this.crashed = crashed;
        this.until = until;
        this.transitions = new Transitions(problem.example, initial);
        this.budget = budget;
        this.open = new Open(problem, crashed);
        this.order = new Order(problem);
        this.seen = open.configurations();
        this.frames = new Frames(open.masks().length);
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

    /** How many states of the model it has seen. */
    int states() {
        return transitions.states();
    }

    /** A legal order of the operations placed. */
    int[] order() {
        return order.whole();
    }

    Model lastState() {
        return transitions.state(state);
    }

    /** The completion that no configuration got past, once the search is exhausted. */
    int furthestEvent() {
        return furthest;
    }

    /** Searches to the end or a limit. */
    End run() {
        End end = null;
        while (end == null) {
            end = run(Integer.MAX_VALUE);
        }
        return end;
    }

    /**
     * Goes on for some steps.
     *
     * @param most how many, at most
     * @return null when there is more to do
     */
    @Nullable End run(int most) {
        if (!begun) {
            begun = true;
            if (advance()) {
                return End.FOUND;
            }
            visit(ANY);
        }
        int steps = 0;
        while (!frames.isEmpty()) {
            if (steps == most) {
                return null;
            }
            if (++steps % CHECK_EVERY == 0) {
                Cause cause = budget.exceeded(
                        seen.bytes() + frames.bytes() + candidates.bytes() + transitions.bytes() + order.bytes());
                if (cause != null) {
                    return cause == Cause.TIMEOUT ? End.TIMEOUT : End.OUT_OF_MEMORY;
                }
                if (crashed == Crashed.ONCE) {
                    budget.reached(Math.max(0, furthest), problem.events.length);
                }
            }
            if (!frames.hasCandidate()) {
                candidates.truncate(frames.firstCandidate());
                frames.pop();
                continue;
            }
            restore();
            int op = candidates.get(frames.nextCandidate());
            int waiting = ~problem.events[event];
            if (op == LEAVE_OUT) {
                leaveOut(waiting);
                if (advance()) {
                    return End.FOUND;
                }
                visit(ANY);
                continue;
            }
            int before = state;
            state = transitions.step(state, problem.effect[op]);
            place(op);
            boolean covered = open.cover(op, waiting);
            int alone = order.size();
            placeLooks();
            if (advance()) {
                return End.FOUND;
            }
            boolean mustHelp = problem.slot[op] < 0 && !covered && order.size() == alone;
            visit(mustHelp ? before : ANY);
        }
        return End.EXHAUSTED;
    }

    private void visit(int withoutCrashed) {
        if (event > furthest) {
            furthest = event;
        }
        if (!seen.add(event, state, open.masks(), open.writes())) {
            return;
        }
        if (event == watchedEvent && stuck.size() < watchedLimit) {
            stuck.add(new Stuck(order.whole(), open.all()));
        }
        int first = candidates.size();
        int waiting = ~problem.events[event];
        boolean covered = open.isCovered(waiting);
        boolean leaveOutFirst = covered && !isSeen(waiting);
        if (leaveOutFirst) {
            candidates.add(LEAVE_OUT);
        }
        candidates.collect(waiting, state, withoutCrashed, open);
        if (!leaveOutFirst && (covered || problem.optional[waiting])) {
            candidates.add(LEAVE_OUT);
        }
        if (candidates.size() > first) {
            frames.push(event, state, open.masks(), order.size(), first, candidates.size());
        }
    }

    /** Whether a look that waits would see the write. */
    private boolean isSeen(int write) {
        int next = transitions.step(state, problem.effect[write]);
        for (int slot = 0; slot < open.slots(); slot++) {
            if (isLegalLook(open.unplaced(slot), next)) {
                return true;
            }
        }
        return false;
    }

    /** Goes past the completion of an operation that is not placed. */
    private void leaveOut(int op) {
        if (!problem.optional[op]) {
            order.leaveOut(op, event);
        }
        open.complete(op);
        event++;
    }

    /** Back to the configuration of the top frame. */
    private void restore() {
        int to = frames.event();
        while (event > to) {
            event--;
            int at = problem.events[event];
            if (at < 0) {
                open.invoke(~at);
            } else {
                open.uninvoke(at);
            }
        }
        state = frames.state();
        order.truncate(frames.placed());
        frames.copyMasks(open.masks());
    }

    /** Walks on while every completion is of a placed operation; whether that led to the end. */
    private boolean advance() {
        int[] events = problem.events;
        for (; event < until; event++) {
            int at = events[event];
            if (at < 0) {
                if (!open.isPlaced(~at)) {
                    return false;
                }
                open.complete(~at);
                continue;
            }
            open.invoke(at);
            if (problem.slot[at] >= 0 && isLegalLook(at, state)) {
                place(at);
            }
        }
        return true;
    }

    private void placeLooks() {
        for (int slot = 0; slot < open.slots(); slot++) {
            int op = open.unplaced(slot);
            if (isLegalLook(op, state)) {
                place(op);
            }
        }
    }

    /** Whether there is an operation, and it only looks, and may come in that state. */
    private boolean isLegalLook(int op, int in) {
        return op >= 0 && problem.readOnly[problem.effect[op]] && transitions.step(in, problem.effect[op]) == in;
    }

    private void place(int op) {
        open.place(op);
        order.place(op, event);
    }
}
