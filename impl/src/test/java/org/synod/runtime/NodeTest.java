package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.client.ClientSettings;
import org.synod.client.RejectedException;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.client.UnknownOutcomeException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Result;
import org.synod.wal.MemoryStorage;

@Timeout(120)
class NodeTest {
    private static final ReplicaId R1 = new ReplicaId("r1");

    @TempDir
    private Path folder;

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static void putAll(Session session, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            get(session.put(Bytes.of("k" + i), Bytes.of("v" + i)));
        }
    }

    private static void assertHolds(Session session, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            assertEquals(Bytes.of("v" + i), get(session.get(Bytes.of("k" + i))).value());
        }
    }

    @Test
    void writesOutliveEachNodeInTurnAndThenAll() throws Exception {
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = cluster.client()) {
            cluster.startAll();
            Session session = client.session();
            putAll(session, 0, 20);
            int written = 20;
            for (ReplicaId id : cluster.addresses.keySet()) {
                cluster.node(id.name()).close();
                putAll(session, written, written + 20);
                written += 20;
                cluster.start(id);
            }
            assertHolds(session, 0, written);
            cluster.stopAll();
            cluster.startAll();
            assertHolds(session, 0, written);
        }
    }

    @Test
    void everyOperationDoesWhatItSays() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1);
                SynodClient client = cluster.client()) {
            cluster.startAll();
            Session session = client.session();
            Bytes key = Bytes.of("k");
            assertTrue(get(session.compareAndSet(key, null, Bytes.of("a"))).swapped());
            assertFalse(get(session.compareAndSet(key, null, Bytes.of("b"))).swapped());
            Result.Found found = get(session.get(key));
            assertEquals(Bytes.of("a"), found.value());
            Session.Eventual eventual = get(session.getEventual(key));
            assertEquals(found, eventual.found());
            assertTrue(eventual.slot() >= found.version());
            assertTrue(get(session.delete(key)).existed());
            assertEquals(new Result.Found(null, 0), get(session.get(key)));
        }
    }

    @Test
    void whatNoNodeHeardOfDidNotHappen() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1)) {
            SynodClient client = cluster.client();
            Session session = client.session();
            CompletableFuture<Result.Written> out = session.put(Bytes.of("k"), Bytes.of("v"));
            assertThrows(IllegalStateException.class, () -> session.delete(Bytes.of("k")));
            client.close();
            ExecutionException failed = assertThrows(ExecutionException.class, () -> get(out));
            assertInstanceOf(RejectedException.class, failed.getCause());
        }
    }

    @Test
    void manySessionsAtOnceLoseNothingWhenTheLeaderGoes() throws Exception {
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = cluster.client()) {
            cluster.startAll();
            List<CompletableFuture<Void>> sessions = new ArrayList<>();
            CompletableFuture<String> underWay = new CompletableFuture<>();
            for (int i = 0; i < 32; i++) {
                sessions.add(count(client.session(), Bytes.of("c" + i), 0, 60, underWay));
            }
            for (int losses = 0; losses < 2; losses++) {
                get(underWay);
                for (Node node : List.copyOf(cluster.nodes.values())) {
                    if (node.isLeader()) {
                        node.close();
                        cluster.start(node.config().replica());
                        break;
                    }
                }
            }
            for (CompletableFuture<Void> session : sessions) {
                get(session.thenApply(done -> ""));
            }
        }
    }

    /** Counts up by compare-and-set: an operation that happened twice, or not at all, makes the next one fail. */
    private static CompletableFuture<Void> count(
            Session session, Bytes key, int from, int to, CompletableFuture<String> underWay) {
        if (from == to) {
            return CompletableFuture.completedFuture(null);
        }
        Bytes expected = from == 0 ? null : Bytes.of(Integer.toString(from));
        return session.compareAndSet(key, expected, Bytes.of(Integer.toString(from + 1)))
                .thenCompose(result -> {
                    assertTrue(result.swapped(), key + " at " + from);
                    if (from == 10) {
                        underWay.complete("");
                    }
                    return count(session, key, from + 1, to, underWay);
                });
    }

    /** The log was trimmed because the tree had it: without the tree the replica has forgotten, and must not come back. */
    @Test
    void aTreeThatEndsBeforeTheLogBeginsIsPutInQuarantine() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1)) {
            cluster.more.put(
                    R1,
                    "segment-slots = 5\ntree-flush-slots = 5\narchive = " + folder.resolve("archive")
                            + "\nnote-ms = 1\n");
            cluster.startAll();
            try (SynodClient client = cluster.client()) {
                Session session = client.session();
                int put = 0;
                while (trimmed(client) == 0) {
                    putAll(session, put, put + 5);
                    put += 5;
                }
            }
            cluster.stopAll();
            Files.delete(folder.resolve("data-r1/tree.mv"));
            for (int i = 0; i < 2; i++) {
                StartException refused = assertThrows(StartException.class, () -> cluster.start(R1));
                assertEquals(StartException.BAD_INPUT, refused.exitCode());
                assertTrue(String.valueOf(refused.getMessage()).contains("quarantine"), refused.getMessage());
                assertTrue(String.valueOf(refused.getMessage()).contains("up to slot 0"), refused.getMessage());
            }
        }
    }

    private static long trimmed(SynodClient client) throws Exception {
        return Long.parseLong(status(client, "trimmed"));
    }

    /** Somebody else's object in the way of the first segment, which is removed in the end. */
    @Test
    void anArchiveThatRefusesRaisesAnAlarmAndGoesOnOnceItIsMended() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1);
                SynodClient client = cluster.client()) {
            Path archive = folder.resolve("archive");
            Path wrong = archive.resolve("g1/manifests/0000000000000000001");
            Files.createDirectories(Objects.requireNonNull(wrong.getParent()));
            Files.writeString(wrong, "no manifest");
            cluster.more.put(R1, "segment-slots = 5\ntree-flush-slots = 5\narchive = " + archive + "\nnote-ms = 1\n");
            cluster.startAll();
            Session session = client.session();
            int put = 0;
            while (!status(client, "health").contains("cannot be archived")) {
                putAll(session, put, put + 5);
                put += 5;
            }
            assertTrue(status(client, "archive-error").contains("0000000000000000001"));
            assertEquals("0", status(client, "trimmed"));
            Files.delete(wrong);
            while (trimmed(client) == 0 || !status(client, "health").isEmpty()) {
                putAll(session, put, put + 5);
                put += 5;
            }
        }
    }

    private static String status(SynodClient client, String key) throws Exception {
        return Objects.requireNonNull(
                client.status(R1, Duration.ofSeconds(5)).get().get(key));
    }

    @Test
    void aTraceIsWholeAndGoesOnAfterARestart() throws Exception {
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = cluster.client()) {
            cluster.startAll();
            putAll(client.session(), 0, 10);
            cluster.node("r1").close();
            cluster.start(R1);
            putAll(client.session(), 10, 20);
            cluster.stopAll();

            List<String> first = Files.readAllLines(cluster.traces().resolve("trace-r1-1.ndjson"));
            List<String> second = Files.readAllLines(cluster.traces().resolve("trace-r1-2.ndjson"));
            assertTrue(first.get(0)
                    .startsWith("{\"synod-trace\":2,\"spec\":\"LeasedGroup\",\"group\":\"g1\",\"replicas\":"
                            + "{\"r1\":\"STORAGE\",\"r2\":\"STORAGE\",\"r3\":\"STORAGE\"},"
                            + "\"initial\":[\"r1\",\"r2\",\"r3\"],\"leaseNanos\":300000000,\"spanNanos\":"));
            assertEquals(
                    "{\"end\":true,\"events\":" + countEvents(first) + ",\"reason\":\"stopped\"}",
                    first.get(first.size() - 1));
            List<String> events = new ArrayList<>(first.subList(1, first.size() - 1));
            events.addAll(second.subList(1, second.size() - 1));
            Set<String> actions = new HashSet<>();
            long clock = 0;
            long n = 0;
            for (String event : events) {
                assertTrue(event.startsWith("{\"n\":" + (n + 1) + ",\"replica\":\"r1\""), event);
                n += commands(event);
                long next = Long.parseLong(event.replaceAll(".*?\"clock\":(\\d+).*", "$1"));
                assertTrue(next > clock);
                clock = next + commands(event) - 1;
                actions.add(event.replaceAll(".*?\"action\":\"(\\w+)\".*", "$1"));
            }
            assertTrue(actions.containsAll(Set.of("Accept", "Flush", "Restart")), actions.toString());
            assertTrue(second.get(1).contains("\"action\":\"Restart\"")
                    || second.get(1).contains("\"Learn\""));
        }
    }

    private static long countEvents(List<String> trace) {
        return trace.subList(1, trace.size() - 1).stream()
                .mapToLong(NodeTest::commands)
                .sum();
    }

    /** How many events a line of a trace has. */
    private static long commands(String line) {
        return 1
                + line.replaceAll(".*\"commands\":\\[([^]]*)].*|.*", "$1")
                        .chars()
                        .filter(c -> c == ',')
                        .count();
    }

    @Test
    void aFailedForceEndsTheNodeAndAcknowledgesNothing() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        ByteArrayOutputStream lastWords = new ByteArrayOutputStream();
        CompletableFuture<Integer> halted = new CompletableFuture<>();
        Node.Environment environment = new Node.Environment(
                real -> storage,
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(lastWords, true, StandardCharsets.UTF_8),
                halted::complete);
        try (Cluster cluster = new Cluster(folder, 1);
                SynodClient client = SynodClient.open(
                        cluster.addresses, ClientSettings.of(new GroupId(1)).withDeadline(Duration.ofSeconds(2)))) {
            try (Node node = Node.start(cluster.config(R1), environment)) {
                Session session = client.session();
                get(session.put(Bytes.of("k"), Bytes.of("v")));
                storage.failForces();
                ExecutionException failed =
                        assertThrows(ExecutionException.class, () -> get(session.put(Bytes.of("k"), Bytes.of("w"))));
                assertInstanceOf(UnknownOutcomeException.class, failed.getCause());
                assertEquals(StartException.INTERNAL, get(halted));
                assertEquals(StartException.INTERNAL, node.exited().get(60, TimeUnit.SECONDS));
                assertTrue(lastWords.toString(StandardCharsets.UTF_8).contains("could not be synced"));
            }
        }
    }

    @Test
    void aFullDiskRefusesWritesUntilThereIsRoom() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        storage.room(4 << 20);
        Node.Environment quiet = Cluster.quiet();
        Node.Environment environment = new Node.Environment(real -> storage, quiet.out(), quiet.err(), quiet.halt());
        try (Cluster cluster = new Cluster(folder, 1);
                SynodClient patient = cluster.client();
                SynodClient client = SynodClient.open(
                        cluster.addresses, ClientSettings.of(new GroupId(1)).withDeadline(Duration.ofMillis(500)));
                Node node = Node.start(cluster.config(R1), environment)) {
            assertFalse(node.exited().isDone());
            ExecutionException refused = assertThrows(
                    ExecutionException.class, () -> get(client.session().put(Bytes.of("k"), Bytes.of("v"))));
            assertInstanceOf(RejectedException.class, refused.getCause());
            storage.room(Long.MAX_VALUE);
            get(patient.session().put(Bytes.of("k"), Bytes.of("v")));
        }
    }

    @Test
    void aPortInUseIsRefused() throws Exception {
        try (Cluster cluster = new Cluster(folder, 2)) {
            cluster.start(R1);
            NodeConfig other = NodeConfig.parse(
                    "replica = r2\ndata = %s\nreplicas = r1=127.0.0.1:1, r2=127.0.0.1:%d"
                            .formatted(
                                    folder.resolve("other"), cluster.node("r1").port()),
                    "test");
            StartException told = assertThrows(StartException.class, () -> Node.start(other, Cluster.quiet()));
            assertEquals(StartException.BAD_INPUT, told.exitCode());
            assertTrue(String.valueOf(told.getMessage()).contains("cannot listen on 127.0.0.1"), told.getMessage());
        }
    }

    @Test
    void aFolderInUseAndALostLogAreRefused() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1)) {
            Node node = cluster.start(R1);
            StartException inUse = assertThrows(StartException.class, () -> cluster.start(R1));
            assertEquals(StartException.BAD_INPUT, inUse.exitCode());
            node.close();
            try (var files = Files.list(folder.resolve("data-r1").resolve("log"))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            StartException lost = assertThrows(StartException.class, () -> cluster.start(R1));
            assertEquals(StartException.BAD_INPUT, lost.exitCode());
            assertTrue(String.valueOf(lost.getMessage()).contains("damaged"), lost.getMessage());
        }
    }
}
