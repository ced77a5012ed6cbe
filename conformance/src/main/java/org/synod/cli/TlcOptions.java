package org.synod.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Stack;
import org.synod.specs.Model;
import org.synod.specs.ModelChecker;
import org.synod.specs.Progress;
import org.synod.specs.Result;
import org.synod.specs.Specs;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How TLC is run, whatever for. */
final class TlcOptions {

    @Option(names = "--tlc-jar", description = "another TLC")
    Optional<Path> tlc = Optional.empty();

    @Option(names = "--time-limit", paramLabel = "S", description = "seconds for each model (default ${DEFAULT-VALUE})")
    long seconds = 3600;

    @Option(names = "--memory-limit", paramLabel = "MB", description = "heap of each TLC (default ${DEFAULT-VALUE})")
    int megabytes = 2048;

    @Option(
            names = "--distributed",
            arity = "0..1",
            parameterConsumer = Count.class,
            paramLabel = "N",
            description = "in TLC's distributed mode with N worker processes on this machine (default 2), which checks"
                    + " invariants and refuses models with properties; no NAME: the models of level distributed")
    int distributed;

    /** Takes what follows only if it is a number: it may as well be the name of a model. */
    static final class Count implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> rest, ArgSpec option, CommandSpec command) {
            boolean number = !rest.isEmpty() && rest.peek().matches("-?\\d+");
            if (number && !rest.peek().matches("[1-9]\\d{0,2}")) {
                throw new ParameterException(
                        command.commandLine(), "--distributed takes 1 to 999 processes, not " + rest.peek());
            }
            option.setValue(number ? Integer.parseInt(rest.pop()) : 2);
        }
    }

    boolean isDistributed() {
        return distributed > 0;
    }

    ModelChecker.Settings settings() {
        ModelChecker.Settings settings = ModelChecker.Settings.standard()
                .withTimeLimit(Duration.ofSeconds(seconds))
                .withMemoryMegabytes(megabytes)
                .withDistributed(distributed);
        if (tlc.isEmpty()) {
            return settings;
        }
        if (!Files.isRegularFile(tlc.get())) {
            throw new BadInput(tlc.get() + ": there is no such file");
        }
        return settings.withTlcJar(tlc.get());
    }

    /** Tells the console. */
    static Specs.Listener listener(Console console) {
        return new Specs.Listener() {
            @Override
            public void progress(Model model, Progress progress) {
                console.status(model.name() + ": " + progress.line());
            }

            @Override
            public void done(Result result) {
                console.say(result.sentence());
            }
        };
    }
}
