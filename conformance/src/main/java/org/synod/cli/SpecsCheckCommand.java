package org.synod.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.conformance.replay.Behaviour;
import org.synod.conformance.replay.Scenario;
import org.synod.specs.Explanation;
import org.synod.specs.InputException;
import org.synod.specs.Level;
import org.synod.specs.Outcome;
import org.synod.specs.Result;
import org.synod.specs.Specs;
import org.synod.specs.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks models and compares with the manifest.",
            "Of models that are named the counterexample is told too, if there is one, be it expected or not."
        })
final class SpecsCheckCommand implements Callable<Integer> {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "models; none: all of the level")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--level",
            description = "quick, deep or distributed (default quick; distributed with --distributed)")
    Optional<Level> level = Optional.empty();

    @Option(
            names = "--diagram",
            paramLabel = "FILE",
            description =
                    "draw the counterexample of the one NAME as a sequence diagram: FILE.svg as a picture, FILE.mmd"
                            + " as text for Mermaid")
    Optional<Path> diagram = Optional.empty();

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description =
                    "write the counterexample of the one NAME as a scenario, which replay drives the replicas along")
    Optional<Path> scenario = Optional.empty();

    @Mixin
    TlcOptions tlc = new TlcOptions();

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws Exception {
        diagram.ifPresent(this::refuseUnusable);
        scenario.ifPresent(this::refuseUnwritable);
        Specs specs = Specs.at(Home.path());
        Console console = new Console();
        List<Result> results = names.isEmpty()
                ? specs.check(
                        level.orElse(tlc.isDistributed() ? Level.DISTRIBUTED : Level.QUICK),
                        tlc.settings(),
                        TlcOptions.listener(console))
                : specs.check(specs.manifest().named(names), tlc.settings(), 1, TlcOptions.listener(console));
        console.clear();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Result result : results) {
            Optional<Explanation> explanation = explain(specs, result);
            if (json) {
                documents.add(json(result, explanation));
            } else {
                System.out.println(result.sentence());
                explanation.ifPresent(e -> System.out.println(e.text()));
            }
            draw(console, result, explanation);
            tell(console, result, explanation);
        }
        if (json) {
            Console.json(documents);
        }
        return Verdict.of(results).exitCode();
    }

    /** Before anything is checked: that may take an hour. */
    private void refuseUnusable(Path file) {
        if (!file.toString().endsWith(".svg") && !file.toString().endsWith(".mmd")) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--diagram draws to a file that ends in .svg or .mmd, not to " + file);
        }
        refuseUnwritable(file);
    }

    private void refuseUnwritable(Path file) {
        if (names.size() != 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--diagram and --scenario need the NAME of one model");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInput(folder + ": there is no such folder");
        }
    }

    /** Whoever names a model wants to see its counterexample, even if it is the expected one. */
    private Optional<Explanation> explain(Specs specs, Result result) throws IOException, InterruptedException {
        return result.outcome() instanceof Outcome.Violated violated
                        && (result.verdict() != Verdict.HOLDS || !names.isEmpty())
                ? Optional.of(specs.explain(result.model(), violated.counterexample()))
                : Optional.empty();
    }

    private void draw(Console console, Result result, Optional<Explanation> explanation)
            throws IOException, InputException {
        if (diagram.isEmpty()) {
            return;
        }
        if (explanation.isEmpty()) {
            console.say(diagram.get() + " is not written: there is no counterexample to draw");
            return;
        }
        Explanation found = explanation.get();
        Output.write(
                diagram.get(),
                diagram.get().toString().endsWith(".svg") ? found.svg(result.sentence()) : found.mermaid());
        console.say("the counterexample is drawn in " + diagram.get());
    }

    private void tell(Console console, Result result, Optional<Explanation> explanation) throws IOException {
        if (scenario.isEmpty()) {
            return;
        }
        if (!(result.outcome() instanceof Outcome.Violated violated) || explanation.isEmpty()) {
            console.say(scenario.get() + " is not written: there is no counterexample to tell");
            return;
        }
        Path config = Home.specs()
                .resolve(result.model().path())
                .resolve(result.model().name() + ".cfg");
        try {
            Scenario told = Behaviour.of(
                    violated.counterexample(),
                    explanation.get(),
                    Files.readString(config),
                    List.of(
                            result.model().name() + ": " + result.model().description(),
                            "What breaks " + violated.property() + ", by TLC."));
            Output.write(scenario.get(), told.toString());
        } catch (IllegalArgumentException e) {
            throw new BadInput(result.model().name() + " cannot be told as a scenario: " + e.getMessage());
        }
        console.say("the counterexample is a scenario in " + scenario.get());
    }

    private static Map<String, Object> json(Result result, Optional<Explanation> explanation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("model", result.model().name());
        map.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        map.put("sentence", result.sentence());
        map.put("statistics", result.outcome().statistics());
        if (result.outcome() instanceof Outcome.Violated violated) {
            map.put("property", violated.property());
            map.put("counterexample", violated.counterexample().states());
        }
        explanation.ifPresent(e ->
                map.put("steps", e.steps().stream().map(Explanation.Step::call).toList()));
        return map;
    }
}
