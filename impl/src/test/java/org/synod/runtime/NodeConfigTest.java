package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Timing;
import org.synod.transport.TlsFiles;

class NodeConfigTest {
    private static final String LEAST = """
            # one of three
            replica = r2
            replicas = r1=a:1, r2=b:2, r3=c:3
            data = folder
            """;

    @Test
    void theLeastHasDefaultsForTheRest() throws StartException {
        NodeConfig config = NodeConfig.parse(LEAST, "f");
        assertEquals(new ReplicaId("r2"), config.replica());
        assertEquals(new GroupId(1), config.group());
        assertEquals(
                List.of("r1", "r2", "r3"),
                config.settings().first().replicas().stream()
                        .map(ReplicaId::name)
                        .toList());
        assertEquals("b", config.listen().getHostString());
        assertEquals(2, config.listen().getPort());
        assertEquals(64L << 20, config.storage().segmentBytes());
        assertNull(config.observation().traces());
        assertEquals(Map.of(), config.standby());
        assertEquals(new NodeConfig.Health(Duration.ofSeconds(3), 100_000, true), config.health());
        assertEquals(Timing.DEFAULT, config.times().timing());
        assertEquals(1, config.groups().size());
        assertNull(config.archiving().place());
        assertNull(config.observation().metrics());
        assertNull(config.tls());
    }

    @Test
    void everyKeyIsHeeded() throws StartException {
        NodeConfig config = NodeConfig.parse(LEAST + """
                        group = 9
                        groups = 3
                        listen = 0.0.0.0:0
                        heartbeat-ms = 11
                        election-ms = 12
                        resend-ms = 13
                        note-ms = 14
                        tick-ms = 15
                        segment-mb = 16
                        frame-mb = 17
                        max-in-flight = 18
                        max-retained-mb = 19
                        trace = traces
                        run = a run
                        seed = -21
                        standby = r4=d:4 log
                        lease-ms = 33
                        drift-percent = 2.5
                        snapshot-mb-per-second = 24
                        scrub-mb-per-second = 25
                        scrub-pause-s = 32
                        tree-flush-mb = 26
                        tree-flush-slots = 35
                        archive = s3://bucket/some/prefix/
                        s3-endpoint = http://here:9090
                        s3-region = eu-west-1
                        segment-slots = 27
                        snapshot-segments = 34
                        archive-backlog-mb = 28
                        unhealthy-ms = 29
                        lag-slots = 30
                        auto-heal = false
                        metrics = here:31
                        log-format = json
                        tls-certificate = c.pem
                        tls-key = c.key
                        tls-ca = ca.pem
                        """, "f");
        assertEquals(new GroupId(9), config.group());
        assertEquals(0, config.listen().getPort());
        assertEquals(11_000_000, config.times().timing().heartbeatNanos());
        assertEquals(12_000_000, config.times().timing().electionNanos());
        assertEquals(13_000_000, config.times().timing().resendNanos());
        assertEquals(14_000_000, config.times().timing().noteNanos());
        assertEquals(15, config.times().tick().toMillis());
        assertEquals(16L << 20, config.storage().segmentBytes());
        assertEquals(17 << 20, config.limits().longestFrame());
        assertEquals(18, config.settings().maxInFlight());
        assertEquals(19L << 20, config.settings().maxRetainedBytes());
        assertEquals(Path.of("traces"), config.observation().traces());
        assertEquals("a run", config.observation().run());
        assertEquals(-21, config.seed());
        assertEquals(Role.LOG, node(config.standby(), "r4").role());
        assertEquals("d", node(config.standby(), "r4").address().getHostString());
        assertEquals(
                List.of("r1", "r2", "r3", "r4"),
                config.addresses().keySet().stream().map(ReplicaId::name).toList());
        assertEquals(Duration.ofMillis(33).toNanos(), config.times().timing().leaseNanos());
        assertEquals(0.025, config.times().timing().drift());
        assertEquals(new GroupId(11), config.groups().getLast());
        assertEquals(24L << 20, config.limits().snapshotBytesPerSecond());
        assertEquals(25L << 20, config.limits().scrubBytesPerSecond());
        assertEquals(Duration.ofSeconds(32), config.limits().scrubPause());
        assertEquals(26L << 20, config.storage().treeFlushBytes());
        assertEquals(35, config.storage().treeFlushSlots());
        assertEquals(
                new NodeConfig.Archiving(
                        new NodeConfig.Place.Bucket(
                                "bucket", "some/prefix", URI.create("http://here:9090"), "eu-west-1"),
                        27,
                        34,
                        28L << 20),
                config.archiving());
        assertEquals(14L << 20, config.archiving().alarmBytes());
        assertEquals(new NodeConfig.Health(Duration.ofMillis(29), 30, false), config.health());
        assertEquals(31, Objects.requireNonNull(config.observation().metrics()).getPort());
        assertEquals(NodeConfig.LogFormat.JSON, config.observation().logFormat());
        assertEquals(new TlsFiles(Path.of("c.pem"), Path.of("c.key"), Path.of("ca.pem")), config.tls());
    }

