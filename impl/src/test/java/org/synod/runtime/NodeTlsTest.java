package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
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
import org.synod.transport.Certificates;
import org.synod.transport.Tls;
import org.synod.transport.TlsFiles;

@Timeout(120)
class NodeTlsTest {
    private static final ClientSettings SETTINGS = ClientSettings.of(new GroupId(1));

    @TempDir
    private Path folder;

    private static String lines(TlsFiles files) {
        return "tls-certificate = %s\ntls-key = %s\ntls-ca = %s\n"
                .formatted(files.certificate(), files.key(), files.ca());
    }

    @Test
    void aGroupServesWhoHasACertificate() throws Exception {
        Certificates made = new Certificates(folder);
        Path believed = made.authority("good");
        Tls app = Tls.open(made.issue("good", "CN=app", believed));
        try (Cluster cluster = new Cluster(folder, 3)) {
            for (ReplicaId id : cluster.addresses.keySet()) {
                cluster.more.put(id, lines(made.issue("good", "CN=" + id, believed)));
            }
            cluster.startAll();
            try (SynodClient client = SynodClient.open(cluster.addresses, SETTINGS.withTls(app))) {
                Session session = client.session();
                session.put(Bytes.of("k"), Bytes.of("v")).get(60, TimeUnit.SECONDS);
                cluster.node("r1").close();
                // Larger than a record of TLS.
                Bytes large = Bytes.wrap(new byte[300 << 10]);
                session.put(Bytes.of("large"), large).get(60, TimeUnit.SECONDS);
                assertEquals(
                        large,
                        session.get(Bytes.of("large")).get(60, TimeUnit.SECONDS).value());
            }
            try (SynodClient client =
                    SynodClient.open(cluster.addresses, SETTINGS.withDeadline(Duration.ofMillis(500)))) {
                assertThrows(
                        ExecutionException.class,
                        () -> client.session().get(Bytes.of("k")).get(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void aNodeDoesNotStartWithACertificateOfAnother() throws Exception {
        Certificates made = new Certificates(folder);
        Path believed = made.authority("good");
        ReplicaId r1 = new ReplicaId("r1");
        try (Cluster cluster = new Cluster(folder, 1)) {
            cluster.more.put(r1, lines(made.issue("good", "CN=r2", believed)));
            StartException named = assertThrows(StartException.class, () -> cluster.start(r1));
            assertEquals(StartException.BAD_INPUT, named.exitCode());
            assertTrue(String.valueOf(named.getMessage()).endsWith("does not name r1."), named.getMessage());
            cluster.more.put(r1, lines(new TlsFiles(believed, folder.resolve("no-key"), believed)));
            StartException missing = assertThrows(StartException.class, () -> cluster.start(r1));
            assertEquals(StartException.BAD_INPUT, missing.exitCode());
            assertTrue(String.valueOf(missing.getMessage()).contains("no-key"), missing.getMessage());
        }
    }
}
