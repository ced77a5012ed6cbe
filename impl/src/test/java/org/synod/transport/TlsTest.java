package org.synod.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.client.ClientSettings;
import org.synod.client.RejectedException;
import org.synod.client.SynodClient;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.statemachine.Bytes;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final ReplicaId R2 = new ReplicaId("r2");

    @TempDir
    private static Path folder;

    private Path believed = Path.of("");
    private Map<String, TlsFiles> files = Map.of();

    /** Who should get nowhere. */
    enum Wrong {
        OTHER_AUTHORITY,
        EXPIRED,
        OTHER_NAME,
        PLAIN_TEXT
    }

    @BeforeAll
    void certificates() throws Exception {
        Certificates made = new Certificates(folder);
        believed = made.authority("good");
        made.authority("other");
        files = Map.of(
                "r1",
                made.issue("good", "CN=r1", believed),
                "r2",
                made.issue("good", "CN=a node,O=Synod", believed, "-ext", "san=dns:r2,dns:r2.example"),
                "app",
                made.issue("good", "CN=app", believed),
                Wrong.OTHER_AUTHORITY.name(),
                made.issue("other", "CN=r2", believed),
                Wrong.EXPIRED.name(),
                made.issue("good", "CN=r2", believed, "-startdate", "-9d", "-validity", "1"),
                Wrong.OTHER_NAME.name(),
                made.issue("good", "CN=r3", believed, "-ext", "san=dns:R2"));
    }

    private TlsFiles files(String name) {
        TlsFiles found = files.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name);
        }
        return found;
    }

    private @Nullable Tls tls(String name) throws TlsException {
        return name.equals(Wrong.PLAIN_TEXT.name()) ? null : Tls.open(files(name));
    }

    private static TestNode node(ReplicaId id, @Nullable Tls tls) {
        return TestNode.start(new Transport.Settings(id, 1 << 20, WireFormat.CURRENT, tls, 1), 0);
    }

    private static SynodClient client(ReplicaId id, TestNode node, @Nullable Tls tls, Duration deadline) {
        ClientSettings settings = ClientSettings.of(TestNode.GROUP).withDeadline(deadline);
        return SynodClient.open(Map.of(id, node.address), tls == null ? settings : settings.withTls(tls));
    }

    private static void assertServed(ReplicaId id, TestNode node, @Nullable Tls tls) throws Exception {
        try (SynodClient client = client(id, node, tls, Duration.ofSeconds(20))) {
            assertEquals(
                    1,
                    client.session()
                            .put(Bytes.of("k"), Bytes.of("v"))
                            .get(20, TimeUnit.SECONDS)
                            .version());
            assertEquals("request in version 1", node.heard.take());
        }
    }

    /** Not only unanswered: the client knows that the operation did not happen. */
    private static void assertNotServed(ReplicaId id, TestNode node, @Nullable Tls tls) {
        try (SynodClient client = client(id, node, tls, Duration.ofSeconds(1))) {
            ExecutionException failed = assertThrows(
                    ExecutionException.class,
                    () -> client.session().put(Bytes.of("k"), Bytes.of("v")).get(20, TimeUnit.SECONDS));
            assertInstanceOf(RejectedException.class, failed.getCause());
            assertTrue(node.heard.isEmpty());
        }
    }

    @Test
    void replicasThatAreNamedReachEachOther() throws Exception {
        try (TestNode one = node(R1, tls("r1"));
                TestNode two = node(R2, tls("r2"))) {
            one.peers(two);
            two.peers(one);
            one.reach(two);
            two.reach(one);
            assertEquals(0, one.ask(Transport::refusals));
            assertEquals(0, two.ask(Transport::refusals));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPeerGetsNowhere(Wrong wrong) throws Exception {
        try (TestNode one = node(R1, tls("r1"));
                TestNode two = node(R2, tls(wrong.name()))) {
            two.peers(one);
            one.await(t -> t.refusals() > 1);
            two.peers();
            long before = one.ask(Transport::refusals);
            one.peers(two);
            one.await(t -> t.refusals() > before + 1);
            assertFalse(one.is(t -> t.isConnected(R2)));
            assertTrue(one.heard.isEmpty());
            assertTrue(two.heard.isEmpty());
        }
    }

    @Test
    void theSidesThatSpeakPlainTextSaySoToo() throws Exception {
        try (TestNode secured = node(R1, tls("r1"));
                TestNode plain = node(R2, null)) {
            secured.peers(plain);
            plain.await(t -> t.refusals() > 0);
            secured.peers();
            long before = plain.ask(Transport::refusals);
            plain.peers(secured);
            plain.await(t -> t.refusals() > before);
        }
    }

    @Test
    void aClientNeedsACertificateOfTheAuthorityAndNoParticularName() throws Exception {
        try (TestNode node = node(R1, tls("r1"))) {
            assertServed(R1, node, tls("app"));
            assertServed(R1, node, tls("r2"));
        }
    }

    @Test
    void aWrongClientGetsNowhere() throws Exception {
        try (TestNode node = node(R1, tls("r1"))) {
            assertNotServed(R1, node, tls(Wrong.OTHER_AUTHORITY.name()));
            assertNotServed(R1, node, tls(Wrong.EXPIRED.name()));
            assertServed(R1, node, tls(Wrong.OTHER_NAME.name()));
        }
        try (TestNode plain = node(R1, null)) {
            assertNotServed(R1, plain, tls("app"));
            assertServed(R1, plain, null);
        }
    }

    /** What a client without TLS sends to a node with it is lost before it is read, but the client cannot know that. */
    @Test
    void plainTextOfAClientIsNotHeard() throws Exception {
        try (TestNode node = node(R1, tls("r1"));
                SynodClient client = client(R1, node, null, Duration.ofSeconds(1))) {
            assertThrows(
                    ExecutionException.class,
                    () -> client.session().put(Bytes.of("k"), Bytes.of("v")).get(20, TimeUnit.SECONDS));
            assertTrue(node.heard.isEmpty());
            assertTrue(node.ask(Transport::refusals) > 0);
        }
    }

    @Test
    void aClientSpeaksToNobodyButTheReplicaThatItMeans() throws Exception {
        for (String name :
                new String[] {"r1", Wrong.OTHER_AUTHORITY.name(), Wrong.EXPIRED.name(), Wrong.OTHER_NAME.name()}) {
            try (TestNode node = node(R2, tls(name))) {
                assertNotServed(R2, node, tls("app"));
            }
        }
    }

    @Test
    void withoutACertificateNothingIsHeard() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(believed)) {
            Certificate authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setCertificateEntry("ca", authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        // A request: a hello would be refused for the name that is not there.
        ByteBuf request = Unpooled.buffer();
        int start = Frames.begin(request, 1, Frames.REQUEST, 1);
        ClientCodec.put(request, new ClientMessage.Request(5, 6, ClientMessage.Kind.LOG, new byte[0]));
        Frames.end(request, start, new CRC32C());
        try (TestNode node = node(R1, tls("r1"));
                Socket socket =
                        context.getSocketFactory().createSocket(node.address.getAddress(), node.address.getPort())) {
            assertThrows(IOException.class, () -> {
                socket.getOutputStream().write(request.array(), 0, request.readableBytes());
                assertEquals(-1, socket.getInputStream().read());
                throw new IOException("closed without an alert");
            });
            node.await(t -> t.refusals() > 0);
            assertTrue(node.heard.isEmpty());
        }
    }

    private static void replace(TlsFiles old, TlsFiles fresh) throws IOException {
        Files.copy(fresh.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(fresh.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void newFilesAreUsedAndBrokenOnesAreNot() throws Exception {
        TlsFiles used = new TlsFiles(folder.resolve("used.pem"), folder.resolve("used.key"), believed);
        replace(used, files(Wrong.OTHER_NAME.name()));
        Tls tls = Tls.open(used);
        assertFalse(tls.names(R1));
        try (TestNode one = node(R1, tls);
                TestNode two = node(R2, tls("r2"))) {
            two.peers(one);
            two.await(t -> t.refusals() > 1);
            replace(used, files("r1"));
            two.reach(one);
            assertTrue(tls.names(R1));
            // Half of the next pair is there: what was used before still is.
            Files.copy(files("r2").key(), used.key(), StandardCopyOption.REPLACE_EXISTING);
            assertTrue(tls.names(R1));
            two.peers();
            two.peers(one);
            two.reach(one);
        }
    }

    @Test
    void filesThatMakeNoSenseAreRefusedWithASentence() throws Exception {
        TlsFiles good = files("r1");
        Path nothing = folder.resolve("nothing");
        assertRefused(new TlsFiles(nothing, good.key(), believed), "cannot be read");
        assertRefused(new TlsFiles(good.key(), good.key(), believed), "holds no certificates");
        assertRefused(new TlsFiles(good.certificate(), good.certificate(), believed), "must be PKCS#8");
        assertRefused(new TlsFiles(good.certificate(), files("r2").key(), believed), "does not belong to");
        assertRefused(new TlsFiles(good.certificate(), good.key(), good.key()), "holds no certificates");
    }

    private static void assertRefused(TlsFiles wrong, String why) {
        TlsException told = assertThrows(TlsException.class, () -> Tls.open(wrong));
        assertTrue(String.valueOf(told.getMessage()).contains(why), told.getMessage());
    }
}
