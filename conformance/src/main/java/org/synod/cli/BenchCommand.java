package org.synod.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.conformance.bench.Bench;
import org.synod.conformance.bench.BenchResult;
import org.synod.conformance.bench.BenchSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Load and latency of three real processes on this machine, started fresh: a closed loop, where each"
                        + " client has one operation out.")
final class BenchCommand implements Callable<Integer> {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "N",
            description = "numbers of clients, each measured in turn (default ${DEFAULT-VALUE})")
    List<Integer> clients = List.of(1, 8, 64, 256);

    @Option(names = "--seconds", description = "how long each is measured (default ${DEFAULT-VALUE})")
    int seconds = 5;

    @Option(
            names = "--warm-up",
            description = "seconds of load with 64 clients before anything is measured; each number of clients has one"
                    + " more second (default ${DEFAULT-VALUE})")
    int warmUp = 8;

    @Option(names = "--size", description = "bytes of a value (default ${DEFAULT-VALUE})")
    int size = 144;

    @Option(names = "--op", description = "put, get or get-eventual (default ${DEFAULT-VALUE})")
    String operation = "put";

    @Option(names = "--trace", description = "let the nodes write traces")
    boolean trace;

    @Option(
            names = "--java",
            arity = "1",
            paramLabel = "OPTION",
            description = "options of the nodes' JVM, one each time, instead of the usual ones")
    List<String> java = BenchSettings.JAVA;

    @Option(names = "--out", description = "the run's folder (default runs/<time>-bench)")
    Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws Exception {
        BenchSettings settings = settings(Path.of("."));
        Path folder = Home.newRun(out, ProcessHandle.current().pid());
        Console console = new Console();
        BenchResult result = new Bench(
                        new BenchSettings(
                                folder, settings.clients(), seconds, warmUp, size, settings.operation(), trace, java),
                        console)
                .run();
        Output.write(folder.resolve("bench.json"), Console.text(result));
        Home.latest(folder);
        console.clear();
        if (json) {
            Console.json(result);
        } else {
            print(result, folder);
        }
        return Exit.HOLDS;
    }

    /** Checks what was asked for, before anything is made. */
    private BenchSettings settings(Path folder) {
        try {
            BenchSettings.Kind kind = BenchSettings.Kind.valueOf(
                    operation.toUpperCase(Locale.ROOT).replace('-', '_'));
            return new BenchSettings(folder, clients, seconds, warmUp, size, kind, trace, java);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    message.startsWith("No enum") ? "--op is put, get or get-eventual, not " + operation : message);
        }
    }

    private static void print(BenchResult result, Path folder) {
        System.out.println(String.format(
                Locale.ROOT,
                "%s of %d bytes, %d processors, load %.2f before; first write after %.0f ms; idle nodes hold %s MB",
                result.operation(),
                result.bytes(),
                result.cores(),
                result.loadBefore(),
                result.coldStartMillis(),
                result.idleMegabytes()));
        System.out.println("nodes: java " + String.join(" ", result.java()) + (result.traced() ? ", traced" : ""));
        System.out.println();
        System.out.println(String.format(
                "%8s %11s %8s %8s %8s %8s %8s %7s %10s %10s %9s  %s",
                "clients",
                "ops/s",
                "p50 ms",
                "p90",
                "p99",
                "p99.9",
                "max",
                "errors",
                "server us",
                "client us",
                "ops/flush",
                "MB"));
        for (BenchResult.Row row : result.rows()) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%8d %,11.0f %8.2f %8.2f %8.2f %8.2f %8.1f %7d %10.1f %10.1f %9.1f  %s",
                    row.clients(),
                    row.operationsPerSecond(),
                    row.p50(),
                    row.p90(),
                    row.p99(),
                    row.p999(),
                    row.max(),
                    row.errors(),
                    row.serverMicrosPerOperation(),
                    row.clientMicrosPerOperation(),
                    row.operationsPerFlush(),
                    row.megabytes()));
        }
        System.out.println();
        System.out.println(
                "Closed loop: each client has one operation out, and the percentiles are of those operations."
                        + " us: processor time for each operation, all nodes together, and the clients' process."
                        + " Flushes are the whole machine's.");
        System.out.println("files: " + folder);
    }
}
