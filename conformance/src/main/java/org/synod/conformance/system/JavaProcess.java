package org.synod.conformance.system;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A main class of this class path in a JVM of its own: TLC keeps one specification in static tables, and Lincheck rewrites
 * classes. It does not outlive {@link #close}, nor this process, and leaves nothing in the folder for temporary files.
 */
public final class JavaProcess implements Closeable {

    /**
     * What came of a program that was waited for.
     *
     * @param exit its exit code; none when it did not end within the limit
     * @param output what it wrote, to standard output and to standard error
     * @param seconds how long it took
     */
    public record Ended(OptionalInt exit, String output, double seconds) {}

    private final Path folder;
    private final Process process;
    private final Thread hook;
    private final PrintStream to;
    private final BufferedReader from;

    private JavaProcess(Path folder, ProcessBuilder builder) throws IOException {
        this.folder = folder;
        this.process = builder.start();
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a program to talk with; what it writes to standard error is seen there.
     *
     * @param options of its JVM
     */
    public static JavaProcess start(Class<?> main, List<String> options, List<String> arguments) throws IOException {
        Path folder = Files.createTempDirectory("synod-process");
        return new JavaProcess(
                folder, builder(folder, main, options, arguments).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /**
     * Runs a program, until it ends or the limit is reached.
     *
     * @param options of its JVM
     */
    public static Ended run(Class<?> main, List<String> options, List<String> arguments, Duration limit)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("synod-process");
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = builder(folder, main, options, arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        try (JavaProcess running = new JavaProcess(folder, builder)) {
            boolean over = running.process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            OptionalInt exit = over ? OptionalInt.of(running.process.exitValue()) : OptionalInt.empty();
            return new Ended(exit, Files.readString(output), seconds);
        }
    }

    private static ProcessBuilder builder(Path folder, Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // TLC puts its standard modules there, and takes them away again: not those of others.
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** Sends a line to its standard input. */
    public void say(String line) {
        to.println(line);
    }

    /** The next line of its standard output; null when there will be none any more. */
    public @Nullable String hear() throws IOException {
        return from.readLine();
    }

    /** Ends it, if it has not ended yet. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        removeHook();
        to.close();
        from.close();
        Folders.delete(folder);
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process ends already, and the hook with it.
        }
    }
}
