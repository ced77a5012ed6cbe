package org.synod.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.Reached;
import org.synod.conformance.replay.Generator;
import org.synod.conformance.replay.Replay;
import org.synod.conformance.replay.Replicas;
import org.synod.conformance.replay.Scenario;
import org.synod.conformance.replay.ScenarioStep;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.conformance.trace.Vocabulary;
import org.synod.protocol.Replica;
import org.synod.protocol.Rules;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Drives the replicas of Java along a scenario, and judges what they did by the specification.")
final class ReplayCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "a scenario; specs check NAME --scenario writes one")
    Optional<Path> given = Optional.empty();

    @Option(
            names = "--generate",
            paramLabel = "DIR",
            description =
                    "instead: find scenarios that reach actions and branches of the specification which those in DIR"
                            + " do not reach, and put them there")
    Optional<Path> generate = Optional.empty();

    @Option(names = "--seeds", paramLabel = "A..B", description = "the seeds to find them with (default 1..200)")
    String seeds = "1..200";

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Path file = Path.of("");

    @Option(names = "--trace", paramLabel = "FILE", description = "keep the trace of what the replicas did")
    Optional<Path> trace = Optional.empty();

    @Option(names = "--write", description = "write into FILE how far the replicas go along")
    boolean write;

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Mixin
    MutantOption mutant = new MutantOption();

    @Override
    public Integer call() throws Exception {
        if (given.isPresent() == generate.isPresent()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "name a FILE to replay, or --generate a DIR");
        }
        if (generate.isPresent()) {
            return generate(generate.get());
        }
        file = given.get();
        Scenario scenario = Scenario.read(file);
        Rules rules = mutant.rules();
        Replicas replicas = (settings, ran, log, applied) -> new Replica(settings.withRules(rules), ran, log, applied);
        Path kept = trace.isPresent() ? trace.get() : Files.createTempFile("synod-replay", ".ndjson");
        try {
            Replay.Result result = Replay.run(scenario, replicas, kept);
            TraceVerdict verdict = new Judge(Home.specs()).trace(List.of(kept), (done, all) -> {});
            if (write) {
                Output.write(file, rewritten(result));
            }
            boolean holds =
                    (write || result.isAsExpected(scenario)) && verdict.result() == TraceVerdict.Result.CONFORMS;
            if (json) {
                json(scenario, result, verdict, holds);
            } else {
                print(scenario, result, verdict);
            }
            return holds ? Exit.HOLDS : verdict.result() == TraceVerdict.Result.UNKNOWN ? Exit.UNKNOWN : Exit.VIOLATED;
        } finally {
            if (trace.isEmpty()) {
                Files.delete(kept);
            }
        }
    }

    /** What the scenarios that are there reach is known; the seeds have to reach more. */
    private int generate(Path folder) throws Exception {
        SeedRange range = SeedRange.parse(seeds, spec);
        Console console = new Console();
        Judge judge = new Judge(Home.specs());
        Reached reach = new Reached(judge);
        Set<String> known = new TreeSet<>();
        Path kept = Files.createTempFile("synod-replay", ".ndjson");
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path one : files.filter(f -> f.toString().endsWith(".scenario"))
                    .sorted()
                    .toList()) {
                Replay.run(Scenario.read(one), Replica::new, kept);
                Set<String> reached = reach.of(kept);
                known.addAll(reached == null ? Set.of() : reached);
            }
        }
        Generator generator = new Generator(reach, folder, known);
        for (long seed = range.from(); seed <= range.to(); seed++) {
            Path found = generator.tryOut(seed);
            if (found != null) {
                console.say("kept " + found);
            }
            console.status("seed " + seed + " of " + range.to() + ", "
                    + generator.reached().size() + " actions and branches reached");
        }
        console.clear();
        Set<String> missing = new TreeSet<>(Vocabulary.actions().keySet());
        Replay.run(Generator.nothing(), Replica::new, kept);
        Reached.ofSpecification(judge.branches(kept)).forEach(b -> missing.add(Reached.name(b)));
        missing.removeAll(generator.reached());
        Files.delete(kept);
        missing.forEach(m -> System.out.println("not reached: " + m));
        return Exit.HOLDS;
    }

    /** The file as it is, but for the mark at the step that is refused, behind which nothing is kept. */
    private String rewritten(Replay.Result result) throws IOException {
        StringBuilder text = new StringBuilder();
        int number = 0;
        ScenarioStep stopped = result.stopped();
        for (String line : Files.readAllLines(file)) {
            number++;
            boolean last = stopped != null && stopped.line() == number;
            text.append(line.replaceFirst("\\s+refused$", "")).append(last ? " refused\n" : "\n");
            if (last) {
                break;
            }
        }
        return text.toString();
    }

    private static void json(Scenario scenario, Replay.Result result, TraceVerdict verdict, boolean holds) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("holds", holds);
        map.put("steps", scenario.steps().size());
        map.put("taken", result.steps());
        ScenarioStep stopped = result.stopped();
        if (stopped != null) {
            map.put("refused", stopped.toString());
            map.put("line", stopped.line());
            map.put("instead", result.instead());
        }
        map.put("expectedAtLine", scenario.refused());
        map.put("trace", verdict);
        Console.json(map);
    }

    private void print(Scenario scenario, Replay.Result result, TraceVerdict verdict) {
        ScenarioStep stopped = result.stopped();
        if (stopped == null) {
            System.out.println("the replicas took all " + result.steps() + " steps"
                    + (scenario.refused() == 0 ? "" : ", but line " + scenario.refused() + " is to be refused"));
        } else {
            System.out.println(file + ":" + stopped.line() + ": after " + result.steps()
                    + " steps the replica does not take this one"
                    + (result.isAsExpected(scenario) ? ", as the scenario says" : "") + ":\n  " + stopped
                    + "\ninstead: " + result.instead());
        }
        if (verdict.result() == TraceVerdict.Result.CONFORMS) {
            System.out.println("what they did conforms: " + verdict.events() + " events");
        } else {
            System.out.println(Judge.finding("replay", "", verdict, "").explanation());
        }
    }
}
