package org.synod.specs;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command lines of TLC for one model.
 *
 * @param folder a folder of the run's own, for all that TLC writes
 */
record TlcCommand(ModelChecker.Settings settings, Path module, Path config, List<Path> library, Path folder) {
    /** One process that does everything. */
    List<String> alone() {
        return alone(settings.sharedClasses() == null ? List.of() : SharedClasses.use(settings.sharedClasses()));
    }

    /** The same, with options for the JVM. */
    List<String> alone(List<String> options) {
        List<String> command = java(settings.workers() > 1 ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC");
        command.addAll(options);
        command.add("tlc2.TLC");
        command.addAll(List.of("-tool", "-workers", Integer.toString(settings.workers()), "-seed", "0"));
        // Otherwise TLC looks for a temporal counterexample whenever some time has passed, and finds one or another.
        command.addAll(List.of("-lncheck", "final"));
        if (settings.coverage()) {
            command.addAll(List.of("-coverage", "60"));
        }
        command.addAll(model());
        return command;
    }

    /** The process of the distributed mode that knows which states were seen, and speaks of them. */
    List<String> server(int port, ConfigFile configuration) {
        List<String> command = java("-XX:+UseSerialGC");
        command.addAll(network(port));
        command.addAll(List.of("tlc2.tool.distributed.TLCServer", "-tool"));
        if (!configuration.checksDeadlock()) {
            // The distributed mode does not take this from the configuration.
            command.add("-deadlock");
        }
        command.addAll(model());
        return command;
    }

    /** A process of the distributed mode that generates states. */
    List<String> worker(int port) {
        List<String> command = java("-XX:+UseSerialGC");
        command.addAll(network(port));
        command.addAll(List.of("tlc2.tool.distributed.TLCWorker", "127.0.0.1"));
        return command;
    }

    private List<String> java(String collector) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.memoryMegabytes() + "m");
        command.add(collector);
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
        return command;
    }

    private static List<String> network(int port) {
        return List.of(
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dtlc2.tool.distributed.TLCServer.port=" + port,
                "-Dtlc2.tool.distributed.TLCWorker.threadCount=1");
    }

    private List<String> model() {
        return List.of(
                "-fp",
                "0",
                "-metadir",
                folder.resolve("states").toString(),
                "-config",
                config.toAbsolutePath().toString(),
                module.toAbsolutePath().toString());
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
