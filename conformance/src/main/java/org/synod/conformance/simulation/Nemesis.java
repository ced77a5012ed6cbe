package org.synod.conformance.simulation;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.core.Configuration;
import org.synod.core.ReplicaId;
import org.synod.linearizability.history.HistoryRecorder;

/** What goes wrong in a simulation, one fault at a time or several; each ends by itself. */
final class Nemesis {

    /** Longer than a lease and an election: meanwhile another leads. */
    private static final long ISOLATED_NANOS = 700_000_000;

    private static final long DEAF_NANOS = 300_000_000;

    /** Longer than an election: what is on its way then arrives under another leader. */
    private static final long LATE_NANOS = 900_000_000;

    private static final long SLOW_SYNC_NANOS = 150_000_000;

    private final Schedule schedule;
    private final SplittableRandom random;
    private final SimulatedNetwork network;
    private final SimulatedGroup group;
    private final HistoryRecorder history;
    private final long faultNanos;
    private final List<Fault> kinds;

    /** The fault that this run is about; null for none. */
    private final @Nullable Fault favourite;

    private boolean stopped;

    /** @param faultNanos the longest pause between one fault and the next */
    Nemesis(
            SimulatedWorld world,
            SplittableRandom random,
            SimulatedGroup group,
            HistoryRecorder history,
            Set<Fault> faults,
            long faultNanos) {
        this.schedule = world.schedule();
        this.random = random;
        this.network = world.network();
        this.group = group;
        this.history = history;
        this.faultNanos = faultNanos;
        this.kinds = faults.stream().filter(Fault::happens).sorted().toList();
        this.favourite =
                faults.contains(Fault.BURST) && !kinds.isEmpty() ? kinds.get(random.nextInt(kinds.size())) : null;
    }

    void start() {
        if (!kinds.isEmpty()) {
            schedule.after(drawDelay(), this::next);
        }
    }

    /** No fault begins any more, and everything is mended. */
    void stop() {
        stopped = true;
        history.note("nemesis", "heal", null);
        network.heal();
        for (SimulatedNode node : group.nodes()) {
            node.disk().slow(0);
            restart(node);
            node.resume();
        }
    }

    private long drawDelay() {
        return random.nextLong(faultNanos / 4, faultNanos);
    }

    private void next() {
        if (stopped) {
            return;
        }
        Fault kind = favourite != null && random.nextBoolean() ? favourite : kinds.get(random.nextInt(kinds.size()));
        begin(kind, victim());
        schedule.after(drawDelay(), this::next);
    }

    /** The leader as often as not: that is where a fault hurts. */
    private SimulatedNode victim() {
        SimulatedNode drawn = group.nodes().get(random.nextInt(group.nodes().size()));
        SimulatedNode leader = random.nextBoolean() ? group.leader() : null;
        return leader == null ? drawn : leader;
    }

    private void begin(Fault kind, SimulatedNode victim) {
        switch (kind) {
            case CRASH -> crash(victim);
            case PARTITION -> cutOff(victim, random.nextLong(2 * faultNanos));
            case ISOLATE -> {
                SimulatedNode leader = group.leader();
                if (leader != null) {
                    isolate(leader);
                }
            }
            case ONE_WAY -> oneWay(victim);
            case DELAY -> {
                note("delay", victim);
                network.delay(victim.id(), LATE_NANOS);
                end(random.nextLong(faultNanos), "in time", victim, () -> network.delay(victim.id(), 0));
            }
            case SLOW_DISK -> slowDisk(victim);
            case PAUSE -> pause(victim);
            case REPLACE -> {
                if (random.nextInt(3) == 0) {
                    group.members().filter(n -> !n.leads()).findFirst().ifPresent(this::replace);
                }
            }
            case TAKE_BACK -> group.takeBack();
            case LOSE -> lose(victim, false);
            case LOSE_LEADER -> lose(victim, true);
            case RELINQUISH -> {
                note("relinquish", victim);
                victim.relinquish();
            }
            case LOSS, DUPLICATION, REORDER, CLOCKS, HOLD_ON, BURST ->
                throw new IllegalStateException(kind + " does not happen at a time");
        }
    }

