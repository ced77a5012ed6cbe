package org.synod.conformance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.report.RunReport;
import org.synod.conformance.simulation.Simulation;
import org.synod.conformance.simulation.SimulationSettings;
import org.synod.conformance.system.Folders;
import org.synod.conformance.system.Parallel;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.linearizability.check.Verdict;

/** Simulates many seeds and judges each: its trace, its history, and whether the group got well again. */
public final class SeedCampaign {

    /** What came of all seeds. */
    public record Outcome(RunReport.SimulationSummary summary, List<RunReport.Finding> findings) {}

    private record Judged(
            Simulation.Result result, TraceVerdict trace, Verdict history, RunReport.@Nullable Finding finding) {}

    private final Judge judge;
    private final Path folder;
    private final LongFunction<SimulationSettings> settings;
    private final boolean keep;
    private final String options;

    /** A campaign of groups that do what they should. */
    public SeedCampaign(Judge judge, Path folder, LongFunction<SimulationSettings> settings, boolean keep) {
        this(judge, folder, settings, keep, "");
    }

    /**
     * A campaign.
     *
     * @param folder gets a folder for each seed
     * @param settings what to simulate for a seed
     * @param keep whether the files of seeds that passed are kept; a seed always gives the same files again
     * @param options what else the command has that shows a finding again, with a space before it
     */
    public SeedCampaign(
            Judge judge, Path folder, LongFunction<SimulationSettings> settings, boolean keep, String options) {
        this.options = options;
        this.judge = judge;
        this.folder = folder;
        this.settings = settings;
        this.keep = keep;
    }

    /** Runs seeds {@code from} to {@code to}, both included, on all processors. */
    public Outcome run(long from, long to, Listener listener) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long count = to - from + 1;
        List<Callable<Judged>> tasks = new ArrayList<>();
        for (long seed = from; seed <= to; seed++) {
            long one = seed;
            tasks.add(() -> one(one));
        }
        Totals totals = new Totals();
        Parallel.each(tasks, judged -> {
            totals.add(judged);
            listener.status("simulation: " + totals.done + " of " + count + " seeds, " + totals.events + " events, "
                    + totals.findings.size() + " findings");
        });
        return new Outcome(totals.summary(from, to, (System.nanoTime() - start) / 1e9), totals.findings);
    }

    private Judged one(long seed) throws IOException, InterruptedException {
        Path own = folder.resolve("seed-" + seed);
        SimulationSettings what = settings.apply(seed);
        Simulation.Result result = new Simulation(what).run(own);
        TraceVerdict trace = judge.trace(List.of(result.trace()), (done, all) -> {});
        Judge.draw(trace, own);
        Verdict history = judge.history(result.history());
        RunReport.Finding finding = finding(what, result, trace, history);
        if (finding == null && !keep) {
            Folders.delete(own);
        }
        return new Judged(result, trace, history, finding);
    }

    private String command(SimulationSettings what) {
        String command = "./synod simulate --seed " + what.seed() + " --steps " + what.steps() + options;
        return what.faults().size() == SimulationSettings.Fault.values().length
                ? command
                : command + " --faults "
                        + what.faults().stream().sorted().map(Enum::name).collect(Collectors.joining(","));
    }

    private RunReport.@Nullable Finding finding(
            SimulationSettings what, Simulation.Result result, TraceVerdict trace, Verdict history) {
        String command = command(what);
        String name = "seed " + result.seed();
        if (trace.result() != TraceVerdict.Result.CONFORMS) {
            return Judge.finding("simulation", name + ": the trace does not conform", trace, command);
        }
        RunReport.Finding violated = Judge.finding("simulation", name, history, command);
        if (violated != null) {
            return violated;
        }
        String failure = result.failure();
        return failure == null
                ? null
                : new RunReport.Finding("simulation", name + " failed", failure, null, command, false);
    }

    private static final class Totals {
        private long done;
        private long events;
        private long conformed;
        private long operations;
        private long linearizable;
        private long leaders;
        private double simulatedSeconds;
        private final SortedMap<String, Long> coverage = new TreeMap<>();
        private final List<RunReport.Finding> findings = new ArrayList<>();

        void add(Judged judged) {
            done++;
            events += judged.result().events();
            conformed += judged.trace().events();
            long answered = judged.result().operations();
            operations += answered;
            linearizable += judged.history() instanceof Verdict.Valid ? answered : 0;
            leaders += judged.result().leaders();
            simulatedSeconds += judged.result().simulatedNanos() / 1e9;
            judged.trace().coverage().forEach((action, n) -> coverage.merge(action, n, Long::sum));
            if (judged.finding() != null) {
                findings.add(judged.finding());
            }
        }

        RunReport.SimulationSummary summary(long from, long to, double seconds) {
            return new RunReport.SimulationSummary(
                    from,
                    to,
                    events,
                    conformed,
                    operations,
                    linearizable,
                    leaders,
                    simulatedSeconds,
                    seconds,
                    Collections.unmodifiableSortedMap(coverage));
        }
    }
}
