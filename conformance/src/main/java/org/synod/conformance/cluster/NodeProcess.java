package org.synod.conformance.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.TraceSealer;

/**
 * One node as a process of the operating system.
 *
 * <p>Whatever ends this process, {@link #killAll} leaves none of them behind: it runs when the JVM shuts down.
 */
public final class NodeProcess {

    /** Names the launcher's file of kept classes. */
    private static final String CLASSES = "synod.classes";

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(NodeProcess::killAll, "kill-nodes"));
    }

    private final String name;
    private final Path folder;
    private final Options options;
    private int incarnation;
    private boolean paused;
    private @Nullable Process process;

    /**
     * How a node is started.
     *
     * @param java options of the JVM
     * @param node options of the command {@code node}, beside its configuration
     */
    public record Options(List<String> java, List<String> node) {
        public Options {
            java = List.copyOf(java);
            node = List.copyOf(node);
        }
    }

    /**
     * A node that is not started yet.
     *
     * @param folder gets the node's configuration, data and console; traces go where the configuration says
     * @param members what the configuration says of the first members
     * @param extra further configuration, key by key
     */
    NodeProcess(String name, Path folder, String members, Map<String, String> extra, Options options)
            throws IOException {
        this.name = name;
        this.folder = folder;
        this.options = options;
        Files.createDirectories(folder);
        StringBuilder config = new StringBuilder();
        config.append("replica = ").append(name).append('\n');
        config.append("replicas = ").append(members).append('\n');
        config.append("data = ").append(folder.resolve("data").toAbsolutePath()).append('\n');
        extra.forEach(
                (key, value) -> config.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(folder.resolve("node.conf"), config);
    }

    String name() {
        return name;
    }

    boolean isUp() {
        return process != null && process.isAlive();
    }

    boolean isPaused() {
        return paused;
    }

    long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return running.pid();
    }

    /** Everything that it wrote is gone. */
    void loseDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Starts the process; returns when it says that it listens. */
    void start() throws IOException, InterruptedException {
        launch();
        awaitReady();
    }

    /** Starts the process, and goes on at once; {@link #awaitReady} must follow. */
    void launch() throws IOException {
        incarnation++;
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options.java());
        String classes = System.getProperty(CLASSES);
        if (classes != null) {
            command.addAll(List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + classes));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "org.synod.cli.Synod",
                "node",
                "--config",
                folder.resolve("node.conf").toString()));
        command.addAll(options.node());
        Process started = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(errors().toFile())
                .start();
        ALIVE.add(started);
        process = started;
    }

    private Path errors() {
        return folder.resolve("errors-" + incarnation + ".log");
    }

    /** Returns when the process that was launched says that it listens. */
    void awaitReady() throws IOException, InterruptedException {
        Process started = process;
        if (started == null) {
            throw new IllegalStateException(name + " was not launched");
        }
        String ready = started.inputReader().readLine();
        if (ready == null) {
            started.waitFor();
            ALIVE.remove(started);
            throw new IOException("node " + name + " did not start: "
                    + Files.readString(errors()).strip());
        }
        Files.writeString(folder.resolve("console-" + incarnation + ".log"), ready + "\n");
    }

    /** SIGKILL; what the process had traced is sealed. */
    void kill(Path traces) throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly().waitFor();
        ended(running);
        Path trace = traces.resolve("trace-" + name + "-" + incarnation + ".ndjson");
        if (Files.exists(trace)) {
            TraceSealer.sealKilled(trace);
        }
    }

    /** SIGSTOP. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
        paused = false;
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("SIG" + signal + " did not reach " + name);
        }
    }

    /** SIGTERM, which a node answers by stopping in order; the exit code, or -1 when it had to be killed. */
    int stop(Path traces) throws IOException, InterruptedException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return running == null ? 0 : running.exitValue();
        }
        if (paused) {
            resume();
        }
        running.destroy();
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
            kill(traces);
            return -1;
        }
        ended(running);
        return running.exitValue();
    }

    private void ended(Process running) {
        ALIVE.remove(running);
        paused = false;
        process = null;
    }

    private static void killAll() {
        ALIVE.forEach(Process::destroyForcibly);
    }
}
