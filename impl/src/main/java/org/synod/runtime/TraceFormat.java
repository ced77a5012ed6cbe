package org.synod.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Timing;
import org.synod.protocol.Transition;

/**
 * The lines of a trace, version 1: ND-JSON, one header, then one line for each transition, then an end line. Built by
 * hand: a busy node writes several hundred thousand of them a second.
 *
 * <p>A ballot is {@code [number, replica]}, a command its label; parameters are named as the components of
 * {@link Transition}. Names of replicas and labels hold nothing that JSON would have to escape.
 */
public final class TraceFormat {
    private static final int VERSION = 2;

    private TraceFormat() {}

    /**
     * What a whole run has in common.
     *
     * @param first the first configuration
     * @param others every replica that may become a member later
     */
    public record Header(
            GroupId group, Configuration first, List<Member> others, Timing timing, String run, long seed) {}

    /**
     * The first line.
     *
     * @param replica whose trace it is; null when it is that of the whole group, in order
     */
    public static void header(StringBuilder out, Header header, @Nullable ReplicaId replica, long incarnation) {
        out.append("{\"synod-trace\":").append(VERSION).append(",\"spec\":\"LeasedGroup\",\"group\":\"");
        out.append(header.group()).append("\",\"replicas\":{");
        String separator = "\"";
        for (List<Member> members : List.of(header.first().members(), header.others())) {
            for (Member member : members) {
                out.append(separator).append(member.id().name()).append("\":\"");
                out.append(member.role().name()).append('"');
                separator = ",\"";
            }
        }
        names(out.append("},\"initial\":"), header.first().replicas());
        number(out.append(','), "leaseNanos", header.timing().leaseNanos());
        number(out.append(','), "spanNanos", header.timing().spanNanos());
        if (replica != null) {
            name(out.append(','), "replica", replica);
        }
        number(out.append(','), "incarnation", incarnation).append(",\"run\":");
        quote(out, header.run());
        number(out.append(','), "seed", header.seed()).append("}\n");
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
        begin(out, replica, clock, timeNanos, transition);
        parameters(out, transition);
        end(out.append('}'), cause);
    }

    private static void begin(
            StringBuilder out, ReplicaId replica, TraceClock clock, long timeNanos, Transition transition) {
        out.append("{\"n\":").append(clock.n());
        out.append(",\"replica\":\"").append(replica.name());
        out.append("\",\"incarnation\":").append(clock.incarnation());
        out.append(",\"clock\":").append(clock.clock());
        out.append(",\"time\":").append(timeNanos);
        out.append(",\"action\":\"").append(name(transition)).append("\",\"parameters\":{");
    }

    private static void end(StringBuilder out, TransitionSink.@Nullable Cause cause) {
        if (cause != null) {
            out.append(",\"cause\":{\"from\":\"").append(cause.from().name());
            out.append("\",\"n\":").append(cause.n()).append('}');
        }
        out.append("}\n");
    }

    /**
     * Begins a line of transitions of one kind in one ballot, each of the slot behind the one before: that of the first.
     * {@link #more} adds those that follow, and {@link #endRun} ends the line.
     */
    static void beginRun(
            StringBuilder out, ReplicaId replica, TraceClock clock, long timeNanos, Transition first, TraceRun run) {
        begin(out, replica, clock, timeNanos, first);
        Ballot ballot = run.ballot();
        if (ballot != null) {
            ballot(out, "\"ballot\":", ballot).append(',');
        }
        number(out, "slot", run.slot()).append(",\"commands\":[");
        command(out, run.command());
    }

    static void more(StringBuilder out, Command command) {
        command(out.append(','), command);
    }

