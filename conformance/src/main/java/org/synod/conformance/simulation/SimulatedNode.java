package org.synod.conformance.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.Said;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.ClientMessage;
import org.synod.message.Message;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.statemachine.ClientSessions;
import org.synod.transport.Stamp;

/**
 * One simulated process: a replica, its disk, its tree, and the requests that wait for an answer.
 *
 * <p>It does with an {@link Output} what {@code org.synod.runtime.Node} does: trace first; then log and messages, which nobody
 * can tell apart, as the log is synced later; then apply and answer. Its clock runs too fast or too slow, within the bound
 * that a lease allows for.
 */
final class SimulatedNode {

    /** Takes the answer to a request. */
    interface Answer {
        void reply(ClientMessage.Status status, @Nullable ReplicaId leader, byte[] result);
    }

    private record Waiting(Command command, Answer answer) {}

    private record Done(long slot, Waiting waiting, ClientSessions.Outcome outcome) {}

    private record Reading(byte[] operation, Answer answer) {}

    private record Captured(Reading reading, byte[] result) {}

    private static final long TICK_NANOS = 10_000_000;
    private static final long HOUSEKEEPING_NANOS = 40_000_000;
    private static final int FETCHED = 64;
    private static final byte[] NOTHING = new byte[0];

    private final Member member;
    private final Configuration first;
    private final Schedule schedule;
    private final SplittableRandom random;
    private final SimulatedTrace trace;
    private final SimulatedNetwork network;
    private final SimulatedArchive archive;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final SimulatedTree tree = new SimulatedTree();
    private final double rate;
    private TraceClock clock = new TraceClock(0, 0, 0);
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private List<Reading> reading = new ArrayList<>();
    private final Deque<Runnable> whilePaused = new ArrayDeque<>();

    private @Nullable Replica replica;

    /** Where the log stood when this incarnation began: what it puts out is counted from there. */
    private int base;

    private final Said said = new Said();
    private boolean capturing;
    private boolean fetching;
    private boolean syncing;
    private boolean flushing;
    private boolean paused;
    private boolean gone;

    SimulatedNode(
            Member member,
            Configuration first,
            Schedule schedule,
            SplittableRandom random,
            SimulatedTrace trace,
            SimulatedNetwork network,
            SimulatedArchive archive) {
        this.member = member;
        this.first = first;
        this.schedule = schedule;
        this.random = random;
        this.trace = trace;
        this.network = network;
        this.archive = archive;
        double drift = Timing.DEFAULT.drift();
        this.rate = 1 - drift + 2 * drift * random.nextDouble();
    }

    Member member() {
        return member;
    }

    ReplicaId id() {
        return member.id();
    }

    boolean isStorage() {
        return member.role() == Role.STORAGE;
    }

    boolean isUp() {
        return replica != null;
    }

    /** Whether it was removed from the group, or its disk is lost. */
    boolean isGone() {
        return gone;
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
        return tree.applied();
    }

    long treeDurable() {
        return tree.durable();
    }

    /** Who the members are, as far as this replica knows. */
    Configuration configuration() {
        Replica running = replica;
        return running == null ? first : running.configuration();
    }

    private long now() {
        return (long) (schedule.now() * rate);
    }

    void start() {
        clock = new TraceClock(clock.incarnation() + 1, clock.n(), clock.clock());
        base = disk.written();
        syncing = false;
        flushing = false;
        capturing = false;
        fetching = false;
        Replica started = new Replica(
                Settings.of(id(), member.role(), first, Timing.DEFAULT, random.nextLong()),
                clock.incarnation() > 1,
                disk.records(),
                tree.durable());
        replica = started;
        handle(started, started.start(), null);
        if (tree.durable() > started.chosenUpTo()) {
            installed(started);
        }
        tick(started);
        keepHouse(started);
    }

    /** The process is gone, and with it what was not synced, or a part of that. */
    void crash() {
        int survivors = random.nextInt(disk.unsynced() + 1);
        disk.crash(survivors);
        tree.crash();
        stop();
        said.crash(new Said.Found(
                        disk.durableVotes(), disk.noted(), disk.trimmed(), Math.min(tree.durable(), disk.noted())))
                .forEach(this::say);
    }

    private void say(Transition transition) {
        trace.took(id(), clock, now(), transition, null);
    }

