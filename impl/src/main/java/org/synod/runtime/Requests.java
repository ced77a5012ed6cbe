package org.synod.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.ClientMessage.Status;
import org.synod.protocol.Output;
import org.synod.statemachine.ClientSessions;
import org.synod.transport.ClientConnection;

/**
 * The clients of one group that wait for an answer: to commands that are in the log, and to reads of the tree. On the event
 * loop.
 *
 * <p>A request that waits is answered when its command is applied, and then only if this replica's own ballot chose it. When
 * this replica stops leading, what waits may still be chosen: the clients are told to ask the next leader the same again.
 */
final class Requests {
    static final byte[] EMPTY = new byte[0];

    /** The answer to a consistent read that finds no lease: the client may repeat it through the log. */
    static final String NO_LEASE = "no lease";

    /** Whom to answer. */
    record Asked(ClientConnection connection, ClientMessage.Request request) {}

    /** A command that was applied, and who asked for it. */
    record Done(long slot, Asked asked, ClientSessions.Outcome outcome) {}

    private final GroupId group;

    /** By session: it has one operation out at a time. */
    private final Long2ObjectHashMap<Asked> waiting = new Long2ObjectHashMap<>();

    private List<Asked> reads = new ArrayList<>();
    private List<Done> done = new ArrayList<>();

    Requests(GroupId group) {
        this.group = group;
    }

    /**
     * Takes a command that is about to be proposed.
     *
     * @return false when it must not be: an older one of the session, or the same again
     */
    boolean await(Asked asked) {
        ClientMessage.Request request = asked.request;
        Asked before = waiting.get(request.client());
        if (before != null && before.request.sequence() > request.sequence()) {
            reply(asked, Status.SESSION_EXPIRED, 0, null, EMPTY);
            return false;
        }
        if (before != null) {
            // Whoever asked before hears from this one.
            before.connection.forget();
        }
        waiting.put(request.client(), asked);
        return before == null || before.request.sequence() < request.sequence();
    }

    void read(Asked asked) {
        reads.add(asked);
    }

    /** The reads that wait, which the caller answers. */
    List<Asked> takeReads() {
        List<Asked> taken = reads;
        reads = new ArrayList<>();
        return taken;
    }

    boolean hasReads() {
        return !reads.isEmpty();
    }

    /** A command was applied. */
    void applied(long slot, Command command, ClientSessions.Outcome outcome) {
        Asked asked = waiting.get(command.client());
        if (asked != null && asked.request.sequence() == command.sequence()) {
            waiting.remove(command.client());
            done.add(new Done(slot, asked, outcome));
        }
    }

    /** Answers what was applied. Of what this replica's ballot did not choose itself a later leader may know better. */
    void answer(List<Output.Acknowledged> acknowledged, @Nullable ReplicaId leader) {
        List<Done> taken = done;
        done = new ArrayList<>();
        for (Done one : taken) {
            boolean mayBe = acknowledged.stream().anyMatch(a -> a.from() <= one.slot && one.slot <= a.upTo());
            Status status = switch (one.outcome.how()) {
                case EXECUTED, REPEATED -> mayBe ? Status.OK : Status.IN_DOUBT;
                case EXPIRED, NO_OP -> Status.SESSION_EXPIRED;
            };
            reply(one.asked, status, one.slot, leader, one.outcome.result());
        }
    }

    void refused(Output.Refusal refusal) {
        Asked asked = waiting.remove(refusal.command().client());
        if (asked != null) {
            Status status = switch (refusal.reason()) {
                case NOT_LEADER -> Status.NOT_LEADER;
                case BUSY -> Status.BUSY;
            };
            reply(asked, status, 0, refusal.leader(), text("too much is in flight, or kept in memory"));
        }
    }

    /** Sends everybody who waits to ask again elsewhere. */
    void release(@Nullable ReplicaId leader) {
        waiting.forEach((client, asked) -> reply(asked, Status.IN_DOUBT, 0, leader, EMPTY));
        waiting.clear();
    }

    void reply(Asked asked, Status status, long slot, @Nullable ReplicaId leader, byte[] result) {
        boolean elsewhere = status == Status.NOT_LEADER || status == Status.IN_DOUBT;
        asked.connection.reply(
                group,
                new ClientMessage.Reply(
                        asked.request.client(),
                        asked.request.sequence(),
                        status,
                        slot,
                        elsewhere ? leader : null,
                        status == Status.NOT_LEADER ? EMPTY : result));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