    static void endRun(StringBuilder out, TransitionSink.@Nullable Cause cause) {
        end(out.append("]}"), cause);
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
            case Transition.Note t -> "Note";
            case Transition.Reconfigure t -> "Reconfigure";
            case Transition.ProposeAwaited t -> "ProposeAwaited";
            case Transition.PrepareNew t -> "PrepareNew";
            case Transition.Retire t -> "Retire";
            case Transition.Leave t -> "Leave";
            case Transition.Apply t -> "Apply";
            case Transition.Snapshot t -> "Snapshot";
            case Transition.InstallSnapshot t -> "InstallSnapshot";
            case Transition.Archive t -> "Archive";
            case Transition.Trim t -> "Trim";
            case Transition.Fetch t -> "Fetch";
            case Transition.Heartbeat t -> "Heartbeat";
            case Transition.GrantLease t -> "GrantLease";
            case Transition.RenewLease t -> "RenewLease";
            case Transition.Relinquish t -> "Relinquish";
            case Transition.Release t -> "Release";
            case Transition.ReadConsistent t -> "ReadConsistent";
            case Transition.Answer t -> "Answer";
            case Transition.ReadEventual t -> "ReadEventual";
            case Transition.Acknowledge t -> "Acknowledge";
            case Transition.Flush t -> "Flush";
            case Transition.Crash t -> "Crash";
            case Transition.Restart t -> "Restart";
            case Transition.LoseDisk t -> "LoseDisk";
        };
    }

    private static void parameters(StringBuilder out, Transition transition) {
        switch (transition) {
            case Transition.Prepare t -> phase1(out, t.ballot(), t.slot(), t.configuration());
            case Transition.Promise t -> phase1(out, t.ballot(), t.slot(), t.configuration());
            case Transition.PrepareNew t -> phase1(out, t.ballot(), t.slot(), t.configuration());
            case Transition.Lead t -> lead(out, t);
            case Transition.StepDown t -> ballot(out, "\"ballot\":", t.ballot());
            case Transition.Propose t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Accept t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Choose t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Reconfigure t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.ProposeAwaited t -> vote(out, t.ballot(), t.slot(), t.command());
            case Transition.Learn t -> command(number(out, "slot", t.slot()).append(",\"command\":"), t.command());
            case Transition.Note t -> number(out, "upTo", t.upTo());
            case Transition.Retire t -> number(out, "configuration", t.configuration());
            case Transition.Leave t -> number(out, "configuration", t.configuration());
            case Transition.Apply t -> number(out, "upTo", t.upTo());
            case Transition.Snapshot t -> number(out, "upTo", t.upTo());
            case Transition.InstallSnapshot t ->
                number(name(out, "from", t.from()).append(','), "upTo", t.upTo());
            case Transition.Archive t -> number(out, "upTo", t.upTo());
            case Transition.Trim t -> number(out, "upTo", t.upTo());
            case Transition.Fetch t -> number(out, "upTo", t.upTo());
            case Transition.Heartbeat t ->
                number(ballot(out, "\"ballot\":", t.ballot()).append(','), "round", t.round());
            case Transition.GrantLease t -> {
                number(ballot(out, "\"ballot\":", t.ballot()).append(','), "round", t.round());
                number(out.append(','), "configuration", t.configuration());
            }
            case Transition.RenewLease t -> {
                number(ballot(out, "\"ballot\":", t.ballot()).append(','), "round", t.round());
                name(out.append(','), "grantor", t.grantor());
            }
            case Transition.Relinquish t -> ballot(out, "\"ballot\":", t.ballot());
            case Transition.Release t -> ballot(out, "\"ballot\":", t.ballot());
            case Transition.ReadConsistent t ->
                number(ballot(out, "\"ballot\":", t.ballot()).append(','), "upTo", t.upTo());
            case Transition.Answer t -> ballot(out, "\"ballot\":", t.ballot());
            case Transition.ReadEventual t -> number(out, "upTo", t.upTo());
            case Transition.Acknowledge t -> {
                number(ballot(out, "\"ballot\":", t.ballot()).append(','), "from", t.from());
                number(out.append(','), "upTo", t.upTo());
            }
            case Transition.Flush t -> number(number(out, "count", t.count()).append(','), "votes", t.votes());
            case Transition.Crash t ->
                number(number(out, "survived", t.survived()).append(','), "chosenUpTo", t.chosenUpTo());
            case Transition.Restart t -> restart(out, t);
            case Transition.LoseDisk t -> {}
        }
    }

    private static void restart(StringBuilder out, Transition.Restart t) {
        ballot(out, "\"promised\":", t.promised());
        number(out.append(','), "votes", t.votes());
        number(out.append(','), "chosenUpTo", t.chosenUpTo());
        number(out.append(','), "trimmed", t.trimmed());
        number(out.append(','), "applied", t.applied());
    }

    private static void phase1(StringBuilder out, Ballot ballot, long slot, long configuration) {
        number(ballot(out, "\"ballot\":", ballot).append(','), "slot", slot);
        number(out.append(','), "configuration", configuration);
    }

    private static void lead(StringBuilder out, Transition.Lead t) {
        ballot(out, "\"ballot\":", t.ballot());
        names(out.append(",\"quorum\":"), t.quorum());
        out.append(",\"proposals\":{");
        String separator = "\"";
        for (Map.Entry<Long, Command> proposal : t.proposals().entrySet()) {
            command(out.append(separator).append(proposal.getKey()).append("\":"), proposal.getValue());
            separator = ",\"";
        }
        out.append('}');
    }

    private static void vote(StringBuilder out, Ballot ballot, long slot, Command command) {
        number(ballot(out, "\"ballot\":", ballot).append(','), "slot", slot);
        command(out.append(",\"command\":"), command);
    }

    /** A client's command is its label, a configuration its members. */
    private static void command(StringBuilder out, Command command) {
        if (command.isConfiguration()) {
            names(
                    out.append("{\"members\":"),
                    command.members().stream().map(Member::id).toList());
            out.append('}');
        } else {
            out.append('"').append(command.label()).append('"');
        }
    }

    private static void names(StringBuilder out, List<ReplicaId> replicas) {
        out.append('[');
        for (int i = 0; i < replicas.size(); i++) {
            out.append(i == 0 ? "\"" : ",\"").append(replicas.get(i).name()).append('"');
        }
        out.append(']');
    }

    private static StringBuilder name(StringBuilder out, String key, ReplicaId replica) {
        return out.append('"')
                .append(key)
                .append("\":\"")
                .append(replica.name())
                .append('"');
    }

    private static StringBuilder number(StringBuilder out, String key, long number) {
        return out.append('"').append(key).append("\":").append(number);
    }

    private static StringBuilder ballot(StringBuilder out, String key, Ballot ballot) {
        out.append(key).append('[').append(ballot.number());
        return out.append(",\"").append(ballot.replica().name()).append("\"]");
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
