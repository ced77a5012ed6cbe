package org.synod.specs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs TLC on one model in a process of its own.
 *
 * <p>In a process of its own, because TLC keeps its state in static fields, can hang, and can use up its memory; here it
 * has limits of time and memory, a folder of its own for what it writes, and is killed with everything that it started
 * when the limit is reached, the calling thread is interrupted or this process ends. The folder is always deleted.
 *
 * <p>The fingerprint function and the seed are fixed, so that with one worker the same counterexample is found each
 * time, and a shortest one.
 */
public final class ModelChecker {
    /**
     * How TLC runs.
     *
     * @param tlcJar the archive to run, {@link #bundledTlc} or another
     * @param workers threads that generate states; 1 for liveness and for shortest counterexamples
     * @param memoryMegabytes limit of the heap
     * @param timeLimit after which the answer is unknown
     * @param coverage whether to count the steps of each action, which costs some time
     * @param quickStart for runs of seconds: compiles less, starts sooner
     */
    public record Settings(
            Path tlcJar, int workers, int memoryMegabytes, Duration timeLimit, boolean coverage, boolean quickStart) {
        public Settings {
            if (workers < 1 || memoryMegabytes < 16 || timeLimit.isNegative() || timeLimit.isZero()) {
                throw new IllegalArgumentException("workers, memory and time limit must be positive");
            }
        }

        /** The bundled TLC with one worker, 2 GiB and an hour. */
        public static Settings standard() {
            return new Settings(bundledTlc(), 1, 2048, Duration.ofHours(1), false, false);
        }

        /** These settings with another number of workers. */
        public Settings withWorkers(int n) {
            return new Settings(tlcJar, n, memoryMegabytes, timeLimit, coverage, quickStart);
        }

        /** These settings with another limit of time. */
        public Settings withTimeLimit(Duration limit) {
            return new Settings(tlcJar, workers, memoryMegabytes, limit, coverage, quickStart);
        }

        /** These settings with another limit of memory. */
        public Settings withMemoryMegabytes(int megabytes) {
            return new Settings(tlcJar, workers, megabytes, timeLimit, coverage, quickStart);
        }

        /** These settings with another TLC. */
        public Settings withTlcJar(Path jar) {
            return new Settings(jar, workers, memoryMegabytes, timeLimit, coverage, quickStart);
        }

        /** These settings, with coverage or without. */
        public Settings withCoverage(boolean on) {
            return new Settings(tlcJar, workers, memoryMegabytes, timeLimit, on, quickStart);
        }

        /** These settings, with a quick start or without. */
        public Settings withQuickStart(boolean on) {
            return new Settings(tlcJar, workers, memoryMegabytes, timeLimit, coverage, on);
        }
    }

    private final Settings settings;

    /** A checker with these settings; it may be used by several threads, each for a run of its own. */
    public ModelChecker(Settings settings) {
        this.settings = settings;
    }

    /** The TLC to run: SYNOD_TLC_JAR from the environment if set, else the archive that this program came with. */
    public static Path bundledTlc() {
        String other = System.getenv("SYNOD_TLC_JAR");
        if (other != null && !other.isBlank()) {
            return Path.of(other);
        }
        try {
            return Path.of(tlc2.TLC
                    .class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("the archive of TLC has no path", e);
        }
    }

    /**
     * Checks one model and waits for the outcome.
     *
     * @param module the root module, a {@code .tla} file
     * @param config its configuration
     * @param library folders of the modules that it extends, apart from its own
     * @param listener told of progress by another thread: when TLC reports, which is each minute at least
     * @throws InterruptedException if the thread was interrupted; TLC is no longer running then
     * @throws IOException if no process can be started or no folder made for it
     */
    public Outcome check(Path module, Path config, List<Path> library, Consumer<Progress> listener)
            throws IOException, InterruptedException {
        for (Path file : List.of(module, config, settings.tlcJar())) {
            if (!Files.isRegularFile(file)) {
                Statistics none = new RunReader(System.nanoTime(), p -> {}).statistics();
                return new Outcome.Failed(
                        "there is no file " + file, file.getFileName().toString(), 0, none);
            }
        }
        Path folder = Files.createTempDirectory("synod-tlc-");
        Process process = start(module, config, library, folder);
        Thread hook = new Thread(() -> {
            kill(process);
            delete(folder);
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return await(process, listener);
        } finally {
            kill(process);
            delete(folder);
            removeHook(hook);
        }
    }

    private Process start(Path module, Path config, List<Path> library, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.memoryMegabytes() + "m");
        command.add(settings.workers() > 1 ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC");
        if (settings.quickStart()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-DTLA-Library="
                + Stream.concat(Stream.of(parent(module)), library.stream())
                        .map(p -> p.toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add("-cp");
        command.add(settings.tlcJar().toAbsolutePath().toString());
        command.add("tlc2.TLC");
        command.addAll(List.of("-tool", "-workers", Integer.toString(settings.workers())));
        command.addAll(List.of(
                "-fp", "0", "-seed", "0", "-metadir", folder.resolve("states").toString()));
        if (settings.coverage()) {
            command.addAll(List.of("-coverage", "60"));
        }
        command.addAll(List.of("-config", config.toAbsolutePath().toString()));
        command.add(module.toAbsolutePath().toString());
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private Outcome await(Process process, Consumer<Progress> listener) throws IOException, InterruptedException {
        RunReader reader = new RunReader(System.nanoTime(), listener);
        Thread reading = Thread.ofPlatform().daemon().name("tlc-output").start(() -> read(process, reader));
        boolean ended = process.waitFor(settings.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            kill(process);
        }
        reading.join();
        if (!ended) {
            return new Outcome.Unknown(
                    Outcome.Cause.TIMEOUT,
                    "the time limit of " + settings.timeLimit().toMillis() / 1000.0 + " s was reached",
                    reader.statistics());
        }
        return reader.outcome(process.exitValue());
    }

    private static void read(Process process, RunReader reader) {
        ToolOutput output = new ToolOutput(reader::message);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.line(line);
            }
        } catch (IOException | UncheckedIOException e) {
            // The pipe breaks when TLC is killed; what it said before is all there is.
            reader.message(ToolOutput.OUTSIDE, "the output of TLC broke off: " + e.getMessage());
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook is running or has run.
            return;
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst =
                    files.sorted(java.util.Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(ModelChecker.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + folder, e);
        }
    }
}
