package org.synod.conformance.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.linearizability.history.HistoryRecorder;

/**
 * Runs a group under faults, and then, when the faults have stopped, until it has shown that it is well again: led, every
 * operation answered, all replicas of one mind. Safety is judged from the files, by the same checkers as for real
 * processes.
 */
public final class Simulation {

    /**
     * A seed draws how fast faults follow each other and how busy the clients are. Rivals for the lead that propose
     * different commands in one slot need a next fault before the last one is over; a full log needs quiet.
     */
    private static final long[] FAULT_MILLIS = {150, 300, 600};

    private static final long[] THINK_MILLIS = {3, 20, 60};

    private static final long RECOVERY_NANOS = 20_000_000_000L;

    /**
     * What a simulation leaves behind.
     *
     * @param events how many events the trace has
     * @param operations how many operations were answered
     * @param leaders how often a replica came to lead
     * @param failure what went wrong that needs no checker to be seen, or null
     */
    public record Result(
            long seed,
            Path trace,
            Path history,
            long events,
            long operations,
            long leaders,
            long simulatedNanos,
            @Nullable String failure) {}

    private final SimulationSettings settings;
    private final SplittableRandom random;
    private final Schedule schedule = new Schedule();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final SimulatedNetwork network;
    private final long faultNanos;
    private boolean faulty = true;

    public Simulation(SimulationSettings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.faultNanos = 1_000_000 * FAULT_MILLIS[random.nextInt(FAULT_MILLIS.length)];
        this.network = new SimulatedNetwork(schedule, random.split(), settings.faults());
    }

    /** Runs it; the folder gets {@code trace.ndjson} and {@code history.ndjson}. */
    public Result run(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path traceFile = folder.resolve("trace.ndjson");
        Path historyFile = folder.resolve("history.ndjson");
        Configuration first = SimulatedGroup.first(settings.replicas());
        String failure;
        try (SimulatedTrace trace =
                        new SimulatedTrace(traceFile, first, SimulatedGroup.OTHERS, "simulation", settings.seed());
                HistoryRecorder history = HistoryRecorder.create(historyFile, schedule::now)) {
            SimulatedWorld world = new SimulatedWorld(schedule, trace, network, new SimulatedArchive(first));
            long thinkNanos = 1_000_000 * THINK_MILLIS[random.nextInt(THINK_MILLIS.length)];
            SimulatedGroup group = new SimulatedGroup(first, world, random);
            for (int i = 0; i < settings.clients(); i++) {
                clients.add(new SimulatedClient(schedule, thinkNanos, random.split(), group.nodes(), history));
            }
            failure = play(group, trace, history);
            trace.end();
            return new Result(
                    settings.seed(),
                    traceFile,
                    historyFile,
                    trace.events(),
                    clients.stream().mapToLong(SimulatedClient::succeeded).sum(),
                    trace.leaders(),
                    schedule.now(),
                    failure);
        }
    }

    private @Nullable String play(SimulatedGroup group, SimulatedTrace trace, HistoryRecorder history) {
        group.start();
        clients.forEach(SimulatedClient::start);
        schedule.after(drawDelay(), () -> disturb(group, history));
        try {
            while (trace.events() < settings.steps()) {
                schedule.next();
            }
            recover(group, history);
            long limit = schedule.now() + RECOVERY_NANOS;
            while (!isWell(group)) {
                if (schedule.now() > limit) {
                    return "liveness: " + RECOVERY_NANOS / 1_000_000_000
                            + " s after the last fault the group is not well: " + describe(group);
                }
                schedule.next();
            }
            return null;
        } catch (IllegalStateException e) {
            return "a replica stopped itself: " + e.getMessage();
        }
    }

    private long drawDelay() {
        return random.nextLong(faultNanos / 4, faultNanos);
    }