    private static NodeAddress node(Map<ReplicaId, NodeAddress> nodes, String name) {
        return Objects.requireNonNull(nodes.get(new ReplicaId(name)));
    }

    @Test
    void replicasHaveRoles() throws StartException {
        NodeConfig config = NodeConfig.parse(
                "replica = l3\nreplicas = r1=a:1, r2 = b:2 storage, l3=c:3  log\ndata = d\narchive = folder", "f");
        assertEquals(
                List.of(Role.STORAGE, Role.STORAGE, Role.LOG),
                config.replicas().values().stream().map(NodeAddress::role).toList());
        assertEquals(3, config.listen().getPort());
        assertEquals(
                new NodeConfig.Place.Folder(Path.of("folder")),
                config.archiving().place());
    }

    @Test
    void aNodeMayBeOneOfTheStandby() throws StartException {
        NodeConfig config =
                NodeConfig.parse("replica = r4\nreplicas = r1=a:1\nstandby = r4=d:4, r5=e:5\ndata = d", "f");
        assertEquals(4, config.listen().getPort());
        assertEquals(2, config.standby().size());
    }

    /** The keys of the code, of its Javadoc and of the documentation are the same ones. */
    @Test
    void everyKeyIsDocumentedAndNoOther() throws IOException {
        Path home = Path.of(System.getProperty("synod.home", ".."));
        String document = Files.readString(home.resolve("docs/configuration.md"));
        assertEquals(new TreeSet<>(ConfigParser.KEYS), keys("(?m)^\\| `([a-z0-9-]+)` \\|", document));
        String source = Files.readString(home.resolve("impl/src/main/java/org/synod/runtime/NodeConfig.java"));
        String table = source.substring(source.indexOf("<pre>"), source.indexOf("</pre>"));
        assertEquals(new TreeSet<>(ConfigParser.KEYS), keys("(?m)^ \\* ([a-z0-9-]+) ", table));
    }

    private static Set<String> keys(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "color = blue|f:5: there is no key 'color'",
                "seed|f:5: 'seed' has no value",
                "data = other|f:5: 'data' stands twice",
                "seed = many|f:5: 'seed' is a whole number",
                "segment-mb = 0|f:5: 'segment-mb' is 0, where 1 to 1024",
                "listen = here|f:5: 'listen' is host:port",
                "listen = here:70000|f:5: 'listen' has no port",
                "election-ms = 20|f:5: 'election-ms' is wrong",
                "lease-ms = 50|f:5: 'lease-ms' is 50, and must be above twice heartbeat-ms, 50",
                "drift-percent = 51|f:5: 'drift-percent' is 51, where 0.0 to 49.0",
                "drift-percent = NaN|f:5: 'drift-percent' is NaN",
                "drift-percent = few|f:5: 'drift-percent' is a number",
                "standby = r3=d:1|f:5: 'standby' names r3, which is among the replicas",
                "standby = r4=d:1 leader|f:5: 'standby' gives r4 the role 'leader'",
                "standby = r4=d:1, r4=d:2|f:5: 'standby' names r4 twice",
                "s3-region = eu|f:5: 's3-region' needs an archive",
                "archive = s3:///x|f:5: 'archive' is a folder or s3://bucket/prefix",
                "auto-heal = yes|f:5: 'auto-heal' is true or false, not 'yes'",
                "log-format = xml|f:5: 'log-format' is text or json, not 'xml'",
                "metrics = 9100|f:5: 'metrics' is host:port",
                "tls-key = k|f: 'tls-certificate' is missing: TLS takes tls-certificate, tls-key, tls-ca"
            })
    void aMistakeIsToldWithItsLine(String line, String message) {
        StartException told = assertThrows(StartException.class, () -> NodeConfig.parse(LEAST + line, "f"));
        assertTrue(String.valueOf(told.getMessage()).startsWith(message), told.getMessage());
        assertEquals(StartException.BAD_INPUT, told.exitCode());
    }

    @Test
    void whatIsMissingIsTold() {
        StartException missing = assertThrows(StartException.class, () -> NodeConfig.parse("replica = r1", "f"));
        assertTrue(String.valueOf(missing.getMessage()).contains("'replicas' is missing"));
        StartException stranger = assertThrows(
                StartException.class, () -> NodeConfig.parse(LEAST.replace("replica = r2", "replica = r4"), "f"));
        assertTrue(String.valueOf(stranger.getMessage()).contains("r4, which is not among"));
        StartException noStorage = assertThrows(
                StartException.class, () -> NodeConfig.parse("replica = l1\nreplicas = l1=a:1 log\ndata = d", "f"));
        assertTrue(String.valueOf(noStorage.getMessage()).contains("names log replicas only"));
        assertThrows(StartException.class, () -> NodeConfig.read(Path.of("no-such-file")));
    }
}
