package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.client.ClientSettings;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;

/** Three nodes with many groups each. */
@Timeout(120)
class ManyGroupsTest {
    private static final int GROUPS = 200;

    @TempDir
    private Path folder;

    /** The threads of all nodes in this process. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("synod-") && !name.startsWith("synod-client"))
                .count();
    }

    private static SynodClient client(Cluster cluster, int group) {
        return SynodClient.open(cluster.addresses, ClientSettings.of(new GroupId(group)));
    }

    private static void startAll(Cluster cluster, int groups) throws StartException {
        for (ReplicaId id : cluster.addresses.keySet()) {
            cluster.more.put(id, "groups = " + groups + "\n");
            cluster.start(id);
        }
    }

    /** Writes to all these groups, and reads it: each has a leader then. */
    private static void write(Cluster cluster, List<Integer> groups, String value) throws Exception {
        List<SynodClient> clients = new ArrayList<>();
        try {
            List<CompletableFuture<Bytes>> read = new ArrayList<>();
            for (int group : groups) {
                SynodClient client = client(cluster, group);
                clients.add(client);
                Session session = client.session();
                read.add(session.put(Bytes.of("k" + group), Bytes.of(value + group))
                        .thenCompose(written -> session.get(Bytes.of("k" + group)))
                        .thenApply(found -> found.value()));
            }
            for (int i = 0; i < groups.size(); i++) {
                assertEquals(Bytes.of(value + groups.get(i)), read.get(i).get(60, TimeUnit.SECONDS));
            }
        } finally {
            clients.forEach(SynodClient::close);
        }
    }

    @Test
    void allLeadAndServeOnTheThreadsOfOne() throws Exception {
        long before = threads();
        long ofOne;
        try (Cluster cluster = new Cluster(folder.resolve("one"), 3)) {
            startAll(cluster, 1);
            write(cluster, List.of(1), "v");
            ofOne = threads() - before;
        }
        try (Cluster cluster = new Cluster(folder.resolve("many"), 3)) {
            startAll(cluster, GROUPS);
            cluster.awaitLeaders(GROUPS);
            List<Integer> some = List.of(1, 2, 77, 140, GROUPS);
            write(cluster, some, "v");
            assertEquals(ofOne, threads() - before);
            // Whoever led a third of them is gone, and comes back.
            cluster.node("r1").close();
            write(cluster, some, "w");
            cluster.start(new ReplicaId("r1"));
            write(cluster, some, "x");
            cluster.awaitLeaders(GROUPS);
        }
        assertTrue(ofOne > 0);
    }
}
