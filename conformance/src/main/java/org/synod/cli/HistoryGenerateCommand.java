package org.synod.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description =
                "Makes the history of a correct object under clients that are always busy; equal options make equal"
                        + " histories.")
final class HistoryGenerateCommand implements Callable<Integer> {
    /** How many operations a key has where the user does not say how many keys there are. */
    private static final int OPERATIONS_PER_KEY = 100;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--model",
            required = true,
            description =
                    "register, cas-register, multi-register, mutex, semaphore:PERMITS, fifo-queue, unordered-queue,"
                            + " stack, set, counter, list-append or key-value")
    String model = "";

    @Option(names = "--seed", description = "default ${DEFAULT-VALUE}")
    long seed = 1;

    @Option(names = "--clients", description = "operations open at one time (default ${DEFAULT-VALUE})")
    int clients = 5;

    @Option(names = "--operations", description = "default ${DEFAULT-VALUE}")
    int operations = 1000;

    @Option(
            names = "--crashed",
            paramLabel = "SHARE",
            description =
                    "of the operations, from 0 to 1, whose outcome their client never learns, and which goes on as"
                            + " another process (default ${DEFAULT-VALUE})")
    double crashed;

    @ArgGroup
    @Nullable Values values;

    @Option(names = "--keys", description = "how many objects (default: 1; for key-value one for each 100 operations)")
    Optional<Integer> keys = Optional.empty();

    @Option(
            names = "--violated-at",
            paramLabel = "SHARE",
            description = "of the operations, from 0 to below 1, after which one returns what nobody wrote")
    Optional<Double> violatedAt = Optional.empty();

    @Option(names = "--format", description = "edn or ndjson (default ${DEFAULT-VALUE})")
    Format format = Format.edn;

    @Option(names = "--out", paramLabel = "FILE", description = "write it here, not on standard output")
    Optional<Path> out = Optional.empty();

    /** As the option spells them. */
    enum Format {
        edn(HistoryFiles.Format.EDN),
        ndjson(HistoryFiles.Format.ND_JSON);

        private final HistoryFiles.Format files;

        Format(HistoryFiles.Format files) {
            this.files = files;
        }
    }

    /** Which values are written. */
    static final class Values {
        @Option(names = "--values", required = true, description = "how many different ones are written (default 5)")
        int number = 5;

        @Option(names = "--distinct", required = true, description = "each write has a value of its own")
        boolean distinct;
    }

    @Override
    public Integer call() throws IOException {
        List<Event> events;
        HistoryGenerator.Settings settings = settings(NamedModel.of(model));
        try {
            events = HistoryGenerator.events(settings);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage() + "");
        }
        if (out.isEmpty()) {
            PrintStream stream = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            HistoryFiles.write(stream, events, format.files);
            stream.flush();
            return Exit.HOLDS;
        }
        Path folder = out.get().toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(out.get())) {
            throw new BadInput("the history cannot be written to " + out.get() + ": there is no such folder");
        }
        Output.write(out.get(), stream -> HistoryFiles.write(stream, events, format.files));
        return Exit.HOLDS;
    }

    private HistoryGenerator.Settings settings(NamedModel made) {
        require(clients > 0, "--clients is at least 1");
        require(operations > 0, "--operations is at least 1");
        require(crashed >= 0 && crashed <= 1, "--crashed is a share from 0 to 1");
        require(violatedAt.filter(share -> !(share >= 0 && share < 1)).isEmpty(), "--violated-at is from 0 to below 1");
        require(keys.filter(number -> number < 1).isEmpty(), "--keys is at least 1");
        Values written = values == null ? new Values() : values;
        require(written.distinct || written.number > 0, "--values is at least 1");
        return new HistoryGenerator.Settings(
                made,
                seed,
                clients,
                operations,
                written.distinct ? 0 : written.number,
                keys.orElse(made.kind() == ModelKind.KEY_VALUE ? Math.max(1, operations / OPERATIONS_PER_KEY) : 1),
                crashed,
                0,
                violatedAt.orElse(HistoryGenerator.NEVER));
    }

    private void require(boolean right, String sentence) {
        if (!right) {
            throw usage(sentence);
        }
    }

    private CommandLine.ParameterException usage(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
