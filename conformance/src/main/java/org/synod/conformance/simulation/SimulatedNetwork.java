package org.synod.conformance.simulation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.transport.Stamp;

/** Carries messages between replicas: late, out of order, twice, or not at all. */
final class SimulatedNetwork {

    private static final long LEAST_NANOS = 50_000;
    private static final long USUAL_NANOS = 500_000;
    private static final long SLOW_NANOS = 60_000_000;

    private final Schedule schedule;
    private final SplittableRandom random;
    private final Set<SimulationSettings.Fault> faults = new HashSet<>();
    private final Map<ReplicaId, SimulatedNode> nodes = new HashMap<>();
    private final Set<ReplicaId> cutOff = new HashSet<>();

    SimulatedNetwork(Schedule schedule, SplittableRandom random, Set<SimulationSettings.Fault> faults) {
        this.schedule = schedule;
        this.random = random;
        this.faults.addAll(faults);
    }

    void add(SimulatedNode node) {
        nodes.put(node.id(), node);
    }

    /** Somebody who can send a durable tree that is behind {@code from} and archived; null when there is nobody. */
    @Nullable SimulatedNode copyOf(ReplicaId reader, long from, long archivedUpTo) {
        return nodes.values().stream()
                .filter(n -> n.isUp()
                        && !n.isPaused()
                        && n.tree().copy() == null
                        && n.isStorage()
                        && !n.id().equals(reader)
                        && n.tree().durable() > from
                        && n.tree().durable() <= archivedUpTo)
                .min(Comparator.comparing(SimulatedNode::id))
                .orElse(null);
    }

    /** From now on these replicas hear nobody but each other. */
    void cutOff(Set<ReplicaId> replicas) {
        cutOff.clear();
        cutOff.addAll(replicas);
    }

    /** No faults from now on: every message arrives, once. */
    void heal() {
        faults.clear();
        cutOff.clear();
    }

    void send(ReplicaId from, ReplicaId to, Message message, Stamp stamp) {
        if (faults.contains(SimulationSettings.Fault.LOSS) && random.nextInt(20) == 0) {
            return;
        }
        deliver(from, to, message, stamp);
        if (faults.contains(SimulationSettings.Fault.DUPLICATION) && random.nextInt(20) == 0) {
            deliver(from, to, message, stamp);
        }
    }

    private void deliver(ReplicaId from, ReplicaId to, Message message, Stamp stamp) {
        boolean slow = faults.contains(SimulationSettings.Fault.REORDER) && random.nextInt(30) == 0;
        long delay = LEAST_NANOS + random.nextLong(slow ? SLOW_NANOS : USUAL_NANOS);
        schedule.after(delay, () -> {
            SimulatedNode node = nodes.get(to);
            if (node != null && cutOff.contains(from) == cutOff.contains(to)) {
                node.receive(from, message, stamp);
            }
        });
    }
}
