package org.synod.conformance.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.synod.conformance.workload.Workload;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.message.ClientMessage.Status;

/** A simulated group to which only that happens which a test does to it; times are drawn from the seed. */
final class DirectedGroup implements AutoCloseable {

    private static final long LIMIT_NANOS = 20_000_000_000L;

    private final Schedule schedule = new Schedule();
    private final SimulatedTrace trace;
    private final SimulatedNetwork network;
    private final SimulatedGroup group;
    private final Workload workload;
    private long sequence;

    /** Three storage replicas, up and without a fault; the trace goes into the file. */
    DirectedGroup(Path file, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Configuration first = SimulatedGroup.first(3);
        trace = new SimulatedTrace(file, first, SimulatedGroup.OTHERS, "scenario", seed);
        network = new SimulatedNetwork(schedule, random.split(), EnumSet.noneOf(SimulationSettings.Fault.class));
        workload = new Workload(random.split(), 3, 4);
        group = new SimulatedGroup(
                first,
                new SimulatedWorld(
                        schedule,
                        trace,
                        network,
                        new SimulatedArchive(first, Habits.CORRECT),
                        new SimulationSettings(seed, 0, 3, 0, Set.of())),
                random);
        group.start();
    }

    SimulatedGroup group() {
        return group;
    }

    /** From now on this one hears nobody, and nobody hears it. */
    void cutOff(SimulatedNode node) {
        network.cutOff(Set.of(node.id()));
    }

    void reconnect() {
        network.cutOff(Set.of());
    }

    /** Goes on until that is so. */
    void until(String what, BooleanSupplier condition) {
        long limit = schedule.now() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (schedule.now() > limit || !schedule.next()) {
                throw new AssertionError("it never came to this: " + what + "; " + group.describe());
            }
        }
    }

    /** Goes on until somebody leads. */
    SimulatedNode leader() {
        until("a leader", () -> group.leader() != null);
        return Objects.requireNonNull(group.leader());
    }

    /** So many commands, one behind the other, each of them chosen. */
    void write(int commands) {
        for (int i = 0; i < commands; i++) {
            Command command = new Command(1, ++sequence, workload.next().encode());
            AtomicReference<Status> answer = new AtomicReference<>(Status.BUSY);
            while (answer.get() != Status.OK) {
                AtomicReference<Status> next = new AtomicReference<>();
                leader().submit(command, (status, leader, result) -> next.set(status));
                until("an answer", () -> next.get() != null);
                answer = next;
            }
        }
    }

    /** Everybody who is a member knows and has applied the same. */
    void settle() {
        until("a group of one mind", group::isOfOneMind);
    }

    @Override
    public void close() throws IOException {
        trace.end();
        trace.close();
    }
}
