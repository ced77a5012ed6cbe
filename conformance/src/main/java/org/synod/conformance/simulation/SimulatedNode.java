package org.synod.conformance.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.KeyValueStore;
import org.synod.transport.Stamp;

/**
 * One simulated process: a replica, its disk, its store, and the requests that wait for an answer.
 *
 * <p>It does with an {@link Output} what {@code org.synod.runtime.Node} does: trace first; then log and messages, which nobody
 * can tell apart, as the log is synced later; then apply and answer.
 */
final class SimulatedNode {

    /** Takes the answer to a request. */
    interface Answer {
        void reply(ClientMessage.Status status, @Nullable ReplicaId leader, byte[] result);
    }

    private record Waiting(Command command, Answer answer) {}

    private static final long TICK_NANOS = 10_000_000;
    private static final byte[] NOTHING = new byte[0];

    private final ReplicaId id;
    private final Configuration configuration;
    private final Schedule schedule;
    private final SplittableRandom random;
    private final SimulatedTrace trace;
    private final SimulatedNetwork network;
    private final SimulatedDisk disk = new SimulatedDisk();
    private TraceClock clock = new TraceClock(0, 0, 0);
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final Deque<Runnable> whilePaused = new ArrayDeque<>();

    private @Nullable Replica replica;
    private ClientSessions sessions = new ClientSessions(new KeyValueStore());

    /** Where the log stood when this incarnation began: what it puts out is counted from there. */
    private int base;

    /** How many promises and votes the replica has said to be durable. The disk may have more: a paused one says nothing. */
    private long flushedVotes;

    private boolean syncing;
    private boolean paused;

    SimulatedNode(
            ReplicaId id,
            Configuration configuration,
            Schedule schedule,
            SplittableRandom random,
            SimulatedTrace trace,
            SimulatedNetwork network) {
        this.id = id;
        this.configuration = configuration;
        this.schedule = schedule;
        this.random = random;
        this.trace = trace;
        this.network = network;
    }

    ReplicaId id() {
        return id;
    }

    boolean isUp() {
        return replica != null;
    }

    boolean isPaused() {
        return paused;
    }

    boolean leads() {
        return replica != null && replica.isLeader();
    }

    long chosenUpTo() {
        return replica == null ? -1 : replica.chosenUpTo();
    }

    long applied() {
        return sessions.applied();
    }

    void start() {
        clock = new TraceClock(clock.incarnation() + 1, clock.n(), clock.clock());
        sessions = new ClientSessions(new KeyValueStore());
        base = disk.written();
        flushedVotes = disk.durableVotes();
        syncing = false;
        Replica started =
                new Replica(Settings.of(id, configuration, Timing.DEFAULT, random.nextLong()), disk.records());
        replica = started;
        handle(started, started.start(), null);
        tick(started);
    }

    /** The process is gone, and with it what was not synced, or a part of that. */
    void crash() {
        int survivors = random.nextInt(disk.unsynced() + 1);
        disk.crash(survivors);
        replica = null;
        waiting.clear();
        whilePaused.clear();
        paused = false;
        long chosen = disk.records().stream()
                .mapToLong(r -> r instanceof org.synod.core.LogRecord.ChosenUpTo c ? c.slot() : 0)
                .max()
                .orElse(0);
        trace.took(id, clock, schedule.now(), new Transition.Crash(disk.durableVotes() - flushedVotes, chosen), null);
        if (disk.records().isEmpty()) {
            trace.took(id, clock, schedule.now(), new Transition.Restart(org.synod.core.Ballot.ZERO, 0, 0), null);
        }
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        while (!paused && !whilePaused.isEmpty()) {
            whilePaused.remove().run();
        }
    }

    void receive(ReplicaId from, org.synod.message.Message message, Stamp stamp) {
        whenRunning(() -> step(new Input.Received(from, message), new SimulatedTrace.Cause(from, stamp)));
    }

    /** A request of a client's; the answer may never come. */
    void submit(Command command, Answer answer) {
        whenRunning(() -> {
            byte[] stored = sessions.stored(command.client(), command.sequence());
            if (stored != null) {
                answer.reply(ClientMessage.Status.OK, id, stored);
            } else if (waiting.put(command.client(), new Waiting(command, answer)) == null || !leads()) {
                step(new Input.Submitted(List.of(command)), null);
            }
        });
    }

    private void whenRunning(Runnable what) {
        if (replica == null) {
            return;
        }
        if (paused) {
            whilePaused.add(what);
        } else {
            what.run();
        }
    }

    private void tick(Replica of) {
        if (replica != of) {
            return;
        }
        if (!paused) {
            step(new Input.Tick(schedule.now()), null);
        }
        schedule.after(TICK_NANOS + random.nextLong(TICK_NANOS / 10), () -> tick(of));
    }

    private void step(Input input, SimulatedTrace.@Nullable Cause cause) {
        Replica running = replica;
        if (running != null) {
            handle(running, running.step(input), cause);
        }
    }

    private void handle(Replica running, Output output, SimulatedTrace.@Nullable Cause cause) {
        if (cause != null) {
            clock.received(cause.stamp());
        }
        for (Transition transition : output.transitions()) {
            trace.took(id, clock, schedule.now(), transition, cause);
            if (transition instanceof Transition.Flush flush) {
                flushedVotes = flush.votes();
            }
        }
        disk.append(output.records());
        sync(running);
        for (Output.Envelope envelope : output.messages()) {
            network.send(id, envelope.to(), envelope.message(), clock.stamp());
        }
        for (Output.Decision decision : output.chosen()) {
            apply(decision);
        }
        for (Output.Refusal refusal : output.refused()) {
            Waiting refused = waiting.remove(refusal.command().client());
            if (refused != null) {
                refused.answer().reply(status(refusal.reason()), refusal.leader(), NOTHING);
            }
        }
        if (!running.isLeader()) {
            List<Waiting> inDoubt = List.copyOf(waiting.values());
            waiting.clear();
            inDoubt.forEach(w -> w.answer().reply(ClientMessage.Status.IN_DOUBT, running.leader(), NOTHING));
        }
    }

    private static ClientMessage.Status status(Output.Reason reason) {
        return switch (reason) {
            case NOT_LEADER -> ClientMessage.Status.NOT_LEADER;
            case BUSY -> ClientMessage.Status.BUSY;
        };
    }

    private void apply(Output.Decision decision) {
        Command command = decision.command();
        ClientSessions.Outcome outcome = sessions.apply(decision.slot(), command);
        Waiting done = waiting.get(command.client());
        if (done != null && done.command().sequence() == command.sequence()) {
            waiting.remove(command.client());
            ClientMessage.Status status = switch (outcome.how()) {
                case EXECUTED, REPEATED -> ClientMessage.Status.OK;
                case EXPIRED -> ClientMessage.Status.SESSION_EXPIRED;
                case NO_OP -> throw new IllegalStateException("a client's command is no no-op");
            };
            done.answer().reply(status, id, outcome.result());
        }
    }

    /** Group commit: one sync at a time, for all that was written when it began. */
    private void sync(Replica running) {
        if (syncing || !disk.isDirty()) {
            return;
        }
        syncing = true;
        int upTo = disk.written();
        schedule.after(100_000 + random.nextLong(2_000_000), () -> {
            if (replica != running) {
                return;
            }
            disk.synced(upTo);
            syncing = false;
            whenRunning(() -> {
                step(new Input.Durable(upTo - base), null);
                sync(running);
            });
        });
    }
}
