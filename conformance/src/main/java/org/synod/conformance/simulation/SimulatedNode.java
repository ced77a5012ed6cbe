package org.synod.conformance.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.Said;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;
import org.synod.protocol.Input;
import org.synod.protocol.Replica;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.transport.Stamp;

/**
 * One member's machine: what outlasts a crash, its disk, its tree, and what it has said, and the process that runs on it, if
 * one does. Its clock runs too fast or too slow, within the bound that a lease allows for.
 */
final class SimulatedNode {

    private final Member member;
    private final Configuration first;
    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final SimulatedDisk disk;
    private final SimulatedTree tree;
    private final Said said = new Said();
    private final double rate;
    private TraceClock clock = new TraceClock(0, 0, 0);
    private @Nullable SimulatedProcess process;
    private boolean gone;

    SimulatedNode(Member member, Configuration first, SimulatedWorld world, SplittableRandom random) {
        this.member = member;
        this.first = first;
        this.world = world;
        this.random = random;
        this.disk = new SimulatedDisk(world.habits());
        this.tree = new SimulatedTree(world.habits());
        double drift = Timing.DEFAULT.drift();
        double drawn = random.nextDouble();
        boolean atTheEdge = world.settings().faults().contains(SimulationSettings.Fault.CLOCKS);
        this.rate = world.habits().rate(1 - drift + 2 * drift * (atTheEdge ? Math.round(drawn) : drawn));
    }

    // What stays.

    Member member() {
        return member;
    }

    ReplicaId id() {
        return member.id();
    }

    boolean isStorage() {
        return member.role() == Role.STORAGE;
    }

    /** Whether it was removed from the group, or its disk is lost. */
    boolean isGone() {
        return gone;
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedTree tree() {
        return tree;
    }

    /** Its own time, in nanoseconds. */
    long now() {
        return (long) (world.schedule().now() * rate);
    }

    /** The clock of its trace. */
    TraceClock clock() {
        return clock;
    }

    /** It took a step: the trace has that before anything of it leaves. */
    void took(Transition transition, SimulatedTrace.@Nullable Cause cause) {
        world.trace().took(id(), clock, now(), transition, cause);
        said.follow(transition);
        if (transition instanceof Transition.InstallSnapshot) {
            tree.told();
        }
    }

    // What runs.

    boolean isUp() {
        return process != null;
    }

    boolean isPaused() {
        return process != null && process.isPaused();
    }

    boolean leads() {
        return process != null && process.replica().isLeader();
    }

    long chosenUpTo() {
        return process == null ? -1 : process.replica().chosenUpTo();
    }

    /** Who the members are, as far as this replica knows. */
    Configuration configuration() {
        return process == null ? first : process.replica().configuration();
    }

    /** Whether nothing is trimmed from its log. */
    boolean hasWholeLog() {
        return process != null && process.replica().trimmed() == 0;
    }

    // What happens to it.

    void start() {
        clock = new TraceClock(clock.incarnation() + 1, clock.n(), clock.clock());
        Replica replica = new Replica(
                Settings.of(id(), member.role(), first, Timing.DEFAULT, random.nextLong())
                        .withRules(world.rules()),
                clock.incarnation() > 1,
                disk.records(),
                tree.known());
        SimulatedProcess started = new SimulatedProcess(this, world, random, replica);
        process = started;
        started.start();
    }

    /** The process is gone, and with it what was not synced, or a part of that. */
    void crash() {
        disk.crash(random.nextInt(disk.unsynced() + 1));
        tree.crash();
        stop();
        SimulatedTree.Copy copy = tree.copy();
        if (copy != null && disk.trimmed() >= copy.slot()) {
            // The log begins behind the copy, and the replica had no time to say so.
            took(new Transition.InstallSnapshot(copy.from(), copy.slot()), null);
        }
        said.crash(new Said.Found(disk.durableVotes(), disk.noted(), disk.trimmed(), tree.known()))
                .forEach(step -> took(step, null));
    }

    /** Everything that it ever knew is lost. */
    void loseDisk() {
        leave();
        took(new Transition.LoseDisk(), null);
        if (world.habits().returnsAfterLoss()) {
            gone = false;
            disk.wipe();
            tree.wipe();
            start();
        }
    }

    /** It takes no further part. */
    void leave() {
        stop();
        gone = true;
    }

    private void stop() {
        if (process != null) {
            process.stop();
            process = null;
        }
    }

    void pause() {
        if (process != null) {
            process.pause();
        }
    }

    void resume() {
        if (process != null) {
            process.resume();
        }
    }

    // What it is asked.

    void receive(ReplicaId from, Message message, Stamp stamp) {
        whenRunning(p -> p.step(new Input.Received(from, message), new SimulatedTrace.Cause(from, stamp)));
    }

    /** A request of a client's that goes through the log; the answer may never come. */
    void submit(Command command, SimulatedRequests.Answer answer) {
        whenRunning(p -> p.requests().submit(command, answer));
    }

    /** A consistent read from the leader's tree; one that nobody may answer is sent elsewhere. */
    void read(byte[] operation, SimulatedRequests.Answer answer) {
        whenRunning(p -> p.requests().read(operation, answer));
    }

    void relinquish() {
        whenRunning(p -> p.step(new Input.Relinquish()));
    }

    private void whenRunning(Consumer<SimulatedProcess> what) {
        SimulatedProcess running = process;
        if (running != null) {
            running.whenRunning(() -> what.accept(running));
        }
    }

    /** The members are to be these; whether the leader takes that up. */
    boolean reconfigure(List<Member> members) {
        SimulatedProcess running = process;
        if (running == null
                || running.isPaused()
                || !leads()
                || running.replica().isChanging()) {
            return false;
        }
        running.step(new Input.Reconfigure(members));
        return true;
    }
}
