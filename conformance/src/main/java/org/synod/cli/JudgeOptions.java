package org.synod.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.knossos.Comparison;
import org.synod.linearizability.knossos.Knossos;
import org.synod.linearizability.knossos.Opinion;
import org.synod.linearizability.own.ChosenModel;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Who judges a history: Synod, Knossos or both; and where models of one's own are. */
final class JudgeOptions {

    /** Who is asked. */
    enum Judges {
        SYNOD,
        KNOSSOS,
        BOTH
    }

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--checker",
            paramLabel = "WHO",
            description = "synod, knossos or both (default synod); see --knossos-classpath")
    Judges judges = Judges.SYNOD;

    @Option(
            names = "--knossos-classpath",
            paramLabel = "CP",
            description = "where Knossos is: \"$(lein classpath)\" of a project that has knossos/knossos")
    Optional<String> knossosClassPath = Optional.empty();

    @Option(
            names = "--model-classpath",
            paramLabel = "CP",
            description = "where a model of your own is: --model java:CLASS, java:CLASS#MEMBER, clj:NAMESPACE/NAME or"
                    + " clj:FILE#NAME; see docs/bring-your-own/linearizability.md")
    Optional<String> modelClassPath = Optional.empty();

    @Option(names = "--keyed", description = "a model of your own is that of each key; values are [key value]")
    boolean keyed;

    private @Nullable Knossos knossos;

    /** The model of that name; usage is checked, so that nothing is read before it is right. */
    ChosenModel model(String name) {
        ChosenModel model = ChosenModel.of(name, paths(modelClassPath), keyed);
        if (model.named() != null && (keyed || modelClassPath.isPresent())) {
            throw usage("--keyed and --model-classpath go with a model of your own, java:... or clj:...");
        }
        if (judges == Judges.SYNOD && knossosClassPath.isPresent()) {
            throw usage("--knossos-classpath goes with --checker knossos or --checker both");
        }
        knossos = judges == Judges.SYNOD ? null : Knossos.on(paths(knossosClassPath));
        return model;
    }

    /** Whether our verdict is wanted. */
    boolean synod() {
        return judges != Judges.KNOSSOS;
    }

    /** The options, as the end of a command that does the same again. */
    String words() {
        StringBuilder words = new StringBuilder();
        modelClassPath.ifPresent(path -> words.append(" --model-classpath ").append(HistoryCheckCommand.quoted(path)));
        words.append(keyed ? " --keyed" : "");
        if (judges != Judges.SYNOD) {
            words.append(" --checker ").append(judges.name().toLowerCase(Locale.ROOT));
            knossosClassPath.ifPresent(
                    path -> words.append(" --knossos-classpath ").append(HistoryCheckCommand.quoted(path)));
        }
        return words.toString();
    }

    /** Knossos's opinion of a history, if it is wanted beside ours. */
    Optional<Comparison> beside(Path file, String model, Verdict ours, Limits limits) {
        return judges == Judges.BOTH ? Optional.of(new Comparison(ours, ask(file, model, limits))) : Optional.empty();
    }

    /** Knossos's opinion of a history. */
    Opinion ask(Path file, String model, Limits limits) {
        if (knossos == null) {
            throw new IllegalStateException("the model comes first");
        }
        try {
            return knossos.ask(
                    new Knossos.Question(file, model, paths(modelClassPath), keyed),
                    Knossos.Algorithm.COMPETITION,
                    limits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Knossos judged " + file, e);
        }
    }

    private static List<Path> paths(Optional<String> classPath) {
        return classPath.stream()
                .flatMap(path -> Arrays.stream(path.split(File.pathSeparator, -1)))
                .filter(entry -> !entry.isBlank())
                .map(Path::of)
                .toList();
    }

    private CommandLine.ParameterException usage(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
