package org.synod.linearizability.weaker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Answer;
import org.synod.linearizability.check.CellAccess;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.SequentialConsistency;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * How weak a consistency a history that is not linearizable still meets.
 *
 * @param keys which keys are not linearizable; null when the history has one object
 * @param registers which registers are not when each stands alone; null unless the object is a multi-register
 * @param sequential whether all the history is sequentially consistent ({@link SequentialConsistency})
 * @param order the order that shows it; empty when it is not, or unknown
 * @param why what contradicts it, as a clause; null when it is not violated, or only the search for an order says so
 * @param sessions the session guarantees, over all keys; empty for models of other objects than a single value
 */
public record Consistency(
        @Nullable Alone keys,
        @Nullable Alone registers,
        Answer sequential,
        List<Operation> order,
        @Nullable String why,
        List<Session> sessions) {

    private static final int LONGEST_SHOWN = 20;

    /**
     * A session guarantee of the history.
     *
     * @param answer whether it holds for each key: see {@link SessionGuarantees}
     * @param why what contradicts it, as a clause; null when it is not violated
     */
    public record Session(
            Guarantee guarantee, Answer answer, @Nullable String why) {}

    /**
     * Decides what can be decided.
     *
     * @param limits for all questions together; what is not decided within them is unknown
     */
    public static Consistency of(Verdict.Violated verdict, Limits limits) {
        Clock clock = new Clock(limits);
        Part part = verdict.part();
        List<Part> parts = verdict.objects();
        Alone.Found found = Alone.keys(parts, part, clock.share(4));
        Alone registers = Alone.hasRegisters(part) ? Alone.registers(part, clock.share(4)) : null;
        Sequential sequential = sequential(parts, found.suspects(), new Clock(clock.share(2)));
        List<Session> sessions = new ArrayList<>();
        if (found.suspects().stream().allMatch(suspect -> CellAccess.knows(suspect.initial()))) {
            // Sequential consistency implies every guarantee, and is contradicted by what contradicts one.
            sessions = sequential.answer().holds() ? allKept() : sessions(found.suspects(), clock.left());
        }
        for (Session session : sessions) {
            if (session.answer().isViolated()) {
                sequential = new Sequential(Answer.VIOLATED, List.of(), session.why());
                break;
            }
        }
        return new Consistency(
                parts.size() == 1 ? null : found.alone(),
                registers,
                sequential.answer(),
                sequential.order(),
                sequential.why(),
                sessions);
    }

    private static List<Session> allKept() {
        return Arrays.stream(Guarantee.values())
                .map(guarantee -> new Session(guarantee, Answer.HOLDS, null))
                .toList();
    }

    /** A key that is linearizable keeps every guarantee, so only the others are asked. */
    private static List<Session> sessions(List<Part> suspects, Limits limits) {
        List<Session> sessions = new ArrayList<>();
        Clock clock = new Clock(limits);
        Guarantee[] guarantees = Guarantee.values();
        for (int i = 0; i < guarantees.length; i++) {
            Clock share = new Clock(clock.share(guarantees.length - i));
            Session session = new Session(guarantees[i], Answer.HOLDS, null);
            for (Part part : suspects) {
                SessionGuarantees.Finding finding = SessionGuarantees.check(part, guarantees[i], share.left());
                if (finding.answer().isViolated() || session.answer().holds()) {
                    session = new Session(guarantees[i], finding.answer(), finding.why());
                }
                if (session.answer().isViolated()) {
                    break;
                }
            }
            sessions.add(session);
        }
        return sessions;
    }

    private record Sequential(
            Answer answer, List<Operation> order, @Nullable String why) {}

    private static Sequential sequential(List<Part> parts, List<Part> suspects, Clock clock) {
        if (parts.size() > 1) {
            // What holds for all keys together holds for each, and one key is sooner refuted.
            Clock half = new Clock(clock.share(2));
            for (Part part : suspects) {
                if (SequentialConsistency.check(List.of(part), half.left())
                        .answer()
                        .isViolated()) {
                    String why = "key " + EdnWriter.toString(part.key()) + " alone has no such order";
                    return new Sequential(Answer.VIOLATED, List.of(), why);
                }
            }
        }
        SequentialConsistency.Result result = SequentialConsistency.check(parts, clock.left());
        return new Sequential(result.answer(), result.order(), null);
    }

    /** What was found, as lines. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (keys != null) {
            lines.add(keys.sentence());
        }
        if (registers != null) {
            lines.add(registers.sentence());
        }
        lines.add(sequentialSentence());
        if (sequential.holds() && order.size() <= LONGEST_SHOWN) {
            order.forEach(operation -> lines.add("    " + operation.describe()));
        }
        if (!sessions.isEmpty() && !sequential.holds()) {
            sessions.forEach(session -> lines.add(sentence(session)));
        }
        return lines;
    }

    private String sequentialSentence() {
        return switch (sequential.kind()) {
            case HOLDS ->
                "It is still sequentially consistent: "
                        + (order.size() <= LONGEST_SHOWN ? "this order" : "an order of " + order.size() + " operations")
                        + " explains all answers if real time does not count"
                        + (order.size() <= LONGEST_SHOWN ? ":" : ".");
            case VIOLATED ->
                "It is not even sequentially consistent: "
                        + (why == null ? "no order of all operations explains the answers" : why) + ".";
            case UNKNOWN -> "Whether it is still sequentially consistent is unknown: " + cause(sequential) + ".";
        };
    }

    private static String sentence(Session session) {
        String name = session.guarantee().label();
        return switch (session.answer().kind()) {
            case HOLDS -> "It still keeps " + name + ".";
            case VIOLATED -> "It breaks " + name + ": " + session.why() + ".";
            case UNKNOWN -> "Whether it keeps " + name + " is unknown: " + cause(session.answer()) + ".";
        };
    }

    private static String cause(Answer answer) {
        return answer.cause() == null ? "" : answer.cause().label();
    }
}
