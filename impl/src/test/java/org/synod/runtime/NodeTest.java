package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Result;

@Timeout(60)
class NodeTest {

    @TempDir
    private Path folder;

    @Test
    void aWriteIsReadBackFromThreeNodes() throws Exception {
        try (Cluster cluster = new Cluster(folder, 3);
                SynodClient client = cluster.client()) {
            cluster.startAll();
            Session session = client.session();
            for (int i = 0; i < 100; i++) {
                session.put(Bytes.of("k"), Bytes.of("v" + i)).get(20, TimeUnit.SECONDS);
            }
            Result.Found found = session.get(Bytes.of("k")).get(20, TimeUnit.SECONDS);
            assertEquals(Bytes.of("v99"), found.value());
            assertEquals(3, cluster.nodes.size());
            cluster.node("r1").close();
            session.put(Bytes.of("k"), Bytes.of("after")).get(20, TimeUnit.SECONDS);
        }
    }
}
