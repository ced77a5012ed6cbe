package org.synod.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.explain.Explainer;
import org.synod.linearizability.explain.Explanation;
import org.synod.linearizability.explain.VerdictHtml;
import org.synod.linearizability.explain.VerdictJson;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.NamedModel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Histories of clients.",
        subcommands = {HistoryCommand.Check.class, HistoryGenerateCommand.class})
final class HistoryCommand extends Group {

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Judges histories for linearizability: Jepsen's EDN, ND-JSON, Jepsen's text log.")
    static final class Check implements Callable<Integer> {

        private static final long EXPLAIN_MILLIS = 10_000;

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "histories")
        List<Path> files = new ArrayList<>();

        @Option(
                names = "--model",
                required = true,
                description =
                        "register, cas-register, multi-register, mutex, semaphore (2 permits) or semaphore:N, fifo-queue, unordered-queue,"
                                + " stack, set, counter, list-append or key-value")
        String model = "";

        @Option(
                names = "--time-limit",
                paramLabel = "S",
                description = "seconds for each file (default ${DEFAULT-VALUE})")
        double seconds = 60;

        @Option(
                names = "--memory-limit",
                paramLabel = "MB",
                description = "for the search (default: a quarter of the heap)")
        Optional<Long> megabytes = Optional.empty();

        @Option(names = "--html", description = "write a picture of the verdict here (one file only)")
        Optional<Path> html = Optional.empty();

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws Exception {
            NamedModel named = NamedModel.of(model);
            if (!(seconds > 0) || megabytes.filter(m -> m <= 0).isPresent()) {
                throw new CommandLine.ParameterException(spec.commandLine(), "limits are positive");
            }
            if (html.isPresent() && files.size() != 1) {
                throw new CommandLine.ParameterException(spec.commandLine(), "--html goes with one file");
            }
            Limits limits = new Limits(
                    Math.max(1, (long) (seconds * 1000)),
                    megabytes.map(m -> m << 20).orElse(Limits.DEFAULT.memoryBytes()));
            Console console = new Console();
            List<Object> results = new ArrayList<>();
            int worst = Exit.HOLDS;
            for (Path file : files) {
                console.status("history " + (results.size() + 1) + " of " + files.size() + ": " + file);
                Verdict verdict = Checker.check(HistoryFiles.read(file), named, limits);
                Explanation explanation = verdict instanceof Verdict.Violated violated
                        ? Explainer.explain(violated, limits.withTimeMillis(EXPLAIN_MILLIS))
                        : null;
                console.clear();
                results.add(show(file, verdict, explanation));
                worst = worse(worst, verdict.exitCode());
            }
            if (json) {
                Console.json(results.size() == 1 ? results.getFirst() : results);
            }
            return worst;
        }

        private Object show(Path file, Verdict verdict, @Nullable Explanation explanation) throws Exception {
            if (html.isPresent()) {
                Files.writeString(
                        html.get(),
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + verdict.label()
                                + "</title></head><body>\n" + VerdictHtml.fragment(model, verdict, explanation)
                                + "</body></html>\n");
            }
            if (!json) {
                System.out.println(file + ": " + verdict.label()
                        + (verdict instanceof Verdict.Unknown unknown
                                ? ", " + unknown.cause().label()
                                : "") + " ("
                        + verdict.statistics().operations() + " operations)");
                if (explanation != null) {
                    System.out.println(explanation.text().indent(2).stripTrailing());
                }
            }
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("file", file.toString());
            map.putAll(VerdictJson.of(model, verdict, explanation));
            return map;
        }

        /** Violated before unknown before valid, as Jepsen merges them. */
        private static int worse(int a, int b) {
            return a == Exit.VIOLATED || b == Exit.VIOLATED ? Exit.VIOLATED : Math.max(a, b);
        }
    }
}