    /** One fault at a time or several, of the kinds that are asked for; each ends by itself. */
    private void disturb(SimulatedGroup group, HistoryRecorder history) {
        if (!faulty) {
            return;
        }
        List<SimulationSettings.Fault> kinds = settings.faults().stream()
                .filter(f -> f != SimulationSettings.Fault.LOSS
                        && f != SimulationSettings.Fault.DUPLICATION
                        && f != SimulationSettings.Fault.REORDER)
                .sorted()
                .toList();
        if (kinds.isEmpty()) {
            return;
        }
        disturb(group, kinds.get(random.nextInt(kinds.size())), victim(group), history);
        schedule.after(drawDelay(), () -> disturb(group, history));
    }

    private void disturb(
            SimulatedGroup group, SimulationSettings.Fault kind, SimulatedNode victim, HistoryRecorder history) {
        switch (kind) {
            case CRASH -> {
                if (victim.isUp()) {
                    history.note("nemesis", "crash", victim.id().name());
                    victim.crash();
                    schedule.after(random.nextLong(faultNanos), () -> restart(victim, history));
                }
            }
            case PARTITION -> {
                history.note("nemesis", "cut off", victim.id().name());
                network.cutOff(Set.of(victim.id()));
                schedule.after(random.nextLong(2 * faultNanos), () -> {
                    history.note("nemesis", "reconnect", victim.id().name());
                    network.cutOff(Set.of());
                });
            }
            case PAUSE -> {
                if (victim.isUp() && !victim.isPaused()) {
                    history.note("nemesis", "pause", victim.id().name());
                    victim.pause();
                    schedule.after(random.nextLong(2 * faultNanos), () -> {
                        if (victim.isPaused()) {
                            history.note("nemesis", "resume", victim.id().name());
                            victim.resume();
                        }
                    });
                }
            }
            case REPLACE -> {
                if (random.nextInt(3) == 0) {
                    group.members().filter(n -> !n.leads()).findFirst().ifPresent(n -> replace(group, n, history));
                }
            }
            case LOSE -> {
                boolean enough = group.hasUnused() && group.members().allMatch(n -> n.isUp() && !n.isGone());
                if (enough && !victim.leads() && group.members().anyMatch(victim::equals) && random.nextInt(3) == 0) {
                    history.note("nemesis", "lose the disk", victim.id().name());
                    victim.loseDisk();
                    heal(group, history);
                }
            }
            case RELINQUISH -> {
                history.note("nemesis", "relinquish", victim.id().name());
                victim.relinquish();
            }
            case LOSS, DUPLICATION, REORDER -> throw new IllegalStateException("the network's own faults");
        }
    }

    private static void replace(SimulatedGroup group, SimulatedNode member, HistoryRecorder history) {
        SimulatedNode other = group.replace(member);
        if (other != null) {
            history.note("nemesis", "replace by " + other.id(), member.id().name());
        }
    }

    /** Who has lost a disk is replaced, as soon as a leader takes that up. */
    private void heal(SimulatedGroup group, HistoryRecorder history) {
        List<SimulatedNode> lost = group.members().filter(SimulatedNode::isGone).toList();
        if (!lost.isEmpty()) {
            replace(group, lost.getFirst(), history);
            schedule.after(drawDelay(), () -> heal(group, history));
        }
    }

    /** The leader as often as not: that is where a fault hurts. */
    private SimulatedNode victim(SimulatedGroup group) {
        SimulatedNode drawn = group.nodes().get(random.nextInt(group.nodes().size()));
        SimulatedNode leader = random.nextBoolean() ? group.leader() : null;
        return leader == null ? drawn : leader;
    }

    private void restart(SimulatedNode node, HistoryRecorder history) {
        if (!node.isUp() && !node.isGone()) {
            history.note("nemesis", "restart", node.id().name());
            node.start();
        }
    }

    private void recover(SimulatedGroup group, HistoryRecorder history) {
        faulty = false;
        history.note("nemesis", "heal", null);
        network.heal();
        for (SimulatedNode node : group.nodes()) {
            restart(node, history);
            node.resume();
        }
        clients.forEach(SimulatedClient::stop);
    }

    private boolean isWell(SimulatedGroup group) {
        return clients.stream().allMatch(SimulatedClient::isIdle) && group.isOfOneMind();
    }

    private String describe(SimulatedGroup group) {
        return group.describe() + clients.stream().filter(c -> !c.isIdle()).count() + " operations are out";
    }
}
