package org.synod.conformance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.synod.client.ClientSettings;
import org.synod.client.SynodClient;
import org.synod.conformance.cluster.LocalCluster;
import org.synod.conformance.cluster.NodeProcess;
import org.synod.conformance.job.Listener;
import org.synod.conformance.system.Folders;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;

/** Starts a group, measures its cold start, warms it up, and measures one row for each number of clients. */
public final class Bench {
    private static final int REPLICAS = 3;
    private static final int WARM_UP_CLIENTS = 64;
    private static final int SETTLE_SECONDS = 1;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final BenchSettings settings;
    private final Listener listener;
    private final List<Long> self = List.of(ProcessHandle.current().pid());

    public Bench(BenchSettings settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** Runs it; the processes have ended and their data is deleted when this returns. */
    public BenchResult run() throws IOException, InterruptedException {
        try {
            return measure();
        } finally {
            deleteData();
        }
    }

    /** A run writes gigabytes that nobody wants to see. */
    private void deleteData() throws IOException {
        for (int i = 1; i <= REPLICAS; i++) {
            Path data = settings.folder().resolve("r" + i).resolve("data");
            if (Files.exists(data)) {
                Folders.delete(data);
            }
        }
    }

    private BenchResult measure() throws IOException, InterruptedException {
        Files.createDirectories(settings.folder());
        double load = Machine.load();
        long start = System.nanoTime();
        listener.status("starting " + REPLICAS + " nodes");
        try (LocalCluster cluster = new LocalCluster(
                        settings.folder(),
                        REPLICAS,
                        false,
                        Map.of(),
                        settings.traced(),
                        new NodeProcess.Options(settings.java(), List.of()));
                SynodClient client = SynodClient.open(
                        cluster.addresses(), ClientSettings.of(new GroupId(1)).withDeadline(DEADLINE))) {
            firstWrite(client);
            double coldStart = millis(System.nanoTime() - start);
            List<Long> idle = Machine.residentMegabytes(cluster.pids());
            listener.say(String.format(Locale.ROOT, "first write after %.0f ms", coldStart));
            if (settings.warmUpSeconds() > 0) {
                ClosedLoop warming = ClosedLoop.start(client, WARM_UP_CLIENTS, settings.operation(), settings.bytes());
                sleep(settings.warmUpSeconds(), "warming up with " + WARM_UP_CLIENTS + " clients");
                warming.stop();
            }
            List<BenchResult.Row> rows = new ArrayList<>();
            for (int clients : settings.clients()) {
                rows.add(row(cluster, client, clients));
            }
            return new BenchResult(
                    versions(),
                    Runtime.getRuntime().availableProcessors(),
                    load,
                    settings.java(),
                    settings.operation().toString(),
                    settings.bytes(),
                    settings.traced(),
                    coldStart,
                    idle,
                    "closed: each client has one operation out; percentiles are of these operations, with no correction"
                            + " for those that an open loop would have started meanwhile",
                    rows);
        }
    }

    /** Also gives the first key its value, for those who only read. */
    private void firstWrite(SynodClient client) throws IOException, InterruptedException {
        try {
            client.session()
                    .put(Bytes.of("k0"), Bytes.wrap(new byte[settings.bytes()]))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the group does not answer: " + e.getMessage(), e);
        }
    }

    private BenchResult.Row row(LocalCluster cluster, SynodClient client, int clients)
            throws IOException, InterruptedException {
        String what = clients + (clients == 1 ? " client" : " clients");
        ClosedLoop loop = ClosedLoop.start(client, clients, settings.operation(), settings.bytes());
        sleep(SETTLE_SECONDS, what);
        List<Long> nodes = cluster.pids();
        long servers = Machine.processorNanos(nodes);
        long own = Machine.processorNanos(self);
        long flushes = Machine.flushes();
        long begin = System.nanoTime();
        loop.measure();
        sleep(settings.seconds(), what);
        loop.pause();
        double seconds = (System.nanoTime() - begin) / 1e9;
        servers = Machine.processorNanos(nodes) - servers;
        own = Machine.processorNanos(self) - own;
        flushes = Machine.flushes() - flushes;
        List<Long> megabytes = Machine.residentMegabytes(nodes);
        loop.stop();
        Throwable error = loop.firstError();
        if (error != null) {
            listener.say("first error: " + error.getMessage());
        }
        Histogram latency = loop.latency();
        double operations = Math.max(1, latency.getTotalCount());
        BenchResult.Row row = new BenchResult.Row(
                clients,
                latency.getTotalCount() / seconds,
                millis(latency.getValueAtPercentile(50)),
                millis(latency.getValueAtPercentile(90)),
                millis(latency.getValueAtPercentile(99)),
                millis(latency.getValueAtPercentile(99.9)),
                millis(latency.getMaxValue()),
                latency.getTotalCount(),
                loop.errors(),
                servers / 1e3 / operations,
                own / 1e3 / operations,
                flushes / seconds,
                flushes == 0 ? 0 : operations / flushes,
                megabytes);
        listener.say(String.format(
                Locale.ROOT, "%s: %,.0f a second, p99 %.2f ms", what, row.operationsPerSecond(), row.p99()));
        return row;
    }

    private void sleep(int seconds, String what) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            listener.status(what + ", " + (seconds - i) + " s left");
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("synod", "0.1.0");
        versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return versions;
    }
}
