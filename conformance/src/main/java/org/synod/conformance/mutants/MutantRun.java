package org.synod.conformance.mutants;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.Listener;
import org.synod.conformance.system.Parallel;
import org.synod.protocol.Rules;
import org.synod.specs.Specs;

/** Has every layer look for the mutants that it must find, and makes the table. */
public final class MutantRun {

    /** For all layers of a mutant together, on a machine that is busy: they end by themselves, and sooner. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Mutant CONTROL = Mutant.of("none", "none", "Nothing is wrong.", Set.of(), Rules.CORRECT);

    private final List<Detector> detectors;
    private final Duration limit;
    private final Duration control;

    /** With all layers there are. */
    public MutantRun(Specs specs) {
        this(
                List.of(
                        new ModelDetector(specs),
                        new StepDetector(Objects.requireNonNull(specs.folder().getParent())),
                        new SimulationDetector(new Judge(specs.folder())),
                        new LincheckDetector(),
                        new ScrubDetector()),
                LIMIT,
                LIMIT.dividedBy(6));
    }

    MutantRun(List<Detector> detectors, Duration limit, Duration control) {
        this.detectors = List.copyOf(detectors);
        this.limit = limit;
        this.control = control;
    }

    /**
     * Runs them, as many at once as there are processors.
     *
     * @param which the layers that are asked; a mutant that none of them must find is left out
     * @return a row for each mutant, in their order
     */
    public List<MutantRow> run(List<Mutant> mutants, Predicate<Layer> which, Listener listener)
            throws IOException, InterruptedException {
        controls(mutants, which, listener);
        AtomicInteger done = new AtomicInteger();
        List<Mutant> asked = mutants.stream()
                .filter(m -> m.layers().stream().anyMatch(which))
                .toList();
        List<Callable<MutantRow>> tasks = new ArrayList<>();
        for (Mutant mutant : asked) {
            tasks.add(() -> {
                MutantRow row = look(mutant, which);
                listener.status("mutants: " + done.incrementAndGet() + " of " + asked.size() + ", " + row.line());
                return row;
            });
        }
        List<MutantRow> rows = new ArrayList<>();
        Parallel.each(tasks, rows::add);
        return rows;
    }

    /** What finds a mistake in a group that has none finds nothing. It also makes the evaluator as fast as it gets. */
    private void controls(List<Mutant> mutants, Predicate<Layer> which, Listener listener)
            throws IOException, InterruptedException {
        List<Detector> asked = detectors.stream()
                .filter(d -> d.canTry(CONTROL)
                        && mutants.stream()
                                .anyMatch(
                                        m -> d.canTry(m) && m.layers().stream().anyMatch(which)))
                .toList();
        List<Callable<Map<Layer, Detection>>> tasks = new ArrayList<>();
        for (Detector detector : asked) {
            listener.status("mutants: a group without a mistake first");
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                tasks.add(() -> detector.look(CONTROL, detector.layers(), control));
            }
        }
        Parallel.each(
                tasks,
                found -> found.forEach((layer, detection) -> {
                    if (detection instanceof Detection.Caught c) {
                        throw new IllegalStateException(
                                "a group without a mistake is refused by " + layer.label() + ": " + c.by());
                    }
                }));
    }

    private MutantRow look(Mutant mutant, Predicate<Layer> which) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Map<Layer, Detection> found = new EnumMap<>(Layer.class);
        for (Detector detector : detectors) {
            Set<Layer> asked = EnumSet.noneOf(Layer.class);
            mutant.layers().stream()
                    .filter(which)
                    .filter(detector.layers()::contains)
                    .forEach(asked::add);
            Duration left = limit.minusNanos(System.nanoTime() - start);
            if (!asked.isEmpty() && detector.canTry(mutant) && left.isPositive()) {
                found.putAll(detector.look(mutant, asked, left));
            }
        }
        found.keySet().removeIf(which.negate());
        return new MutantRow(mutant, found, (System.nanoTime() - start) / 1e9);
    }
}
