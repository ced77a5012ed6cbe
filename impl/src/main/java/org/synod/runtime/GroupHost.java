package org.synod.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.ClientMessage.Status;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.StateMachine;
import org.synod.transport.ClientConnection;
import org.synod.transport.Transport;
import org.synod.wal.WriteAheadLog;

/**
 * One group's replica in a node, with its state machine and the clients that wait for it. What the steps of a pass ask
 * for gathers here, until {@link #append} and {@link #apply} do it.
 *
 * <p>A request that waits is answered when its command is applied, whoever leads by then. When this replica stops
 * leading, what waits may still be chosen: the clients are told to ask the next leader the same again.
 */
final class GroupHost {
    private static final byte[] EMPTY = new byte[0];

    private record Waiting(ClientConnection connection, long sequence) {}

    private record Answer(long slot, long client, Waiting asked, ClientSessions.Outcome outcome) {}

    private record Appended(long sequence, long records) {}

    private final GroupId id;
    private final Replica replica;
    private final StateMachine machine;
    private final ClientSessions sessions;
    private final WriteAheadLog log;
    private final Transport transport;
    private final TransitionSink sink;
    private final TraceClock clock;

    /** By session: it has one operation out at a time. */
    private final Long2ObjectHashMap<Waiting> waiting = new Long2ObjectHashMap<>();

    private final ArrayDeque<Appended> appended = new ArrayDeque<>();
    private long appendedRecords;
    private long durableSequence;
    private boolean ledBefore;

    private List<Command> submitted = new ArrayList<>();
    private final List<LogRecord> records = new ArrayList<>();
    private final List<Output.Decision> chosen = new ArrayList<>();
    private final List<Output.Refusal> refused = new ArrayList<>();

    GroupHost(
            GroupId id,
            Replica replica,
            StateMachine machine,
            WriteAheadLog log,
            Transport transport,
            TransitionSink sink,
            TraceClock clock) {
        this.id = id;
        this.replica = replica;
        this.machine = machine;
        this.sessions = new ClientSessions(machine);
        this.log = log;
        this.transport = transport;
        this.sink = sink;
        this.clock = clock;
    }

    /** Takes what the replica has to say before its first input. */
    void start(long nowNanos) {
        take(replica.start(), nowNanos, null);
    }

    boolean isLeader() {
        return replica.isLeader();
    }

    /** Takes a request; its command is part of the next {@link #submit}. */
    void request(ClientConnection connection, ClientMessage.Request request) {
        if (request.kind() == ClientMessage.Kind.EVENTUAL_READ) {
            answer(connection, request, Status.OK, sessions.applied(), machine.read(request.payload()));
            return;
        }
        String refusal = machine.refusal(request.payload());
        if (refusal != null) {
            answer(connection, request, Status.INVALID, 0, refusal.getBytes(StandardCharsets.UTF_8));
            return;
        }
        byte[] stored = sessions.stored(request.client(), request.sequence());
        if (stored != null) {
            answer(connection, request, Status.OK, sessions.applied(), stored);
        } else if (sessions.isStale(request.client(), request.sequence())) {
            answer(connection, request, Status.SESSION_EXPIRED, sessions.applied(), EMPTY);
        } else if (!replica.isLeader()) {
            answer(connection, request, Status.NOT_LEADER, 0, EMPTY);
        } else {
            await(connection, request);
        }
    }

