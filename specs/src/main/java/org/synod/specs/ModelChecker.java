package org.synod.specs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
     * @param distributed how many processes of TLC's distributed mode generate states, on this machine; 0 for none of
     *     it, but a single process. That mode says nothing of properties of behaviours: {@link Specs} refuses them
     * @param sharedClasses a file of {@link SharedClasses}; null for none
     */
    public record Settings(
            Path tlcJar,
            int workers,
            int memoryMegabytes,
            Duration timeLimit,
            boolean coverage,
            boolean quickStart,
            int distributed,
            @Nullable Path sharedClasses) {
        public Settings {
            if (workers < 1
                    || distributed < 0
                    || memoryMegabytes < 16
                    || timeLimit.isNegative()
                    || timeLimit.isZero()) {
                throw new IllegalArgumentException("workers, memory and time limit must be positive");
            }
        }

        /** The bundled TLC with one worker, 2 GiB and an hour. */
        public static Settings standard() {
            return new Settings(bundledTlc(), 1, 2048, Duration.ofHours(1), false, false, 0, null);
        }

        /** These settings with another number of workers. */
        public Settings withWorkers(int n) {
            return new Settings(
                    tlcJar, n, memoryMegabytes, timeLimit, coverage, quickStart, distributed, sharedClasses);
        }

        /** These settings with another limit of time. */
        public Settings withTimeLimit(Duration limit) {
            return new Settings(
                    tlcJar, workers, memoryMegabytes, limit, coverage, quickStart, distributed, sharedClasses);
        }

        /** These settings with another limit of memory. */
        public Settings withMemoryMegabytes(int megabytes) {
            return new Settings(
                    tlcJar, workers, megabytes, timeLimit, coverage, quickStart, distributed, sharedClasses);
        }

        /** These settings with another TLC. */
        public Settings withTlcJar(Path jar) {
            return new Settings(
                    jar, workers, memoryMegabytes, timeLimit, coverage, quickStart, distributed, sharedClasses);
        }

        /** These settings, with coverage or without. */
        public Settings withCoverage(boolean on) {
            return new Settings(
                    tlcJar, workers, memoryMegabytes, timeLimit, on, quickStart, distributed, sharedClasses);
        }

        /** These settings, with a quick start or without. */
        public Settings withQuickStart(boolean on) {
            return new Settings(tlcJar, workers, memoryMegabytes, timeLimit, coverage, on, distributed, sharedClasses);
        }

        /** These settings with classes from this file. */
        Settings withSharedClasses(@Nullable Path file) {
            return new Settings(tlcJar, workers, memoryMegabytes, timeLimit, coverage, quickStart, distributed, file);
        }

        /** These settings with this many processes of the distributed mode. */
        public Settings withDistributed(int processes) {
            return new Settings(
                    tlcJar, workers, memoryMegabytes, timeLimit, coverage, quickStart, processes, sharedClasses);
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
        List<Process> processes = new CopyOnWriteArrayList<>();
        Thread hook = new Thread(() -> {
            processes.forEach(ModelChecker::kill);
            delete(folder);
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            start(new TlcCommand(settings, module, config, library, folder), processes);
            return await(processes.getFirst(), listener);
        } finally {
            processes.forEach(ModelChecker::kill);
            delete(folder);
            removeHook(hook);
        }
    }

    /** Adds each process when it runs, the one that reports first. */
    private void start(TlcCommand command, List<Process> processes) throws IOException {
        if (settings.distributed() == 0) {
            processes.add(builder(command, command.alone()).start());
            return;
        }
        int port = freePort();
        processes.add(builder(command, command.server(port, ConfigFile.read(command.config())))
                .start());
        for (int i = 0; i < settings.distributed(); i++) {
            // Workers wait until the server is there.
            processes.add(builder(command, command.worker(port))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
    }

    private static ProcessBuilder builder(TlcCommand command, List<String> line) {
        return new ProcessBuilder(line).directory(command.folder().toFile()).redirectErrorStream(true);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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

    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook is running or has run.
            return;
        }
    }

    static void delete(Path folder) {
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
