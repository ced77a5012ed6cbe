package org.synod.conformance.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.protocol.Transition;

/**
 * One incarnation of a node: a replica, and the loop around it.
 *
 * <p>It does with an {@link Output} what {@code org.synod.runtime.Node} does: trace first; then log and messages, which nobody
 * can tell apart, as the log is synced later; then apply and answer.
 */
final class SimulatedProcess {

    private static final long TICK_NANOS = 10_000_000;

    private final SimulatedNode node;
    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final Replica replica;
    private final SimulatedRequests requests;
    private final SimulatedUpkeep upkeep;

    /** Where the log stood when this incarnation began: what it puts out is counted from there. */
    private final int base;

    private final Deque<Runnable> whilePaused = new ArrayDeque<>();
    private boolean paused;
    private boolean stopped;
    private boolean syncing;

    SimulatedProcess(SimulatedNode node, SimulatedWorld world, SplittableRandom random, Replica replica) {
        this.node = node;
        this.world = world;
        this.random = random;
        this.replica = replica;
        this.requests = new SimulatedRequests(this, node.tree(), world.habits(), random);
        this.upkeep = new SimulatedUpkeep(this, node, world, random);
        this.base = node.disk().written();
    }

    Replica replica() {
        return replica;
    }

    SimulatedRequests requests() {
        return requests;
    }

    /** Whether a sync of the log is under way. */
    boolean isSyncing() {
        return syncing;
    }

    boolean isPaused() {
        return paused;
    }

    /** Simulated milliseconds. */
    long nowMillis() {
        return world.schedule().now() / 1_000_000;
    }

    void start() {
        handle(replica.start(), null);
        upkeep.start();
        tick();
        upkeep.keepHouse();
    }

    void stop() {
        stopped = true;
        paused = false;
        whilePaused.clear();
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

    // When.

    /** As soon as it is not paused; never, once it has stopped. */
    void whenRunning(Runnable what) {
        if (stopped) {
            return;
        }
        if (paused) {
            whilePaused.add(what);
        } else {
            what.run();
        }
    }

    /** After a while, as soon as it is not paused then. */
    void later(long nanos, Runnable what) {
        meanwhile(nanos, () -> whenRunning(what));
    }

    /** After a while, unless the process has stopped by then: disks work on while it is paused. */
    void meanwhile(long nanos, Runnable what) {
        world.schedule().after(nanos, () -> {
            if (!stopped) {
                what.run();
            }
        });
    }

    // Steps.

    private void tick() {
        if (!paused) {
            take(new Input.Tick(node.now(), 0));
        }
        meanwhile(TICK_NANOS + random.nextLong(TICK_NANOS / 10), this::tick);
    }

    /** Takes the input when it is this time; whether the input was granted what it asked for. */
    boolean step(Input input) {
        return step(input, null);
    }

    boolean step(Input input, SimulatedTrace.@Nullable Cause cause) {
        if (stopped) {
            return false;
        }
        if (world.habits().ticksBefore(input)) {
            take(new Input.Tick(node.now(), 0));
        }
        Output output = replica.step(input);
        handle(output, cause);
        return output.granted();
    }

    /** Takes the input as a part of the step before, at the same time. */
    Output take(Input input) {
        Output output = replica.step(input);
        handle(output, null);
        return output;
    }

    private void handle(Output output, SimulatedTrace.@Nullable Cause cause) {
        if (cause != null) {
            node.clock().received(cause.stamp());
        }
        for (Transition transition : output.transitions()) {
            node.took(transition, cause);
        }
        node.disk().append(output.records());
        sync();
        for (Output.Envelope envelope : output.messages()) {
            world.network()
                    .send(
                            node.id(),
                            envelope.to(),
                            envelope.message(),
                            node.clock().stamp());
        }
        if (node.isStorage()) {
            requests.apply(output.chosen());
        }
        requests.refuse(output.refused());
        if (output.missing() != null) {
            upkeep.fetch();
        }
        if (output.left()) {
            node.leave();
        } else if (!replica.isLeader()) {
            requests.leaveInDoubt();
        }
    }

    /** Group commit: one sync at a time, for all that was written when it began. */
    private void sync() {
        SimulatedDisk disk = node.disk();
        if (syncing || !disk.isDirty()) {
            return;
        }
        syncing = true;
        int upTo = disk.written();
        long slow = disk.slowNanos() == 0 ? 0 : random.nextLong(disk.slowNanos());
        meanwhile(100_000 + random.nextLong(2_000_000) + slow, () -> {
            disk.synced(upTo);
            syncing = false;
            whenRunning(() -> {
                step(new Input.Durable(world.habits().durable(upTo, disk.written()) - base));
                sync();
            });
        });
    }
}
