package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own. */
final class CommandProcess {
    private CommandProcess() {}

    /** What became of it. */
    record Outcome(int code, String out, String err) {}

    /**
     * Runs it to its end.
     *
     * @param folder where it runs
     * @param console where its output is kept
     */
    static Outcome run(Path folder, Path console, String... arguments) throws IOException, InterruptedException {
        Process process = start(folder, console, arguments);
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "does not end: " + Arrays.toString(arguments));
            return outcome(process, console);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts it, with its output in the files {@code out} and {@code err}. */
    static Process start(Path folder, Path console, String... arguments) throws IOException {
        // A build in the background is started with interrupts ignored, and Java leaves them so.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsynod.log=warn",
                "-Dsynod.home=" + System.getProperty("synod.home", ".."),
                "-cp",
                System.getProperty("java.class.path"),
                "org.synod.cli.Synod"));
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(console.resolve("out").toFile())
                .redirectError(console.resolve("err").toFile())
                .start();
    }

    /** What an ended process left. */
    static Outcome outcome(Process process, Path console) throws IOException {
        return new Outcome(
                process.exitValue(),
                Files.readString(console.resolve("out")),
                Files.readString(console.resolve("err")));
    }
}