    private void stop() {
        replica = null;
        waiting.clear();
        reading.clear();
        whilePaused.clear();
        paused = false;
    }

    /** Everything that it ever knew is lost. */
    void loseDisk() {
        stop();
        gone = true;
        say(new Transition.LoseDisk());
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

    void receive(ReplicaId from, Message message, Stamp stamp) {
        whenRunning(() -> step(new Input.Received(from, message), new SimulatedTrace.Cause(from, stamp)));
    }

    /** A request of a client's that goes through the log; the answer may never come. */
    void submit(Command command, Answer answer) {
        whenRunning(() -> {
            if (waiting.put(command.client(), new Waiting(command, answer)) == null || !leads()) {
                step(new Input.Submitted(List.of(command), schedule.now() / 1_000_000), null);
            }
        });
    }

    /** A consistent read from the leader's tree; one that nobody may answer is sent elsewhere. */
    void read(byte[] operation, Answer answer) {
        whenRunning(() -> {
            reading.add(new Reading(operation, answer));
            capture();
        });
    }

    private void capture() {
        Replica running = replica;
        if (running == null || capturing || reading.isEmpty()) {
            return;
        }
        List<Reading> batch = reading;
        reading = new ArrayList<>();
        if (!step(new Input.Read(), null)) {
            batch.forEach(r -> r.answer.reply(ClientMessage.Status.NOT_LEADER, running.leader(), NOTHING));
            return;
        }
        capturing = true;
        List<Captured> captured =
                batch.stream().map(r -> new Captured(r, tree.read(r.operation))).toList();
        long pause = random.nextInt(20) == 0 ? random.nextLong(400_000_000) : random.nextLong(1_000_000);
        schedule.after(pause, () -> {
            if (replica == running) {
                whenRunning(() -> answer(running, captured));
            }
        });
    }

    private void answer(Replica running, List<Captured> captured) {
        boolean granted = step(new Input.Captured(), null);
        capturing = false;
        ClientMessage.Status status = granted ? ClientMessage.Status.OK : ClientMessage.Status.NOT_LEADER;
        captured.forEach(c -> c.reading.answer.reply(status, running.leader(), c.result));
        capture();
    }

    /** The members are to be these; whether the leader takes that up. */
    boolean reconfigure(List<Member> members) {
        Replica running = replica;
        if (running == null || paused || !running.isLeader() || running.isChanging()) {
            return false;
        }
        step(new Input.Reconfigure(members), null);
        return true;
    }

    void relinquish() {
        whenRunning(() -> step(new Input.Relinquish(), null));
    }

    void observed(Set<ReplicaId> observers) {
        whenRunning(() -> step(new Input.Observed(observers), null));
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
            handle(of, of.step(new Input.Tick(now(), 0)), null);
        }
        schedule.after(TICK_NANOS + random.nextLong(TICK_NANOS / 10), () -> tick(of));
    }

    /** Whether the input was granted what it asked for. */
    private boolean step(Input input, SimulatedTrace.@Nullable Cause cause) {
        Replica running = replica;
        if (running == null) {
            return false;
        }
        handle(running, running.step(new Input.Tick(now(), 0)), null);
        Output output = running.step(input);
        handle(running, output, cause);
        return output.granted();
    }