    private void crash(SimulatedNode victim) {
        if (victim.isUp()) {
            note("crash", victim);
            victim.crash();
            schedule.after(random.nextLong(faultNanos), () -> restart(victim));
        }
    }

    private void cutOff(SimulatedNode victim, long nanos) {
        note("cut off", victim);
        network.cutOff(Set.of(victim.id()));
        end(nanos, "reconnect", victim, () -> network.cutOff(Set.of()));
    }

    /** When it is over the others hear it again before it hears them: it does not know yet that another leads. */
    private void isolate(SimulatedNode leader) {
        SimulatedNetwork.Link deaf = new SimulatedNetwork.Link(null, leader.id());
        cutOff(leader, ISOLATED_NANOS + random.nextLong(ISOLATED_NANOS));
        network.breakLink(deaf);
        end(2 * ISOLATED_NANOS + random.nextLong(DEAF_NANOS), "hears", leader, () -> network.mendLink(deaf));
    }

    /** Nothing that it says arrives, or nothing that is said to it, or one link is down. */
    private void oneWay(SimulatedNode victim) {
        Configuration members = victim.configuration();
        ReplicaId other =
                members.members().get(random.nextInt(members.members().size())).id();
        SimulatedNetwork.Link broken = switch (random.nextInt(3)) {
            case 0 -> new SimulatedNetwork.Link(victim.id(), null);
            case 1 -> new SimulatedNetwork.Link(null, victim.id());
            default -> new SimulatedNetwork.Link(victim.id(), other);
        };
        note("break " + broken, victim);
        network.breakLink(broken);
        end(random.nextLong(ISOLATED_NANOS * 2), "mend " + broken, victim, () -> network.mendLink(broken));
    }

    /** What is written meanwhile waits long to be durable; a crash then loses more than at other times. */
    private void slowDisk(SimulatedNode victim) {
        note("slow disk", victim);
        victim.disk().slow(SLOW_SYNC_NANOS);
        if (random.nextBoolean()) {
            schedule.after(random.nextLong(faultNanos), () -> {
                if (!stopped) {
                    crash(victim);
                }
            });
        }
        end(
                random.nextLong(2 * faultNanos),
                "fast disk",
                victim,
                () -> victim.disk().slow(0));
    }

    private void pause(SimulatedNode victim) {
        if (victim.isUp() && !victim.isPaused()) {
            note("pause", victim);
            victim.pause();
            schedule.after(random.nextLong(2 * faultNanos), () -> {
                if (victim.isPaused()) {
                    note("resume", victim);
                    victim.resume();
                }
            });
        }
    }

    private void lose(SimulatedNode victim, boolean leader) {
        boolean enough = group.hasUnused() && group.members().allMatch(n -> n.isUp() && !n.isGone());
        if (enough && victim.leads() == leader && group.members().anyMatch(victim::equals) && random.nextInt(3) == 0) {
            note("lose the disk", victim);
            victim.loseDisk();
            heal();
        }
    }

    /** Who has lost a disk is replaced, as soon as a leader takes that up. */
    private void heal() {
        List<SimulatedNode> lost = group.members().filter(SimulatedNode::isGone).toList();
        if (!lost.isEmpty()) {
            replace(lost.getFirst());
            schedule.after(drawDelay(), this::heal);
        }
    }

    private void replace(SimulatedNode member) {
        SimulatedNode other = group.replace(member);
        if (other != null) {
            note("replace by " + other.id(), member);
        }
    }

    private void restart(SimulatedNode node) {
        if (!node.isUp() && !node.isGone()) {
            note("restart", node);
            node.start();
        }
    }

    private void end(long nanos, String what, SimulatedNode victim, Runnable mend) {
        schedule.after(nanos, () -> {
            note(what, victim);
            mend.run();
        });
    }

    private void note(String what, SimulatedNode victim) {
        history.note("nemesis", what, victim.id().name());
    }
}
