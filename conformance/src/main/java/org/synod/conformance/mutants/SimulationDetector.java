package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.job.Judge;
import org.synod.conformance.simulation.Simulation;
import org.synod.conformance.simulation.SimulationSettings;
import org.synod.conformance.system.Folders;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.linearizability.check.Verdict;

/** Simulates seeds with the mutant, and has trace, history and the simulation itself judge each, whatever the others say. */
final class SimulationDetector implements Detector {

    /** Events of a seed under faults: a few short runs have more beginnings, where most mistakes show, than a long one. */
    static final int STEPS = 1200;

    /** So many a mutant has until it must be found: less than 20 s of a processor that has nothing else to do. */
    private static final long MOST_EVENTS = 60_000;

    private static final Set<Layer> LAYERS = Set.of(Layer.TRACE, Layer.HISTORY, Layer.SIMULATION);

    private final Judge judge;

    SimulationDetector(Judge judge) {
        this.judge = judge;
    }

    @Override
    public Set<Layer> layers() {
        return LAYERS;
    }

    @Override
    public boolean canTry(Mutant mutant) {
        return mutant.subject() instanceof Mutant.Subject.OfGroup;
    }

    @Override
    public Map<Layer, Detection> look(Mutant mutant, Set<Layer> asked, Duration limit)
            throws IOException, InterruptedException {
        if (!(mutant.subject() instanceof Mutant.Subject.OfGroup group)) {
            throw new IllegalArgumentException(mutant.name() + " cannot be simulated");
        }
        Path folder = Files.createTempDirectory("synod-mutant");
        try {
            Search search = new Search(group, folder, limit.toNanos());
            for (long seed = 1; !search.isOver(asked); seed++) {
                search.one(seed);
            }
            return search.result();
        } finally {
            Folders.delete(folder);
        }
    }

    /** The seeds of one mutant, one after the other. */
    private final class Search {
        private final Mutant.Subject.OfGroup group;
        private final Path folder;
        private final long limitNanos;
        private final long start = System.nanoTime();
        private final Map<Layer, Detection> found = new EnumMap<>(Layer.class);
        private long events;

        Search(Mutant.Subject.OfGroup group, Path folder, long limitNanos) {
            this.group = group;
            this.folder = folder;
            this.limitNanos = limitNanos;
        }

        boolean isOver(Set<Layer> asked) {
            return found.keySet().containsAll(asked)
                    || events >= MOST_EVENTS
                    || System.nanoTime() - start >= limitNanos;
        }

        void one(long seed) throws IOException, InterruptedException {
            Simulation.Result result = new Simulation(
                            new SimulationSettings(seed, STEPS, 3, 3, group.faults(), group.rules(), group.habits()))
                    .run(folder.resolve("seed"));
            if (!found.containsKey(Layer.TRACE)) {
                TraceVerdict trace = judge.trace(List.of(result.trace()), (done, all) -> {});
                TraceVerdict.Refusal refusal = trace.refusal();
                if (trace.result() == TraceVerdict.Result.REFUSED && refusal != null) {
                    caught(Layer.TRACE, seed, trace.events() + 1, refusal.event() + ": " + refusal.because());
                }
            }
            if (!found.containsKey(Layer.HISTORY) && judge.history(result.history()) instanceof Verdict.Violated) {
                caught(Layer.HISTORY, seed, result.events(), "the history is not linearizable");
            }
            String failure = result.failure();
            if (failure != null) {
                caught(Layer.SIMULATION, seed, result.events(), failure);
            }
            events += result.events();
            Folders.delete(folder.resolve("seed"));
        }

        private void caught(Layer layer, long seed, long here, String by) {
            found.putIfAbsent(layer, new Detection.Caught(events + here, seconds(), "seed " + seed + ": " + by));
        }

        private double seconds() {
            return (System.nanoTime() - start) / 1e9;
        }

        Map<Layer, Detection> result() {
            Map<Layer, Detection> all = new EnumMap<>(Layer.class);
            for (Layer layer : LAYERS) {
                @Nullable Detection one = found.get(layer);
                all.put(layer, one == null ? new Detection.Missed(events, seconds()) : one);
            }
            return all;
        }
    }
}
