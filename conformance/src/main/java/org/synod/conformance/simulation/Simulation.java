package org.synod.conformance.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
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
    private static final long[] FAULT_MILLIS = {100, 200, 400};

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
    private final List<SimulatedNode> nodes = new ArrayList<>();
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
        List<ReplicaId> ids = IntStream.rangeClosed(1, settings.replicas())
                .mapToObj(i -> new ReplicaId("r" + i))
                .toList();
        Configuration configuration =
                Configuration.first(ids.stream().map(Member::storage).toList());
        String failure;
        try (SimulatedTrace trace = new SimulatedTrace(traceFile, ids, settings.seed());
                HistoryRecorder history = HistoryRecorder.create(historyFile, schedule::now)) {
            long thinkNanos = 1_000_000 * THINK_MILLIS[random.nextInt(THINK_MILLIS.length)];
            for (ReplicaId id : ids) {
                SimulatedNode node = new SimulatedNode(id, configuration, schedule, random.split(), trace, network);
                nodes.add(node);
                network.add(node);
            }
            for (int i = 0; i < settings.clients(); i++) {
                clients.add(new SimulatedClient(schedule, thinkNanos, random.split(), nodes, history));
            }
            failure = play(trace, history);
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

    private @Nullable String play(SimulatedTrace trace, HistoryRecorder history) {
        nodes.forEach(SimulatedNode::start);
        clients.forEach(SimulatedClient::start);
        schedule.after(drawDelay(), () -> disturb(history));
        try {
            while (trace.events() < settings.steps()) {
                schedule.next();
            }
            recover(history);
            long limit = schedule.now() + RECOVERY_NANOS;
            while (!isWell()) {
                if (schedule.now() > limit) {
                    return "liveness: " + RECOVERY_NANOS / 1_000_000_000
                            + " s after the last fault the group is not well: " + describe();
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
    private void disturb(HistoryRecorder history) {
        if (!faulty) {
            return;
        }
        List<SimulationSettings.Fault> kinds = settings.faults().stream()
                .filter(f -> f == SimulationSettings.Fault.CRASH
                        || f == SimulationSettings.Fault.PARTITION
                        || f == SimulationSettings.Fault.PAUSE)
                .sorted()
                .toList();
        if (kinds.isEmpty()) {
            return;
        }
        SimulatedNode victim = victim();
        switch (kinds.get(random.nextInt(kinds.size()))) {
            case CRASH -> {
                if (victim.isUp()) {
                    history.note("nemesis", "crash", victim.id().name());
                    victim.crash();
                    schedule.after(random.nextLong(faultNanos), () -> restart(victim, history));
                }
            }
            case PARTITION -> {
                Set<ReplicaId> cutOff = new HashSet<>(Set.of(victim.id()));
                history.note("nemesis", "cut off", victim.id().name());
                network.cutOff(cutOff);
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
            case LOSS, DUPLICATION, REORDER -> throw new IllegalStateException("the network's own faults");
        }
        schedule.after(drawDelay(), () -> disturb(history));
    }

    /** The leader as often as not: that is where a fault hurts. */
    private SimulatedNode victim() {
        SimulatedNode drawn = nodes.get(random.nextInt(nodes.size()));
        return random.nextBoolean()
                ? nodes.stream().filter(SimulatedNode::leads).findFirst().orElse(drawn)
                : drawn;
    }

    private void restart(SimulatedNode node, HistoryRecorder history) {
        if (!node.isUp()) {
            history.note("nemesis", "restart", node.id().name());
            node.start();
        }
    }

    private void recover(HistoryRecorder history) {
        faulty = false;
        history.note("nemesis", "heal", null);
        network.heal();
        for (SimulatedNode node : nodes) {
            restart(node, history);
            node.resume();
        }
        clients.forEach(SimulatedClient::stop);
    }

    private boolean isWell() {
        long chosen = nodes.getFirst().chosenUpTo();
        return clients.stream().allMatch(SimulatedClient::isIdle)
                && nodes.stream().filter(SimulatedNode::leads).count() == 1
                && nodes.stream().allMatch(n -> n.isUp() && n.chosenUpTo() == chosen && n.applied() == chosen);
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : nodes) {
            text.append(node.id())
                    .append(node.leads() ? " leads" : " follows")
                    .append(", chosen up to ")
                    .append(node.chosenUpTo())
                    .append("; ");
        }
        return text.append(clients.stream().filter(c -> !c.isIdle()).count())
                .append(" operations are out")
                .toString();
    }
}
