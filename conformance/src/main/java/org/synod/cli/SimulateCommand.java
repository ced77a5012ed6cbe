package org.synod.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.SeedCampaign;
import org.synod.conformance.mutants.Mutant;
import org.synod.conformance.report.RunReport;
import org.synod.conformance.simulation.SimulationSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "A group, its network, disks and clients on one thread from one seed; its trace and history judged.")
final class SimulateCommand implements Callable<Integer> {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--seed", description = "one seed (default ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--seeds", paramLabel = "A..B", description = "many seeds")
    Optional<String> seeds = Optional.empty();

    @Option(names = "--steps", description = "trace events under faults (default ${DEFAULT-VALUE})")
    int steps = 500;

    @Option(names = "--faults", split = ",", description = "any of ${COMPLETION-CANDIDATES} (default: all of them)")
    List<SimulationSettings.Fault> faults = Arrays.asList(SimulationSettings.Fault.values());

    @Mixin
    MutantOption mutant = new MutantOption();

    @Option(names = "--out", description = "the run's folder (default runs/<time>-<seed>)")
    Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws Exception {
        long from = seed;
        long to = seed;
        if (seeds.isPresent()) {
            SeedRange range = SeedRange.parse(seeds.get(), spec);
            from = range.from();
            to = range.to();
        }
        if (steps < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--steps takes a positive number");
        }
        Mutant.Subject.OfGroup group = mutant.group();
        Path folder = Home.newRun(out, from);
        Console console = new Console();
        Set<SimulationSettings.Fault> kinds = Set.copyOf(faults);
        SeedCampaign.Outcome outcome = new SeedCampaign(
                        new Judge(Home.specs()),
                        folder,
                        s -> new SimulationSettings(s, steps, 3, 3, kinds).with(group.rules(), group.habits()),
                        from == to || out.isPresent(),
                        mutant.option())
                .run(from, to, console);
        Home.latest(folder);
        console.clear();
        return json ? json(outcome) : print(outcome, folder);
    }

    private static int json(SeedCampaign.Outcome outcome) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("simulation", outcome.summary());
        map.put("findings", outcome.findings());
        Console.json(map);
        return code(outcome);
    }

    private static int print(SeedCampaign.Outcome outcome, Path folder) {
        RunReport.SimulationSummary s = outcome.summary();
        System.out.println(String.format(
                Locale.ROOT,
                "%d seeds: %,d of %,d events conform, %,d of %,d operations linearizable, %.0f simulated seconds in %.1f s",
                s.toSeed() - s.fromSeed() + 1,
                s.conformed(),
                s.events(),
                s.linearizable(),
                s.operations(),
                s.simulatedSeconds(),
                s.seconds()));
        s.coverage().forEach((action, n) -> System.out.println(String.format(Locale.ROOT, "  %-10s %,10d", action, n)));
        List<RunReport.Finding> findings = outcome.findings();
        if (!findings.isEmpty()) {
            RunReport.Finding first = findings.getFirst();
            System.out.println("\n" + first.what() + "\n" + first.explanation() + "\nagain: " + first.command());
        }
        findings.stream().skip(1).forEach(f -> System.out.println(f.what() + "; again: " + f.command()));
        System.out.println("files: " + folder);
        return code(outcome);
    }

    private static int code(SeedCampaign.Outcome outcome) {
        List<RunReport.Finding> findings = outcome.findings();
        return findings.isEmpty()
                ? Exit.HOLDS
                : findings.stream().allMatch(RunReport.Finding::unknown) ? Exit.UNKNOWN : Exit.VIOLATED;
    }
}
