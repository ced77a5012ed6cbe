package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line as a process of its own.
 *
 * @param arguments of the command
 * @param out where its output is kept
 * @param err where its errors are kept
 */
record CommandProcess(List<String> arguments, Process process, Path out, Path err) implements AutoCloseable {
    private static final int LONGEST_SECONDS = 120;

    /** What became of it. */
    record Outcome(int code, String out, String err) {}

    /**
     * Runs it to its end.
     *
     * @param folder where it runs
     * @param console where its output is kept
     */
    static Outcome run(Path folder, Path console, String... arguments) throws IOException, InterruptedException {
        try (CommandProcess started = start(folder, console, arguments)) {
            return started.outcome();
        }
    }

    /** Starts it, perhaps beside others: most of its time it loads classes. */
    static CommandProcess start(Path folder, Path console, String... arguments) throws IOException {
        return start(folder, Files.createTempFile(console, "out", ""), console, arguments);
    }

    /** The same with its output elsewhere. */
    static CommandProcess start(Path folder, Path out, Path console, String... arguments) throws IOException {
        // A build in the background is started with interrupts ignored, and Java leaves them so.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsynod.log=warn",
                "-Dsynod.home=" + System.getProperty("synod.home", ".."),
                "-cp",
                System.getProperty("java.class.path"),
                "org.synod.cli.Synod"));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile(console, "err", "");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new CommandProcess(List.of(arguments), process, out, err);
    }

    /** Waits for its end. */
    Outcome outcome() throws IOException, InterruptedException {
        try (this) {
            assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), () -> "does not end: " + arguments);
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
