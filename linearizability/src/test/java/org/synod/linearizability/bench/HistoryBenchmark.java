package org.synod.linearizability.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;

/**
 * How long a verdict takes in a process that is warm: of what is in memory, and with reading its files. The heap is that of
 * the target, 1 GB; the collector is that of {@code ./synod history check}.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 9)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
public class HistoryBenchmark {
    private static final String FOLDER = "synod.shared.histories";
    private static final Limits LIMITS = new Limits(60_000, 512L << 20);

    /** The histories of a row as files. */
    @State(Scope.Benchmark)
    public static class Written {
        @Param
        private Row row = Row.ETCD_LOGS;

        private Path folder = Path.of(".");
        private List<Path> files = List.of();

        /** Finds the files, or generates them. */
        @Setup
        public void write() throws IOException {
            folder = Files.createTempDirectory("synod-bench");
            files = row.files(Path.of(System.getProperty(FOLDER, ".")), folder);
        }

        /** Removes what was generated. */
        @TearDown
        public void remove() throws IOException {
            for (Path file : files) {
                if (file.startsWith(folder)) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** The histories of a row in memory. */
    @State(Scope.Benchmark)
    public static class Read {
        @Param
        private Row row = Row.ETCD_LOGS;

        private List<History> histories = List.of();

        /** Reads them as {@link Written} finds them. */
        @Setup
        public void read() throws IOException {
            Written written = new Written();
            written.row = row;
            written.write();
            histories = written.files.stream().map(HistoryFiles::read).toList();
            written.remove();
        }
    }

    /** The answers to all histories of the row; one that is not decided is no result. */
    @Benchmark
    public int verdict(Read read) {
        int violated = 0;
        for (History history : read.histories) {
            violated += exitCode(history, read.row);
        }
        return violated;
    }

    /** The same, with reading the files. */
    @Benchmark
    public int readAndVerdict(Written written) {
        int violated = 0;
        for (Path file : written.files) {
            violated += exitCode(HistoryFiles.read(file), written.row);
        }
        return violated;
    }

    private static int exitCode(History history, Row row) {
        Verdict verdict = Checker.check(history, row.kind(), LIMITS);
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new IllegalStateException(
                    history.source() + " ended unknown: " + unknown.cause().label());
        }
        return verdict.exitCode();
    }

    /**
     * Runs the rows, in one process each.
     *
     * @param args a pattern of row names; the folder of the public histories
     */
    public static void main(String[] args) throws RunnerException {
        Path folder = Path.of(args[1]).toAbsolutePath().normalize();
        boolean shared = Files.isDirectory(folder);
        if (!shared) {
            System.out.println("SKIPPED: the rows of public histories, since there is no folder " + folder);
        }
        String[] rows = Arrays.stream(Row.values())
                .filter(row -> row.name().matches(args[0]) && (shared || row.isGenerated()))
                .map(Row::name)
                .toArray(String[]::new);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(HistoryBenchmark.class.getName())
                .param("row", rows)
                .jvmArgsAppend("-D" + FOLDER + "=" + folder)
                .shouldFailOnError(true);
        new Runner(options.build()).run();
    }
}
