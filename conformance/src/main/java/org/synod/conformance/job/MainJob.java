package org.synod.conformance.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.synod.conformance.cluster.ClusterSettings;
import org.synod.conformance.report.HtmlReport;
import org.synod.conformance.report.RunReport;
import org.synod.conformance.simulation.SimulationSettings;
import org.synod.specs.Level;
import org.synod.specs.Model;
import org.synod.specs.ModelChecker;
import org.synod.specs.Outcome;
import org.synod.specs.Progress;
import org.synod.specs.Result;
import org.synod.specs.Specs;

/** {@code ./synod check}: models, simulation, a real group under faults, judgement, report. */
public final class MainJob {

    /**
     * How much of it to do.
     *
     * @param seeds how many seeds to simulate
     * @param steps how many events a simulation has under faults
     * @param seconds how long the real group works
     */
    public record Size(
            int seeds,
            int steps,
            int seconds,
            int clients,
            int rate,
            int kills,
            int pauses,
            int handovers,
            int losses) {

        /** What {@code ./synod check} does: 200 seeds, 30 s, two kills, a pause, a hand-over, a loss. */
        public static final Size STANDARD = new Size(200, 500, 30, 8, 200, 2, 1, 1, 1);
    }

    private final Path home;
    private final Path folder;
    private final long seed;
    private final Size size;
    private final String command;
    private final Listener listener;
    private final List<RunReport.Finding> findings = new ArrayList<>();

    /**
     * A job.
     *
     * @param home the checkout
     * @param folder the run's own folder
     * @param command what the user typed, to be printed with the results
     */
    public MainJob(Path home, Path folder, long seed, Size size, String command, Listener listener) {
        this.home = home;
        this.folder = folder;
        this.seed = seed;
        this.size = size;
        this.command = command;
        this.listener = listener;
    }

    /** Does it, and leaves {@code verdicts.json} and {@code report.html} in the folder. */
    public RunReport run() throws IOException, InterruptedException, org.synod.specs.InputException {
        long start = System.nanoTime();
        Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Files.createDirectories(folder);
        Judge judge = new Judge(home.resolve("specs"));
        List<RunReport.ModelLine> models = models();
        RunReport.SimulationSummary simulation = simulate(judge);
        RunReport.ClusterSummary cluster = cluster(judge);
        boolean violated = findings.stream().anyMatch(f -> !f.unknown());
        RunReport report = new RunReport(
                folder.getFileName().toString(),
                seed,
                commit(home),
                began.toString(),
                (System.nanoTime() - start) / 1e9,
                findings.isEmpty() ? "holds" : violated ? "violated" : "unknown",
                findings.isEmpty() ? 0 : violated ? 1 : 2,
                command,
                versions(),
                models,
                simulation,
                cluster,
                findings);
        write(report);
        return report;
    }

    private List<RunReport.ModelLine> models()
            throws IOException, InterruptedException, org.synod.specs.InputException {
        Specs specs = Specs.at(home);
        List<Model> quick = specs.manifest().at(Level.QUICK);
        listener.say("models: " + quick.size() + " quick ones");
        AtomicInteger done = new AtomicInteger();
        List<Result> results = specs.check(Level.QUICK, ModelChecker.Settings.standard(), new Specs.Listener() {
            @Override
            public void progress(Model model, Progress progress) {
                listener.status(
                        "models: " + done + " of " + quick.size() + ", " + model.name() + ": " + progress.line());
            }

            @Override
            public void done(Result result) {
                listener.status("models: " + done.incrementAndGet() + " of " + quick.size() + ", " + result.sentence());
            }
        });
        List<RunReport.ModelLine> lines = new ArrayList<>();
        for (Result result : results) {
            lines.add(line(result));
            if (result.verdict() != org.synod.specs.Verdict.HOLDS) {
                findings.add(new RunReport.Finding(
                        "model",
                        result.sentence(),
                        result.outcome() instanceof Outcome.Violated v
                                ? specs.explain(result.model(), v.counterexample())
                                        .text()
                                : result.sentence(),
                        null,
                        "./synod specs check " + result.model().name(),
                        result.verdict() == org.synod.specs.Verdict.UNKNOWN));
            }
        }
        long wrong = results.stream()
                .filter(r -> r.verdict() != org.synod.specs.Verdict.HOLDS)
                .count();
        listener.say(String.format(
                Locale.ROOT,
                "models: %,d states in %d models, %s",
                lines.stream().mapToLong(RunReport.ModelLine::states).sum(),
                lines.size(),
                wrong == 0 ? "all as expected" : wrong + " not as expected"));
        return lines;
    }

    private static RunReport.ModelLine line(Result result) {
        return new RunReport.ModelLine(
                result.model().name(),
                result.model().kind().label(),
                result.verdict().name().toLowerCase(Locale.ROOT),
                result.outcome().statistics().distinct(),
                result.outcome() instanceof Outcome.Violated v
                        ? v.counterexample().length()
                        : result.outcome().statistics().depth(),
                result.outcome().statistics().seconds(),
                result.sentence());
    }

    private RunReport.SimulationSummary simulate(Judge judge) throws IOException, InterruptedException {
        listener.say("simulation: " + size.seeds() + " seeds from " + seed);
        SeedCampaign campaign = new SeedCampaign(
                judge, folder.resolve("simulation"), s -> SimulationSettings.of(s, size.steps()), false);
        SeedCampaign.Outcome outcome = campaign.run(seed, seed + size.seeds() - 1, listener);
        findings.addAll(outcome.findings());
        RunReport.SimulationSummary s = outcome.summary();
        listener.say(String.format(
                Locale.ROOT,
                "simulation: %,d of %,d events conform, %,d of %,d operations linearizable, %d findings",
                s.conformed(),
                s.events(),
                s.linearizable(),
                s.operations(),
                outcome.findings().size()));
        return s;
    }

    private RunReport.ClusterSummary cluster(Judge judge) throws IOException, InterruptedException {
        listener.say("cluster: real processes for " + size.seconds() + " s");
        ClusterJob.Outcome outcome = new ClusterJob(judge)
                .run(
                        new ClusterSettings(
                                folder.resolve("cluster"),
                                3,
                                size.seconds(),
                                size.clients(),
                                size.rate(),
                                size.kills(),
                                size.pauses(),
                                size.handovers(),
                                size.losses(),
                                seed,
                                null),
                        listener);
        findings.addAll(outcome.findings());
        RunReport.ClusterSummary c = outcome.summary();
        listener.say(String.format(
                Locale.ROOT,
                "cluster: %,d trace events %s, history of %,d operations %s",
                c.conformed(),
                c.traceVerdict().equals("conforms") ? "conform" : "conform, then " + c.traceVerdict(),
                c.result().operations(),
                c.historyVerdict()));
        return c;
    }

    private void write(RunReport report) throws IOException {
        Files.write(
                folder.resolve("verdicts.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(report));
        Files.writeString(folder.resolve("report.html"), new HtmlReport(report).html());
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.runtime.version", "?"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return versions;
    }

    private static String commit(Path home) throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "-C", home.toString(), "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String line = git.inputReader().readLine();
            return git.waitFor() == 0 && line != null ? line : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
