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
    private final Set<Link> broken = new HashSet<>();
    private final Map<ReplicaId, Long> delayNanos = new HashMap<>();

    /** From one to the other; null is everyone. */
    record Link(@Nullable ReplicaId from, @Nullable ReplicaId to) {
        boolean carries(ReplicaId sender, ReplicaId receiver) {
            return (from == null || from.equals(sender)) && (to == null || to.equals(receiver));
        }

        @Override
        public String toString() {
            return (from == null ? "all" : from) + " to " + (to == null ? "all" : to);
        }
    }

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
        broken.clear();
        delayNanos.clear();
    }

    /** What the replica says from now on takes up to this much longer; 0 for no longer. */
    void delay(ReplicaId replica, long nanos) {
        delayNanos.put(replica, nanos);
    }

    /** From now on nothing arrives on the link. */
    void breakLink(Link link) {
        broken.add(link);
    }

    void mendLink(Link link) {
        broken.remove(link);
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
        long late = delayNanos.getOrDefault(from, 0L);
        long delay = LEAST_NANOS
                + random.nextLong(slow ? SLOW_NANOS : USUAL_NANOS)
                + (late == 0 ? 0 : random.nextLong(late));
        schedule.after(delay, () -> {
            SimulatedNode node = nodes.get(to);
            if (node != null
                    && cutOff.contains(from) == cutOff.contains(to)
                    && broken.stream().noneMatch(l -> l.carries(from, to))) {
                node.receive(from, message, stamp);
            }
        });
    }
}
