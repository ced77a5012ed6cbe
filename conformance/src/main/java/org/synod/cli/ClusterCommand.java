package org.synod.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.conformance.cluster.ClusterSettings;
import org.synod.conformance.job.ClusterJob;
import org.synod.conformance.job.Judge;
import org.synod.conformance.report.RunReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Real processes on this machine.",
        subcommands = ClusterCommand.Run.class)
final class ClusterCommand extends Group {

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Starts processes, drives clients, kills leaders, pauses followers, judges what is left.")
    static final class Run implements Callable<Integer> {

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Option(names = "--replicas", description = "processes (default ${DEFAULT-VALUE})")
        int replicas = 3;

        @Option(names = "--seconds", description = "how long clients work (default ${DEFAULT-VALUE})")
        int seconds = 30;

        @Option(names = "--clients", description = "clients, one operation out each (default ${DEFAULT-VALUE})")
        int clients = 8;

        @Option(names = "--rate", description = "operations a second, 0 for no limit (default ${DEFAULT-VALUE})")
        int rate = 200;

        @Option(names = "--kills", description = "how often the leader is killed (default ${DEFAULT-VALUE})")
        int kills = 3;

        @Option(names = "--pauses", description = "how often a follower is paused (default ${DEFAULT-VALUE})")
        int pauses = 1;

        @Option(
                names = "--handovers",
                description = "how often the leader is stopped in order and started again (default ${DEFAULT-VALUE})")
        int handovers = 1;

        @Option(
                names = "--losses",
                description = "how often a follower is lost for good, so that the group has to heal: 0 or 1"
                        + " (default ${DEFAULT-VALUE})")
        int losses = 1;

        @Option(names = "--seed", description = "draws operations and victims (default ${DEFAULT-VALUE})")
        long seed = 1;

        @Mixin
        MutantOption mutant = new MutantOption();

        @Option(names = "--out", description = "the run's folder (default runs/<time>-<seed>)")
        Optional<Path> out = Optional.empty();

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws Exception {
            ClusterSettings settings = settings();
            Path folder = Home.newRun(out, seed);
            Console console = new Console();
            ClusterJob.Outcome outcome = new ClusterJob(new Judge(Home.specs())).run(settings.in(folder), console);
            Home.latest(folder);
            console.clear();
            if (json) {
                Console.json(outcome);
            } else {
                print(outcome, folder);
            }
            List<RunReport.Finding> findings = outcome.findings();
            return findings.isEmpty()
                    ? Exit.HOLDS
                    : findings.stream().allMatch(RunReport.Finding::unknown) ? Exit.UNKNOWN : Exit.VIOLATED;
        }

        /** Checks what was asked for, before anything is made. */
        private ClusterSettings settings() {
            String name = mutant.ofNodes();
            try {
                return new ClusterSettings(
                        Path.of("."), replicas, seconds, clients, rate, kills, pauses, handovers, losses, seed, name);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
            }
        }

        private static void print(ClusterJob.Outcome outcome, Path folder) {
            RunReport.ClusterSummary c = outcome.summary();
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,d trace events: %s; %,d operations answered, %d failed, %d unknown: history %s; judged while it ran,"
                            + " at most %.1f s behind, and the rest in %.1f s",
                    c.conformed(),
                    c.traceVerdict(),
                    c.result().operations(),
                    c.result().failed(),
                    c.result().unknown(),
                    c.historyVerdict(),
                    c.behindMillis() / 1000,
                    c.judgeSeconds()));
            c.result()
                    .faults()
                    .forEach(f -> System.out.println(String.format(
                            Locale.ROOT,
                            "  %s %s at %.1f s: %s%.0f ms without an answer",
                            f.what(),
                            f.replica(),
                            f.atMillis() / 1000,
                            f.withoutLeaderMillis() < 0
                                    ? ""
                                    : String.format(Locale.ROOT, "%.0f ms without a leader, ", f.withoutLeaderMillis()),
                            f.withoutAnswerMillis())));
            for (RunReport.Finding finding : outcome.findings()) {
                System.out.println(
                        "\n" + finding.what() + "\n" + finding.explanation() + "\nagain: " + finding.command());
            }
            System.out.println("files: " + folder);
        }
    }
}
