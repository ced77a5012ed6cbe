package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.synod.client.ClientSettings;
import org.synod.client.NodeStatus;
import org.synod.client.RejectedException;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Result;
import org.synod.wal.MemoryStorage;

/** A leader that cannot go on, though it looks alive; and one that goes on, though its time is over. */
@Timeout(180)
class StalledLeaderTest {
    private static final Bytes KEY = Bytes.of("k");

    @TempDir
    private Path folder;

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static ReplicaId leader(Cluster cluster) {
        while (true) {
            for (Map.Entry<ReplicaId, Node> node : cluster.nodes.entrySet()) {
                if (node.getValue().isLeader()) {
                    return node.getKey();
                }
            }
            Thread.onSpinWait();
        }
    }

    /** Its heartbeats go on all the while: without its own doing nobody would ever elect another. */
    @Test
    void aLeaderWhoseDiskStallsHandsOver() throws Exception {
        Map<ReplicaId, MemoryStorage> disks = new HashMap<>();
        CountDownLatch mended = new CountDownLatch(1);
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = cluster.client()) {
            for (ReplicaId id : cluster.addresses.keySet()) {
                cluster.more.put(id, "unhealthy-ms = 300\n");
                MemoryStorage disk = new MemoryStorage();
                disks.put(id, disk);
                Node.Environment quiet = Cluster.quiet();
                cluster.nodes.put(
                        id,
                        Node.start(
                                cluster.config(id),
                                new Node.Environment(real -> disk, quiet.out(), quiet.err(), quiet.halt())));
            }
            Session session = client.session();
            get(session.put(KEY, Bytes.of("before")));
            ReplicaId stalled = leader(cluster);
            try {
                CountDownLatch reached = new CountDownLatch(1);
                Objects.requireNonNull(disks.get(stalled)).beforeStep(() -> {
                    reached.countDown();
                    awaitQuietly(mended);
                });
                // The two others have it durably: it is chosen, whatever the leader's own disk does.
                get(session.put(KEY, Bytes.of("during")));
                assertTrue(reached.await(60, TimeUnit.SECONDS));
                ReplicaId next = stalled;
                while (next.equals(stalled)) {
                    next = leader(cluster);
                }
                get(session.put(KEY, Bytes.of("after")));
                NodeStatus status = get(client.status(stalled, Duration.ofSeconds(10)));
                assertEquals("false", status.get("leads"));
                assertNotEquals(stalled.name(), status.get("leader"));
            } finally {
                mended.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads that were sent to it while it stood still find it with a lease that it thinks it has, unless it looks again. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLeaderThatWasPausedBeyondItsLeaseAnswersNothingFromIt() throws Exception {
        ReplicaId paused = new ReplicaId("r1");
        Process process = null;
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = cluster.client()) {
            process = start(cluster, paused);
            cluster.start(new ReplicaId("r2"));
            cluster.start(new ReplicaId("r3"));
            Session session = client.session();
            for (int round = 1; round <= 3; round++) {
                leadBy(paused, client, session);
                get(session.put(KEY, Bytes.of("old" + round)));
                assertEquals(Bytes.of("old" + round), get(session.get(KEY)).value());
                try (SynodClient alone = SynodClient.open(
                        Map.of(paused, Objects.requireNonNull(cluster.addresses.get(paused))),
                        ClientSettings.of(new GroupId(1)).withDeadline(Duration.ofSeconds(5)))) {
                    List<Session> readers = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        readers.add(alone.session());
                        assertEquals(
                                Bytes.of("old" + round),
                                get(readers.getLast().get(KEY)).value());
                    }
                    signal("STOP", process);
                    ReplicaId unused = leader(cluster);
                    get(session.put(KEY, Bytes.of("new" + round)));
                    List<CompletableFuture<Result.Found>> reads = new ArrayList<>();
                    readers.forEach(reader -> reads.add(reader.get(KEY)));
                    signal("CONT", process);
                    for (CompletableFuture<Result.Found> read : reads) {
                        assertNotServedFromTheOldLease(read, "new" + round);
                    }
                }
            }
        } finally {
            if (process != null) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static void assertNotServedFromTheOldLease(CompletableFuture<Result.Found> read, String value)
            throws Exception {
        try {
            assertEquals(Bytes.of(value), get(read).value());
        } catch (ExecutionException e) {
            // It is not the leader any more, and its client knows no other node.
            assertInstanceOf(RejectedException.class, e.getCause());
        }
    }

    /** Has whoever else leads hand over, until that one does. */
    private static void leadBy(ReplicaId wanted, SynodClient client, Session session) throws Exception {
        while (true) {
            get(session.put(Bytes.of("other"), Bytes.of("x")));
            NodeStatus status;
            try {
                status = get(client.status(wanted, Duration.ofSeconds(5)));
            } catch (ExecutionException e) {
                // It is not up yet.
                continue;
            }
            if (status.leads()) {
                return;
            }
            try {
                get(client.relinquish(Duration.ofSeconds(5)));
            } catch (ExecutionException e) {
                // Somebody else leads by now.
                assertTrue(e.getCause() != null);
            }
        }
    }

    private Process start(Cluster cluster, ReplicaId id) throws IOException, StartException {
        Path file = folder.resolve("paused.conf");
        Files.writeString(file, cluster.text(id));
        Process started = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeMain.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertTrue(line != null && line.contains("listening"), String.valueOf(line));
        return started;
    }

    private static void signal(String name, Process process) throws Exception {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertEquals(0, code);
    }
}
