package org.synod.linearizability.weaker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Answer;
import org.synod.linearizability.check.Cause;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.Operation;

/**
 * Decides the session guarantees of one register or key from what its reads returned.
 *
 * <p>Terry et al. (1994) define them by what servers have stored and by the order in which all servers apply writes. A
 * history shows neither, so it is asked whether there could have been such an order. A guarantee holds when there are an
 * order of the key's writes, with the initial value first, and for each read a write that it saw, such that
 *
 * <ul>
 *   <li>each read returned the value of the write that it saw;
 *   <li>each session's writes stand in its order (monotonic writes; see below);
 *   <li>read-your-writes: no write of the session that came before the read is later than the one that the read saw;
 *   <li>monotonic reads: no read of the session that came before saw a later one;
 *   <li>writes follow reads: every write of the session is later than those that its reads before it saw.
 * </ul>
 *
 * <p>Monotonic writes is asked together with each of the three. Without it "write 1, write 2, read 1" would keep
 * read-your-writes, by an order that has 1 after 2; and alone it contradicts no history, since reads may see any write.
 * Each of the three is asked by itself. Each key is asked by itself too: what one key's reads say of another's writes is
 * causal consistency, which is not judged.
 *
 * <p>A compare-and-set that swapped is a read and then a write of its session. One that did not tells of no write that
 * it saw. Crashed operations may have written, and have read nothing. A process is a session: a client that goes on under
 * a new process after a crash begins a new one. Sequential consistency implies all three.
 *
 * <p>With values of which each was written once, what a read saw is plain, and the answer takes one walk. Where values
 * repeat, a search goes through the writes that a read may have seen, as far as the time allows; beyond that the answer
 * is unknown.
 */
final class SessionGuarantees {
    private final Sessions sessions;
    private final Guarantee guarantee;
    private final long deadlineNanos;
    private final WriteOrder order;
    /** The write that each read saw; -1 while that is open. */
    private final int[] saw;

    private SessionGuarantees(Sessions sessions, Guarantee guarantee, Limits limits) {
        this.sessions = sessions;
        this.guarantee = guarantee;
        this.deadlineNanos = System.nanoTime() + limits.timeMillis() * 1_000_000;
        this.order = new WriteOrder(sessions.writes().size());
        this.saw = new int[sessions.reads().size()];
        Arrays.fill(saw, -1);
    }

    /**
     * What was found of one guarantee.
     *
     * @param why what contradicts it; null when it is not violated
     */
    record Finding(
            Guarantee guarantee, Answer answer, @Nullable String why) {
        private static Finding violated(Guarantee guarantee, String why) {
            return new Finding(guarantee, Answer.VIOLATED, why);
        }
    }

    /** Decides a guarantee for a register or a key-value cell. Memory is linear in the history. */
    static Finding check(Part part, Guarantee guarantee, Limits limits) {
        return new SessionGuarantees(new Sessions(part), guarantee, limits).decide();
    }

    private Finding decide() {
        for (int write = 1; write < sessions.writes().size(); write++) {
            Integer previous = sessions.writes().get(write).previous();
            order.add(
                    previous == null
                            ? new WriteOrder.Edge(
                                    Sessions.INITIAL, write, "what was there at first is older than any write")
                            : edge(previous, write, sessions.writer(write), sessions.writer(previous)));
        }
        List<Integer> ambiguous = new ArrayList<>();
        for (int read = 0; read < saw.length; read++) {
            Sessions.Read it = sessions.reads().get(read);
            if (it.candidates() == 0) {
                return Finding.violated(
                        guarantee, "nobody wrote what " + it.operation().describe() + " returned");
            }
            if (it.candidates() > 1) {
                if (matters(it)) {
                    ambiguous.add(read);
                }
                continue;
            }
            List<WriteOrder.Edge> circle = assign(read, it.candidate(0));
            if (circle != null) {
                return Finding.violated(
                        guarantee,
                        circle.stream().map(WriteOrder.Edge::why).distinct().collect(Collectors.joining(", and ")));
            }
            if (isLate()) {
                return unknown();
            }
        }
        return search(ambiguous);
    }

    /** Whether the guarantee asks what the read saw. */
    private boolean matters(Sessions.Read read) {
        return switch (guarantee) {
            case READ_YOUR_WRITES -> read.own() != null;
            case MONOTONIC_READS -> read.previous() != null || read.next() != null;
            case WRITES_FOLLOW_READS -> read.following() != null;
        };
    }

    /** Goes through what the reads may have seen, each choice undone when no later one fits it. */
    private Finding search(List<Integer> ambiguous) {
        int[] choice = new int[ambiguous.size()];
        int[] edges = new int[ambiguous.size()];
        int at = 0;
        while (at < choice.length) {
            if (isLate()) {
                return unknown();
            }
            int read = ambiguous.get(at);
            edges[at] = order.size();
            if (choice[at] == sessions.reads().get(read).candidates()) {
                if (at == 0) {
                    return Finding.violated(
                            guarantee, "whichever of several equal writes each read saw, some read contradicts it");
                }
                choice[at] = 0;
                at--;
                saw[ambiguous.get(at)] = -1;
                order.takeBack(edges[at]);
            } else if (assign(read, sessions.reads().get(read).candidate(choice[at]++)) == null) {
                at++;
            } else {
                saw[read] = -1;
                order.takeBack(edges[at]);
            }
        }
        return new Finding(guarantee, Answer.HOLDS, null);
    }

    private Finding unknown() {
        return new Finding(guarantee, Answer.unknown(Cause.TIMEOUT), null);
    }

    private boolean isLate() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    /** Has the read see the write; the circle that contradicts it, or null. */
    private @Nullable List<WriteOrder.Edge> assign(int read, int write) {
        Sessions.Read it = sessions.reads().get(read);
        saw[read] = write;
        return switch (guarantee) {
            case READ_YOUR_WRITES -> {
                Integer own = it.own();
                yield own == null || own == write
                        ? null
                        : order.add(edge(own, write, it.operation(), sessions.writer(own)));
            }
            case MONOTONIC_READS -> {
                List<WriteOrder.Edge> circle = inOrder(it.previous(), read);
                yield circle == null && it.next() != null ? inOrder(read, it.next()) : circle;
            }
            case WRITES_FOLLOW_READS -> {
                Integer following = it.following();
                yield following == null
                        ? null
                        : order.add(edge(write, following, sessions.writer(following), it.operation()));
            }
        };
    }

    /** The second read saw nothing older than the first; nothing to do while what one of them saw is open. */
    private @Nullable List<WriteOrder.Edge> inOrder(@Nullable Integer first, int second) {
        if (first == null || saw[first] < 0 || saw[second] < 0 || saw[first] == saw[second]) {
            return null;
        }
        return order.add(edge(
                saw[first],
                saw[second],
                sessions.reads().get(second).operation(),
                sessions.reads().get(first).operation()));
    }

    private static WriteOrder.Edge edge(int from, int to, Operation later, Operation earlier) {
        // The key and the process are those of the later one.
        String text = earlier.on(null, earlier.value()).describe();
        int by = text.lastIndexOf(" by process");
        return new WriteOrder.Edge(from, to, later.describe() + " follows its own " + text.substring(0, by));
    }
}
