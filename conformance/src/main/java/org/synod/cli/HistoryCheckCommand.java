package org.synod.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.explain.Explainer;
import org.synod.linearizability.explain.Explanation;
import org.synod.linearizability.explain.Judged;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.own.ChosenModel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Judges histories for linearizability: Jepsen's EDN, ND-JSON, Jepsen's text log. The verdict comes"
                        + " first, then what explains it.")
final class HistoryCheckCommand implements Callable<Integer> {

    private static final double MOST_EXPLAIN_SECONDS = 10;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "histories")
    List<Path> files = new ArrayList<>();

    @Option(
            names = "--model",
            required = true,
            description =
                    "register, cas-register, multi-register, mutex, semaphore (2 permits) or semaphore:N, fifo-queue, unordered-queue,"
                            + " stack, set, counter, list-append or key-value; or one of your own, java:CLASS,"
                            + " clj:NAMESPACE/NAME or clj:FILE#NAME")
    String model = "";

    @CommandLine.Mixin
    JudgeOptions judges = new JudgeOptions();

    @Option(
            names = "--time-limit",
            paramLabel = "S",
            description = "seconds for the verdict of each file (default ${DEFAULT-VALUE})")
    double seconds = 60;

    @Option(
            names = "--explain-limit",
            paramLabel = "S",
            description = "seconds more for the explanation of a violated one (default: 10, or those of --time-limit if"
                    + " they are fewer)")
    Optional<Double> explainSeconds = Optional.empty();

    @Option(
            names = "--memory-limit",
            paramLabel = "MB",
            description = "for the search (default: a quarter of the heap)")
    Optional<Long> megabytes = Optional.empty();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "write a page with a picture of the verdict here; of many files a folder with a page for each,"
                            + " and index.html")
    Optional<Path> html = Optional.empty();

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "write the time line of the smallest violated part here, black on white, for print; of many"
                    + " files a folder")
    Optional<Path> svg = Optional.empty();

    @Option(names = "--witness", description = "print a legal order of a valid history, for each object")
    boolean witness;

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws IOException {
        ChosenModel chosen = judges.model(model);
        if (!(seconds > 0)
                || explainSeconds.filter(s -> !(s > 0)).isPresent()
                || megabytes.filter(m -> m <= 0).isPresent()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "limits are positive");
        }
        if ((html.isPresent() || svg.isPresent() || witness) && !judges.synod()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--html, --svg and --witness show Synod's own verdict");
        }
        HistoryPictures pictures = HistoryPictures.of(html, svg, files, model);
        try (HistoryResults results = new HistoryResults(files.size(), json, witness)) {
            for (Path file : files) {
                results.begin(file);
                try {
                    judge(file, chosen, results, pictures);
                } catch (BadHistoryException e) {
                    if (files.size() == 1) {
                        throw e;
                    }
                    results.bad(e);
                    pictures.bad(file, e);
                }
            }
            results.written(pictures::finish);
            return results.finish();
        }
    }

    private void judge(Path file, ChosenModel chosen, HistoryResults results, HistoryPictures pictures)
            throws IOException {
        History history = HistoryFiles.read(file);
        String command = "./synod history check " + quoted(file) + " --model " + quoted(model) + judges.words();
        if (!judges.synod()) {
            results.knossos(model, judges.ask(file, model, limits(seconds)), command);
            return;
        }
        Verdict verdict = chosen.check(history, limits(seconds), results);
        results.verdict(model, verdict, command);
        judges.beside(file, model, verdict, limits(seconds)).ifPresent(results::compared);
        Explanation explanation = null;
        // Among many files a line each is wanted; whoever wants to know more is told the command.
        if (verdict instanceof Verdict.Violated violated && (files.size() == 1 || json || pictures.wanted())) {
            try {
                explanation = Explainer.explain(
                        violated, limits(explainSeconds.orElse(Math.min(MOST_EXPLAIN_SECONDS, seconds))));
                results.explained(model, explanation);
            } catch (OutOfMemoryError e) {
                // The verdict stands, whatever becomes of its explanation.
                results.print("  There was not enough memory to explain it.");
            }
        }
        Judged judged = new Judged(history, model, verdict, explanation, command);
        results.written(() -> pictures.draw(file, judged, results));
    }

    private Limits limits(double forSeconds) {
        return new Limits(
                Math.max(1, (long) (forSeconds * 1000)),
                megabytes.map(m -> m << 20).orElse(Limits.DEFAULT.memoryBytes()));
    }

    /** A word as a shell takes it. */
    static String quoted(Object word) {
        String text = word.toString();
        return text.matches("[\\w./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
