package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.client.ClientSettings;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;
import org.synod.transport.NextWireFormat;
import org.synod.wal.LogFormat;
import org.synod.wal.NextLogFormat;

/**
 * Three nodes go from this Synod to the next, and back, while a client writes. The next one has a field more in a message,
 * and a record more in its log: on the wire and on the disk.
 */
@Timeout(120)
class RollingChangeTest {
    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final ReplicaId R2 = new ReplicaId("r2");
    private static final ReplicaId R3 = new ReplicaId("r3");

    private final NextWireFormat wire = new NextWireFormat();
    private final NextLogFormat log = new NextLogFormat();
    private final Formats next = new Formats(wire, log);

    @TempDir
    private Path folder;

    private int written;

    private void write(Session session) throws Exception {
        for (int i = 0; i < 5; i++, written++) {
            session.put(Bytes.of("k" + written), Bytes.of("v" + written)).get(60, TimeUnit.SECONDS);
        }
    }

    private void assertHoldsAll(Session session) throws Exception {
        for (int i = 0; i < written; i++) {
            assertEquals(
                    Bytes.of("v" + i),
                    session.get(Bytes.of("k" + i)).get(60, TimeUnit.SECONDS).value());
        }
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!what.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "nothing came");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** The files of a replica, with when they were changed last. */
    private Map<String, String> files(ReplicaId id) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("data-" + id))) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
        }
        return files;
    }

    @Test
    void oneNodeAfterTheOtherAndBack() throws Exception {
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = SynodClient.open(
                        cluster.addresses, ClientSettings.of(new GroupId(1)).withDeadline(Duration.ofSeconds(60)))) {
            Session session = client.session();
            cluster.startAll();
            write(session);

            // One of the next kind among two of the old.
            change(cluster, session, R1, next);
            assertEquals(0, wire.read());
            // Two of them speak the new version with each other, and the old one with the third.
            change(cluster, session, R2, next);
            change(cluster, session, R3, next);
            assertConnectionsStand(cluster);

            // Until the new record is written each may go back.
            assertEquals(0, log.written());
            change(cluster, session, R1, Formats.CURRENT);
            change(cluster, session, R1, next);

            // Then each is told to write it, one after the other, and reads it again after a restart.
            for (ReplicaId id : cluster.addresses.keySet()) {
                cluster.more.put(id, "data-version = " + log.newest() + "\n");
                change(cluster, session, id, next);
            }
            while (log.written() == 0) {
                change(cluster, session, leader(cluster), next);
            }
            change(cluster, session, R1, next);
            change(cluster, session, R2, next);
            change(cluster, session, R3, next);
            assertTrue(log.read() > 0);

            assertTheOldOneRefuses(cluster, session);
        }
    }

    /** The new field comes again and again, and no connection breaks over it. */
    private void assertConnectionsStand(Cluster cluster) throws InterruptedException {
        await(() -> wire.read() > 0);
        long refusals = refusals(cluster);
        int read = wire.read();
        await(() -> wire.read() > read + 50);
        assertEquals(refusals, refusals(cluster));
    }

    private static long refusals(Cluster cluster) {
        return cluster.nodes.values().stream().mapToLong(Node::refusals).sum();
    }

    /** What cannot be read is not touched: the next Synod finds all of it. */
    private void assertTheOldOneRefuses(Cluster cluster, Session session) throws Exception {
        cluster.node("r2").close();
        Map<String, String> before = files(R2);
        for (String asked : new String[] {"", "data-version = " + LogFormat.CURRENT.newest() + "\n"}) {
            cluster.more.put(R2, asked);
            StartException told = assertThrows(StartException.class, () -> cluster.start(R2));
            assertEquals(
                    "The data folder " + folder.resolve("data-r2")
                            + " was written by a newer Synod: its format is version"
                            + " 3, and this one reads up to 2.",
                    told.getMessage());
            assertEquals(StartException.BAD_INPUT, told.exitCode());
        }
        assertEquals(before, files(R2));
        cluster.more.put(R2, "");
        cluster.start(R2, next);
        write(session);
        // Now r2 is one of the two that make up the majority.
        cluster.node("r1").close();
        write(session);
        assertHoldsAll(session);
    }

    private static ReplicaId leader(Cluster cluster) throws InterruptedException {
        await(() -> cluster.nodes.values().stream().anyMatch(Node::isLeader));
        return cluster.nodes.entrySet().stream()
                .filter(entry -> entry.getValue().isLeader())
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(R1);
    }

    /** Stops a node while the others go on, and starts it with a build's formats on what it left. */
    private void change(Cluster cluster, Session session, ReplicaId id, Formats formats) throws Exception {
        cluster.node(id.name()).close();
        write(session);
        cluster.start(id, formats);
        write(session);
        assertHoldsAll(session);
    }
}