    private void await(ClientConnection connection, ClientMessage.Request request) {
        Waiting before = waiting.get(request.client());
        if (before != null && before.sequence > request.sequence()) {
            answer(connection, request, Status.SESSION_EXPIRED, 0, EMPTY);
            return;
        }
        if (before != null && before.sequence == request.sequence()) {
            // The same again while the first try is in flight: the answer goes to who asked last.
            before.connection.forget();
            waiting.put(request.client(), new Waiting(connection, request.sequence()));
            return;
        }
        String full = log.refusal();
        if (full != null) {
            answer(connection, request, Status.BUSY, 0, full.getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (before != null) {
            before.connection.forget();
        }
        waiting.put(request.client(), new Waiting(connection, request.sequence()));
        submitted.add(new Command(request.client(), request.sequence(), request.payload()));
    }

    private void answer(
            ClientConnection connection, ClientMessage.Request request, Status status, long slot, byte[] result) {
        ReplicaId leader = status == Status.NOT_LEADER ? replica.leader() : null;
        connection.reply(
                id, new ClientMessage.Reply(request.client(), request.sequence(), status, slot, leader, result));
    }

    /** Steps with everything that clients asked for since the last time. */
    void submit(long nowNanos) {
        if (!submitted.isEmpty()) {
            List<Command> commands = submitted;
            submitted = new ArrayList<>();
            step(new Input.Submitted(commands, System.currentTimeMillis()), nowNanos, null);
        }
    }

    /** Steps with what the log made durable since the last time. */
    void durable(long sequence, long nowNanos) {
        if (sequence <= durableSequence) {
            return;
        }
        durableSequence = sequence;
        long count = 0;
        while (!appended.isEmpty() && appended.peek().sequence <= sequence) {
            count = appended.remove().records;
        }
        if (count > 0) {
            step(new Input.Durable(count), nowNanos, null);
        }
    }

    void step(Input input, long nowNanos, TransitionSink.@Nullable Cause cause) {
        take(replica.step(input), nowNanos, cause);
    }

    private void take(Output output, long nowNanos, TransitionSink.@Nullable Cause cause) {
        for (var transition : output.transitions()) {
            clock.next();
            sink.took(transition, clock, nowNanos, cause);
        }
        records.addAll(output.records());
        for (Output.Envelope envelope : output.messages()) {
            transport.send(envelope.to(), id, clock.stamp(), envelope.message());
        }
        chosen.addAll(output.chosen());
        refused.addAll(output.refused());
    }

    /** Hands the records of the pass to the log. */
    void append() {
        if (!records.isEmpty()) {
            appendedRecords += records.size();
            appended.add(new Appended(log.append(id, records), appendedRecords));
            records.clear();
        }
    }

    /** Applies what was chosen in the pass, and answers the clients whom it concerns. */
    void apply(long nowNanos) {
        List<Answer> answers = new ArrayList<>();
        for (Output.Decision decision : chosen) {
            Command command = decision.command();
            ClientSessions.Outcome outcome = sessions.apply(decision.slot(), command);
            Waiting asked = waiting.get(command.client());
            if (asked != null && asked.sequence == command.sequence()) {
                waiting.remove(command.client());
                answers.add(new Answer(decision.slot(), command.client(), asked, outcome));
            }
        }
        if (!chosen.isEmpty()) {
            chosen.clear();
            Output output = replica.step(new Input.Applied(sessions.applied()));
            take(output, nowNanos, null);
            answers.forEach(answer -> answer(answer, output.acknowledged()));
        }
        for (Output.Refusal refusal : refused) {
            Waiting asked = waiting.remove(refusal.command().client());
            if (asked != null) {
                Status status = switch (refusal.reason()) {
                    case NOT_LEADER -> Status.NOT_LEADER;
                    case BUSY -> Status.BUSY;
                };
                reply(asked, refusal.command().client(), status, 0, EMPTY);
            }
        }
        refused.clear();
        if (ledBefore && !replica.isLeader()) {
            releaseWaiting();
        }
        ledBefore = replica.isLeader();
    }

    /** Only what this replica's own ballot chose is acknowledged: a later leader may know better of the rest. */
    private void answer(Answer answer, List<Output.Acknowledged> acknowledged) {
        boolean mayBe = acknowledged.stream().anyMatch(a -> a.from() <= answer.slot && answer.slot <= a.upTo());
        Status status = switch (answer.outcome.how()) {
            case EXECUTED, REPEATED -> mayBe ? Status.OK : Status.IN_DOUBT;
            case EXPIRED, NO_OP -> Status.SESSION_EXPIRED;
        };
        reply(answer.asked, answer.client, status, answer.slot, answer.outcome.result());
    }

    private void reply(Waiting asked, long client, Status status, long slot, byte[] result) {
        ReplicaId leader = status == Status.NOT_LEADER || status == Status.IN_DOUBT ? replica.leader() : null;
        asked.connection.reply(id, new ClientMessage.Reply(client, asked.sequence, status, slot, leader, result));
    }

    /** Sends everybody who waits to ask again elsewhere. */
    void releaseWaiting() {
        waiting.forEach((client, asked) -> reply(asked, client, Status.IN_DOUBT, 0, EMPTY));
        waiting.clear();
    }
}
