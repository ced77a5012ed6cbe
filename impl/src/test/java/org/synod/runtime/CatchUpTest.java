package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.core.ReplicaId;
import org.synod.protocol.Output;
import org.synod.statemachine.Bytes;

@Timeout(120)
class CatchUpTest {
    private static final ReplicaId FRESH = new ReplicaId("r4");

    @TempDir
    private Path folder;

    private static long number(SynodClient client, ReplicaId node, String key) throws Exception {
        return Long.parseLong(client.status(node, Duration.ofSeconds(10)).get().get(key));
    }

    /** It knows the members that the group began with, and one of them is gone for good: the first that it would ask. */
    @Test
    void whoBeginsEmptyCopiesTheTreeFromSomebodyWhoIsThere() throws Exception {
        try (Cluster cluster = new Cluster(folder, 3, 1);
                SynodClient client = cluster.client()) {
            for (ReplicaId id : cluster.addresses.keySet()) {
                cluster.more.put(
                        id,
                        "segment-slots = 5\ntree-flush-slots = 5\nnote-ms = 1\nauto-heal = false\narchive = "
                                + folder.resolve("archive") + "\n");
            }
            List<ReplicaId> members = List.of(new ReplicaId("r1"), new ReplicaId("r2"), new ReplicaId("r3"));
            for (ReplicaId id : members) {
                cluster.start(id);
            }
            Session session = client.session();
            int put = 0;
            while (members.stream().anyMatch(id -> untrimmed(client, id))) {
                session.put(Bytes.of("k" + put % 10), Bytes.of("v" + put)).get(60, TimeUnit.SECONDS);
                put++;
            }
            ReplicaId gone = members.stream()
                    .filter(id -> !Objects.requireNonNull(cluster.nodes.get(id)).isLeader())
                    .findFirst()
                    .orElseThrow();
            cluster.node(gone.name()).close();
            session.put(Bytes.of("last"), Bytes.of("value")).get(60, TimeUnit.SECONDS);
            cluster.start(FRESH);
            Session.Eventual found = session.getEventual(Bytes.of("last")).get(60, TimeUnit.SECONDS);
            while (number(client, FRESH, "applied") < found.slot()) {
                // Its tree must come without a write.
                assertFalse(cluster.node("r4").exited().isDone());
            }
        }
    }

    /** A copy of 16,500 slots took so long that 1,500 more were archived: three segments. */
    @Test
    void whatHappenedDuringACopyComesFromTheArchive() {
        assertTrue(CatchUp.isFar(new Output.Missing(1, 16_500), 500));
        assertFalse(CatchUp.isFar(new Output.Missing(16_501, 18_000), 500));
        assertFalse(CatchUp.isFar(new Output.Missing(1, 499), 500));
        assertTrue(CatchUp.isFar(new Output.Missing(16_501, 33_500), 500));
    }

    private static boolean untrimmed(SynodClient client, ReplicaId id) {
        try {
            return number(client, id, "trimmed") < 20;
        } catch (Exception e) {
            // It is on its way up.
            return true;
        }
    }
}
