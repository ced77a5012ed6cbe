package org.synod.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.specs.Level;
import org.synod.specs.ManifestTable;
import org.synod.specs.Model;
import org.synod.specs.ModelChecker;
import org.synod.specs.Outcome;
import org.synod.specs.Progress;
import org.synod.specs.Result;
import org.synod.specs.Specs;
import org.synod.specs.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "specs",
        mixinStandardHelpOptions = true,
        description = "The specifications and their models.",
        subcommands = {SpecsCommand.ListModels.class, SpecsCommand.Check.class, SpecsCommand.Table.class})
final class SpecsCommand extends Group {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The models and what each must show.")
    static final class ListModels implements Callable<Integer> {

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws Exception {
            List<Model> models = Specs.at(Home.path()).manifest().models();
            if (json) {
                Console.json(models);
                return Exit.HOLDS;
            }
            for (Model model : models) {
                System.out.println(String.format(
                        Locale.ROOT,
                        "%-34s %-13s %-6s %,10d states  %s",
                        model.name(),
                        model.kind().label(),
                        model.level().label(),
                        model.distinctStates(),
                        model.description()));
            }
            return Exit.HOLDS;
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Checks models and compares with the manifest.")
    static final class Check implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "models; none: all of the level")
        List<String> names = new ArrayList<>();

        @Option(names = "--level", description = "quick or deep (default ${DEFAULT-VALUE})")
        Level level = Level.QUICK;

        @Option(names = "--tlc-jar", description = "another TLC")
        Optional<Path> tlc = Optional.empty();

        @Option(
                names = "--time-limit",
                paramLabel = "S",
                description = "seconds for each model (default ${DEFAULT-VALUE})")
        long seconds = 3600;

        @Option(
                names = "--memory-limit",
                paramLabel = "MB",
                description = "heap of each TLC (default ${DEFAULT-VALUE})")
        int megabytes = 2048;

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws Exception {
            Specs specs = Specs.at(Home.path());
            ModelChecker.Settings settings = ModelChecker.Settings.standard()
                    .withTimeLimit(Duration.ofSeconds(seconds))
                    .withMemoryMegabytes(megabytes);
            if (tlc.isPresent()) {
                if (!java.nio.file.Files.isRegularFile(tlc.get())) {
                    throw new BadInput(tlc.get() + ": there is no such file");
                }
                settings = settings.withTlcJar(tlc.get());
            }
            Console console = new Console();
            Specs.Listener listener = new Specs.Listener() {
                @Override
                public void progress(Model model, Progress progress) {
                    console.status(model.name() + ": " + progress.line());
                }

                @Override
                public void done(Result result) {
                    console.say(result.sentence());
                }
            };
            List<Result> results = names.isEmpty()
                    ? specs.check(level, settings, listener)
                    : specs.check(specs.manifest().named(names), settings, 1, listener);
            console.clear();
            if (json) {
                Console.json(results.stream().map(Check::json).toList());
            } else {
                for (Result result : results) {
                    print(specs, result);
                }
            }
            return Verdict.of(results).exitCode();
        }

        private static Map<String, Object> json(Result result) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("model", result.model().name());
            map.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
            map.put("sentence", result.sentence());
            map.put("statistics", result.outcome().statistics());
            if (result.outcome() instanceof Outcome.Violated violated) {
                map.put("property", violated.property());
                map.put("counterexample", violated.counterexample().states());
            }
            return map;
        }

        /** Whoever names a model wants to see its counterexample, even if it is the expected one. */
        private void print(Specs specs, Result result) throws IOException, InterruptedException {
            System.out.println(result.sentence());
            if (result.outcome() instanceof Outcome.Violated violated
                    && (result.verdict() != Verdict.HOLDS || !names.isEmpty())) {
                System.out.println(
                        specs.explain(result.model(), violated.counterexample()).text());
            }
        }
    }

    @Command(
            name = "table",
            mixinStandardHelpOptions = true,
            description = "The tables of the README, from the manifest.")
    static final class Table implements Callable<Integer> {

        @Option(names = "--write", description = "renew them in README.md")
        boolean write;

        @Override
        public Integer call() throws Exception {
            ManifestTable table = new ManifestTable(Specs.at(Home.path()).manifest());
            if (write) {
                boolean changed = table.write(Home.path().resolve("README.md"));
                System.out.println(changed ? "README.md is renewed" : "README.md was up to date");
            } else {
                System.out.println(table.models());
                System.out.println(table.mutants());
                System.out.println(table.reachability());
            }
            return Exit.HOLDS;
        }
    }
}
