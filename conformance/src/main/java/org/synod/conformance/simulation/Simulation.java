package org.synod.conformance.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** A group in which nothing happens any more is not waited for for ever. */
    private static final long FAULTY_NANOS = 60_000_000_000L;

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
            SimulatedWorld world = new SimulatedWorld(
                    schedule, trace, network, new SimulatedArchive(first, settings.habits()), settings);
            long thinkNanos = 1_000_000 * THINK_MILLIS[random.nextInt(THINK_MILLIS.length)];
            SimulatedGroup group = new SimulatedGroup(first, world, random);
            for (int i = 0; i < settings.clients(); i++) {
                clients.add(new SimulatedClient(
                        schedule,
                        thinkNanos,
                        settings.faults().contains(SimulationSettings.Fault.HOLD_ON),
                        random.split(),
                        group.nodes(),
                        history));
            }
            Nemesis nemesis = new Nemesis(world, random, group, history, settings.faults(), faultNanos);
            failure = play(group, trace, nemesis);
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

    /** A long run gets the time that its events take, several times over. */
    private long faultyNanos() {
        return Math.max(FAULTY_NANOS, 5_000_000L * settings.steps());
    }

    private @Nullable String play(SimulatedGroup group, SimulatedTrace trace, Nemesis nemesis) {
        group.start();
        clients.forEach(SimulatedClient::start);
        nemesis.start();
        try {
            while (trace.events() < settings.steps() && schedule.now() < faultyNanos()) {
                schedule.next();
            }
            nemesis.stop();
            clients.forEach(SimulatedClient::stop);
            long limit = schedule.now() + RECOVERY_NANOS;
            while (!isWell(group)) {
                if (schedule.now() > limit) {
                    return "liveness: " + RECOVERY_NANOS / 1_000_000_000
                            + " s after the last fault the group is not well: " + describe(group);
                }
                schedule.next();
            }
            return group.differences();
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return "a replica stopped itself: " + e.getMessage();
        }
    }

    private boolean isWell(SimulatedGroup group) {
        return clients.stream().allMatch(SimulatedClient::isIdle) && group.isOfOneMind();
    }

    private String describe(SimulatedGroup group) {
        return group.describe() + clients.stream().filter(c -> !c.isIdle()).count() + " operations are out";
    }
}
