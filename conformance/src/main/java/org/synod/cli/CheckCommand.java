package org.synod.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.conformance.cluster.ClusterResult;
import org.synod.conformance.job.MainJob;
import org.synod.conformance.report.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "The main job: models, simulation, a real group under faults, every trace and history judged, a report.")
final class CheckCommand implements Callable<Integer> {

    @Option(names = "--seed", description = "first seed; draws faults and operations (default ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--out", description = "the run's folder (default runs/<time>-<seed>)")
    Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "print the verdicts as JSON on standard output")
    boolean json;

    @Override
    public Integer call() throws Exception {
        Path folder = Home.newRun(out, seed);
        Console console = new Console();
        RunReport report = new MainJob(
                        Home.path(), folder, seed, MainJob.Size.STANDARD, "./synod check --seed " + seed, console)
                .run();
        Home.latest(folder);
        console.clear();
        if (json) {
            Console.json(report);
        } else {
            print(report, folder);
        }
        return report.exitCode();
    }

    private static void print(RunReport report, Path folder) {
        line("");
        line(
                "models       %,d states in %d models",
                report.states(), report.models().size());
        RunReport.SimulationSummary s = report.simulation();
        if (s != null) {
            line(
                    "simulation   %,d of %,d events conform, %,d of %,d operations linearizable, %d seeds",
                    s.conformed(), s.events(), s.linearizable(), s.operations(), s.toSeed() - s.fromSeed() + 1);
        }
        RunReport.ClusterSummary c = report.cluster();
        if (c != null) {
            line(
                    "processes    %,d trace events: %s; %,d operations: history %s",
                    c.conformed(), c.traceVerdict(), c.result().operations(), c.historyVerdict());
            for (ClusterResult.Fault fault : c.result().faults()) {
                if (fault.quorumMillis() >= 0) {
                    line(
                            "             lost %s at %.1f s: a log replica in its place after %.0f ms, a storage replica"
                                    + " after %.0f ms",
                            fault.replica(), fault.atMillis() / 1000, fault.quorumMillis(), fault.rebuiltMillis());
                } else if (fault.withoutLeaderMillis() >= 0) {
                    line(
                            "             %s %s at %.1f s: %.0f ms without a leader, %.0f ms without an answer",
                            fault.what().equals("stop") ? "handed over by" : "killed",
                            fault.replica(),
                            fault.atMillis() / 1000,
                            fault.withoutLeaderMillis(),
                            fault.withoutAnswerMillis());
                }
            }
            ClusterResult.Kept kept = c.result().kept();
            line(
                    "             %,d of %,d slots archived, logs trimmed up to %,d, %,d scrub passes, %,d differences",
                    kept.archived(), kept.chosen(), kept.trimmed(), kept.scrubPasses(), kept.scrubFindings());
            c.coverage().forEach((action, n) -> {
                if (n == 0) {
                    line("             never taken: %s", action);
                }
            });
        }
        for (RunReport.Finding finding : report.findings()) {
            line("");
            line("%s: %s", finding.layer(), finding.what());
            finding.explanation().lines().limit(12).forEach(l -> line("    %s", l));
            line("    again: %s", finding.command());
        }
        line("");
        line(
                "%s in %.0f s; %s",
                report.verdict().toUpperCase(Locale.ROOT), report.seconds(), folder.resolve("report.html"));
    }

    private static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
