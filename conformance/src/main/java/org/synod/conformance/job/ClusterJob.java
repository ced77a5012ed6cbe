package org.synod.conformance.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.cluster.ClusterResult;
import org.synod.conformance.cluster.ClusterRun;
import org.synod.conformance.cluster.ClusterSettings;
import org.synod.conformance.report.RunReport;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.linearizability.check.Verdict;

/** Runs a real group and judges its traces, while it runs, and its history. */
public final class ClusterJob {

    /** What came of it. */
    public record Outcome(RunReport.ClusterSummary summary, List<RunReport.Finding> findings) {}

    private final Judge judge;

    public ClusterJob(Judge judge) {
        this.judge = judge;
    }

    /** Runs it. */
    public Outcome run(ClusterSettings settings, Listener listener) throws IOException, InterruptedException {
        ClusterRun run =
                new ClusterRun(settings, (second, what) -> listener.say(String.format("  %5.1f s  %s", second, what)));
        ClusterResult result;
        long start;
        TraceVerdict trace;
        double behind;
        Path traces = Files.createDirectories(settings.folder().resolve("traces"));
        try (LiveCheck live = judge.follow(traces, TraceLimits.NONE, false, listener)) {
            result = run.run();
            start = System.nanoTime();
            trace = live.end();
            behind = live.worstMillis();
        }
        Judge.draw(trace, settings.folder());
        listener.status("cluster: judging the history of " + result.operations() + " operations");
        Verdict history = judge.history(result.history());
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Outcome(
                new RunReport.ClusterSummary(
                        result,
                        trace.total(),
                        trace.events(),
                        trace.result().name().toLowerCase(java.util.Locale.ROOT),
                        history.label(),
                        history instanceof Verdict.Valid ? result.operations() : 0,
                        seconds,
                        behind,
                        trace.coverage()),
                findings(settings, result, trace, history));
    }

    private static List<RunReport.Finding> findings(
            ClusterSettings settings, ClusterResult result, TraceVerdict trace, Verdict history) {
        List<RunReport.Finding> findings = new ArrayList<>();
        if (trace.result() != TraceVerdict.Result.CONFORMS) {
            findings.add(Judge.finding(
                    "trace",
                    "the trace of the real group does not conform",
                    trace,
                    "./synod trace check " + settings.folder().resolve("traces") + "/*.ndjson"));
        }
        RunReport.@Nullable Finding violated = Judge.finding(
                "history",
                "the real group",
                history,
                "./synod history check " + result.history() + " --model key-value");
        if (violated != null) {
            findings.add(violated);
        }
        if (result.operations() == 0) {
            findings.add(
                    run("no operation was answered", "the clients of the real group got no answer at all", settings));
        }
        if (result.exitCodes().stream().anyMatch(code -> code != 0)) {
            findings.add(
                    run("a node did not stop in order", "the nodes' exit codes are " + result.exitCodes(), settings));
        }
        ClusterResult.Kept kept = result.kept();
        if (kept.scrubFindings() > 0) {
            findings.add(run(
                    "copies differ",
                    "the scrub found " + kept.scrubFindings() + " differences; see the nodes' logs",
                    settings));
        }
        if (kept.scrubCopies() == 0 || kept.trimmed() == 0) {
            findings.add(run(
                    "the group did not settle",
                    "at the end the archive had " + kept.archived() + " slots, the logs were trimmed up to "
                            + kept.trimmed() + ", and " + kept.scrubCopies() + " copies were compared",
                    settings));
        }
        return findings;
    }

    private static String command(ClusterSettings s) {
        return "./synod cluster run --replicas " + s.replicas() + " --seconds " + s.seconds() + " --clients "
                + s.clients() + " --rate " + s.rate() + " --kills " + s.kills() + " --pauses " + s.pauses()
                + " --handovers " + s.handovers() + " --losses " + s.losses() + " --seed "
                + s.seed() + (s.mutant() == null ? "" : " --mutant " + s.mutant());
    }

    private static RunReport.Finding run(String what, String why, ClusterSettings settings) {
        return new RunReport.Finding(
                "run",
                what,
                why + "; their words are in " + settings.folder() + "/r*/errors-*.log",
                null,
                command(settings),
                false);
    }
}