    private void handle(Replica running, Output output, SimulatedTrace.@Nullable Cause cause) {
        if (cause != null) {
            clock.received(cause.stamp());
        }
        for (Transition transition : output.transitions()) {
            trace.took(id(), clock, now(), transition, cause);
            said.follow(transition);
        }
        disk.append(output.records());
        sync(running);
        for (Output.Envelope envelope : output.messages()) {
            network.send(id(), envelope.to(), envelope.message(), clock.stamp());
        }
        apply(running, output.chosen());
        for (Output.Refusal refusal : output.refused()) {
            Waiting refused = waiting.remove(refusal.command().client());
            if (refused != null) {
                refused.answer().reply(status(refusal.reason()), refusal.leader(), NOTHING);
            }
        }
        Output.Missing missing = output.missing();
        if (missing != null) {
            fetch(running);
        }
        if (output.left()) {
            stop();
            gone = true;
        } else if (!running.isLeader()) {
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

    private void apply(Replica running, List<Output.Decision> chosen) {
        if (!isStorage()) {
            return;
        }
        List<Done> done = new ArrayList<>();
        long before = tree.applied();
        for (Output.Decision decision : chosen) {
            if (decision.slot() <= tree.applied()) {
                continue;
            }
            Command command = decision.command();
            ClientSessions.Outcome outcome = tree.apply(decision.slot(), command);
            Waiting asked = waiting.get(command.client());
            if (asked != null && asked.command().sequence() == command.sequence()) {
                waiting.remove(command.client());
                done.add(new Done(decision.slot(), asked, outcome));
            }
        }
        if (tree.applied() > before) {
            Output output = running.step(new Input.Applied(tree.applied()));
            handle(running, output, null);
            done.forEach(d -> answer(running, d, output.acknowledged()));
        }
    }

    /** Only what this replica's own ballot chose is acknowledged. */
    private void answer(Replica running, Done done, List<Output.Acknowledged> acknowledged) {
        boolean mayBe = acknowledged.stream().anyMatch(a -> a.from() <= done.slot && done.slot <= a.upTo());
        ClientMessage.Status status = switch (done.outcome.how()) {
            case EXECUTED, REPEATED -> mayBe ? ClientMessage.Status.OK : ClientMessage.Status.IN_DOUBT;
            case EXPIRED -> ClientMessage.Status.SESSION_EXPIRED;
            case NO_OP -> throw new IllegalStateException("a client's command is no no-op");
        };
        done.waiting.answer().reply(status, running.leader(), done.outcome.result());
    }

    /** Reads from the archive, or copies a tree, whatever is to be had; a log replica only goes on behind it. */
    private void fetch(Replica running) {
        if (fetching) {
            return;
        }
        fetching = true;
        schedule.after(1_000_000 + random.nextLong(10_000_000), () -> {
            if (replica == running) {
                whenRunning(() -> {
                    fetching = false;
                    fetchNow(running);
                });
            }
        });
    }

    private void fetchNow(Replica running) {
        long from = running.chosenUpTo() + 1;
        long upTo = Math.min(running.archivedUpTo(), archive.upTo());
        if (upTo < from) {
            return;
        }
        if (!isStorage()) {
            step(new Input.Skipped(upTo, archive.governing(upTo)), null);
            return;
        }
        SimulatedNode source = network.copyOf(id(), from, upTo);
        if (source != null && random.nextBoolean() && !syncing) {
            tree.install(source.tree, source.id());
            installed(running);
        } else {
            step(new Input.Fetched(from, archive.read(from, Math.min(upTo, from + FETCHED - 1))), null);
        }
    }

    /** The tree was copied, durably: the log has to begin behind it. */
    private void installed(Replica running) {
        ReplicaId from = tree.copiedFrom();
        if (from != null) {
            step(new Input.Archived(Math.max(running.archivedUpTo(), tree.durable()), false), null);
            step(new Input.Installed(from, tree.durable(), archive.governing(tree.durable())), null);
        }
    }

    /** Now and then the tree is read as it is, and made durable, and the leader archives a segment. */
    private void keepHouse(Replica of) {
        if (replica != of) {
            return;
        }
        if (!paused) {
            long upTo = Math.min(tree.applied(), of.notedUpTo());
            if (isStorage() && !flushing && upTo > tree.durable()) {
                flushing = true;
                step(new Input.ReadEventually(), null);
                schedule.after(random.nextLong(30_000_000), () -> {
                    if (replica == of) {
                        flushing = false;
                        tree.flushed(upTo);
                        whenRunning(() -> step(new Input.Snapshotted(upTo), null));
                    }
                });
            }
            long end = archive.next(of);
            if (of.isLeader() && end > 0) {
                schedule.after(random.nextLong(30_000_000), () -> {
                    if (replica == of) {
                        whenRunning(() -> archived(of, end));
                    }
                });
            }
        }
        schedule.after(HOUSEKEEPING_NANOS + random.nextLong(HOUSEKEEPING_NANOS), () -> keepHouse(of));
    }

    private void archived(Replica running, long end) {
        if (archive.upTo() >= end) {
            step(new Input.Archived(end, false), null);
        } else if (running.trimmed() <= archive.upTo() && archive.append(running, end)) {
            step(new Input.Archived(end, true), null);
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
