package org.synod.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/**
 * The lines of a trace, version 1: ND-JSON, one header, then one line for each transition, then an end line. Built by
 * hand: a busy node writes several hundred thousand of them a second.
 *
 * <p>A ballot is {@code [number, replica]}, a command its label; parameters are named as the components of
 * {@link Transition}. Names of replicas and labels hold nothing that JSON would have to escape.
 */
public final class TraceFormat {
    private static final int VERSION = 1;

    private TraceFormat() {}

    /**
     * The first line.
     *
     * @param replica whose trace it is; null when it is that of the whole group, in order
     */
    public static void header(
            StringBuilder out,
            GroupId group,
            List<ReplicaId> replicas,
            @Nullable ReplicaId replica,
            long incarnation,
            String run,
            long seed) {
        out.append("{\"synod-trace\":").append(VERSION).append(",\"spec\":\"MultiPaxos\",\"group\":\"");
        out.append(group).append("\",\"replicas\":{");
        for (int i = 0; i < replicas.size(); i++) {
            out.append(i == 0 ? "\"" : ",\"").append(replicas.get(i).name()).append("\":\"STORAGE\"");
        }
        out.append('}');
        if (replica != null) {
            out.append(",\"replica\":\"").append(replica.name()).append('"');
        }
        out.append(",\"incarnation\":").append(incarnation).append(",\"run\":");
        quote(out, run);
        out.append(",\"seed\":").append(seed).append("}\n");
    }

    /**
     * One transition.
     *
     * @param clock already counts it
     * @param cause null when no message caused it
     */
    public static void event(
            StringBuilder out,
            ReplicaId replica,
            TraceClock clock,
            long timeNanos,
            Transition transition,
            TransitionSink.@Nullable Cause cause) {
        out.append("{\"n\":").append(clock.n());
        out.append(",\"replica\":\"").append(replica.name());
        out.append("\",\"incarnation\":").append(clock.incarnation());
        out.append(",\"clock\":").append(clock.clock());
        out.append(",\"time\":").append(timeNanos);
        out.append(",\"action\":\"").append(name(transition)).append("\",\"parameters\":{");
        parameters(out, transition);
        out.append('}');
        if (cause != null) {
            out.append(",\"cause\":{\"from\":\"").append(cause.from().name());
            out.append("\",\"n\":").append(cause.n()).append('}');
        }
        out.append("}\n");
    }

    /**
     * The last line.
     *
     * @param events how many lines of events the file has
     * @param reason stopped or killed
     */
    public static void end(StringBuilder out, long events, String reason) {
        out.append("{\"end\":true,\"events\":").append(events).append(",\"reason\":");
        quote(out, reason);
        out.append("}\n");
    }

    /** As {@link Transition#action}, which looks the class up each time. */
    private static String name(Transition transition) {
        return switch (transition) {
            case Transition.Prepare t -> "Prepare";
            case Transition.Promise t -> "Promise";
            case Transition.Lead t -> "Lead";
            case Transition.StepDown t -> "StepDown";
            case Transition.Propose t -> "Propose";
            case Transition.Accept t -> "Accept";
            case Transition.Choose t -> "Choose";
            case Transition.Learn t -> "Learn";
            case Transition.Flush t -> "Flush";
            case Transition.Crash t -> "Crash";
            case Transition.Restart t -> "Restart";
        };
    }

    private static void parameters(StringBuilder out, Transition transition) {
        switch (transition) {
            case Transition.Prepare t -> {
                ballot(out, "\"ballot\":", t.ballot());
                out.append(",\"slot\":").append(t.slot());
            }
            case Transition.Promise t -> ballot(out, "\"ballot\":", t.ballot());
            case Transition.Lead t -> lead(out, t);
            case Transition.StepDown t -> ballot(out, "\"ballot\":", t.ballot());
            case Transition.Propose t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Accept t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Choose t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Learn t -> {
                out.append("\"slot\":").append(t.slot());
                out.append(",\"command\":\"").append(t.command().label()).append('"');
            }
            case Transition.Flush t -> {
                out.append("\"count\":").append(t.count());
                out.append(",\"votes\":").append(t.votes());
                out.append(",\"chosenUpTo\":").append(t.chosenUpTo());
            }
            case Transition.Crash t -> {
                out.append("\"survived\":").append(t.survived());
                out.append(",\"chosenUpTo\":").append(t.chosenUpTo());
            }
            case Transition.Restart t -> {
                ballot(out, "\"promised\":", t.promised());
                out.append(",\"votes\":").append(t.votes());
                out.append(",\"chosenUpTo\":").append(t.chosenUpTo());
            }
        }
    }

    private static void lead(StringBuilder out, Transition.Lead t) {
        ballot(out, "\"ballot\":", t.ballot());
        out.append(",\"quorum\":[");
        for (int i = 0; i < t.quorum().size(); i++) {
            out.append(i == 0 ? "\"" : ",\"").append(t.quorum().get(i).name()).append('"');
        }
        out.append("],\"proposals\":{");
        String separator = "\"";
        for (Map.Entry<Long, Command> proposal : t.proposals().entrySet()) {
            out.append(separator).append(proposal.getKey());
            out.append("\":\"").append(proposal.getValue().label()).append('"');
            separator = ",\"";
        }
        out.append('}');
    }

    private static void vote(StringBuilder out, Ballot ballot, long slot, Command command) {
        ballot(out, "\"ballot\":", ballot);
        out.append(",\"slot\":").append(slot);
        out.append(",\"command\":\"").append(command.label()).append('"');
    }

    private static void ballot(StringBuilder out, String key, Ballot ballot) {
        out.append(key).append('[').append(ballot.number());
        out.append(",\"").append(ballot.replica().name()).append("\"]");
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
