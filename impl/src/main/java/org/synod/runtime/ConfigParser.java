package org.synod.runtime;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Timing;
import org.synod.transport.Frames;
import org.synod.transport.TlsFiles;

/** Makes a {@link NodeConfig} of lines, topic by topic: the keys, their defaults and their bounds. */
final class ConfigParser {
    /** Every key that there is. */
    static final List<String> KEYS = List.of(
            "replica",
            "replicas",
            "standby",
            "data",
            "group",
            "groups",
            "listen",
            "heartbeat-ms",
            "election-ms",
            "resend-ms",
            "note-ms",
            "tick-ms",
            "lease-ms",
            "drift-percent",
            "frame-mb",
            "max-in-flight",
            "max-retained-mb",
            "snapshot-mb-per-second",
            "scrub-mb-per-second",
            "scrub-pause-s",
            "segment-mb",
            "tree-flush-mb",
            "tree-flush-slots",
            "data-version",
            "archive",
            "s3-endpoint",
            "s3-region",
            "segment-slots",
            "snapshot-segments",
            "archive-backlog-mb",
            "unhealthy-ms",
            "lag-slots",
            "auto-heal",
            "metrics",
            "log-format",
            "tls-certificate",
            "tls-key",
            "tls-ca",
            "trace",
            "run",
            "seed");

    private static final List<String> TLS = List.of("tls-certificate", "tls-key", "tls-ca");
    private static final String S3 = "s3://";

    private final ConfigLines lines;

    private ConfigParser(ConfigLines lines) {
        this.lines = lines;
    }

    static NodeConfig parse(String text, String source) throws StartException {
        return new ConfigParser(ConfigLines.of(text, source, KEYS)).config();
    }

    private NodeConfig config() throws StartException {
        Map<ReplicaId, NodeAddress> replicas = replicas();
        Map<ReplicaId, NodeAddress> standby = standby(replicas);
        ReplicaId replica = lines.replica("replica", lines.required("replica"));
        NodeAddress own = replicas.getOrDefault(replica, standby.get(replica));
        if (own == null) {
            throw lines.bad("replica", "is " + replica + ", which is not among the replicas");
        }
        InetSocketAddress listen = address("listen");
        return new NodeConfig(
                new GroupId((int) lines.number("group", 1, 1, 1 << 30)),
                (int) lines.number("groups", 1, 1, 100_000),
                replica,
                Path.of(lines.required("data")),
                listen == null ? own.address() : listen,
                replicas,
                standby,
                times(),
                limits(),
                new NodeConfig.Storage(
                        megabytes("segment-mb", 64, 1024),
                        megabytes("tree-flush-mb", 16, 1 << 16),
                        lines.number("tree-flush-slots", 50_000, 1, 1 << 24),
                        (int) lines.number("data-version", 0, 1, Byte.MAX_VALUE)),
                archiving(),
                health(),
                observation(),
                tls(),
                lines.number("seed", replica.name().hashCode(), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private Map<ReplicaId, NodeAddress> replicas() throws StartException {
        Map<ReplicaId, NodeAddress> replicas = lines.nodes("replicas", lines.required("replicas"));
        if (replicas.size() > Configuration.MOST_REPLICAS) {
            throw lines.bad(
                    "replicas",
                    "names " + replicas.size() + ", and a group has at most " + Configuration.MOST_REPLICAS);
        }
        if (replicas.values().stream().noneMatch(node -> node.role() == Role.STORAGE)) {
            throw lines.bad("replicas", "names log replicas only, and a group needs one that stores");
        }
        return replicas;
    }

    private Map<ReplicaId, NodeAddress> standby(Map<ReplicaId, NodeAddress> replicas) throws StartException {
        String text = lines.value("standby");
        Map<ReplicaId, NodeAddress> standby = text == null ? new LinkedHashMap<>() : lines.nodes("standby", text);
        if (!Collections.disjoint(standby.keySet(), replicas.keySet())) {
            TreeSet<ReplicaId> both = new TreeSet<>(standby.keySet());
            both.retainAll(replicas.keySet());
            throw lines.bad("standby", "names " + both.first() + ", which is among the replicas");
        }
        return standby;
    }

    private NodeConfig.Times times() throws StartException {
        long heartbeatMillis = lines.number("heartbeat-ms", 50, 1, 60_000);
        long leaseMillis = lines.number("lease-ms", 300, 1, 600_000);
        if (leaseMillis <= 2 * heartbeatMillis) {
            throw lines.bad(
                    "lease-ms", "is " + leaseMillis + ", and must be above twice heartbeat-ms, " + heartbeatMillis);
        }
        Timing timing;
        try {
            timing = new Timing(
                    heartbeatMillis * 1_000_000,
                    lines.number("election-ms", 200, 1, 600_000) * 1_000_000,
                    lines.number("resend-ms", 100, 1, 60_000) * 1_000_000,
                    lines.number("note-ms", 100, 1, 60_000) * 1_000_000,
                    leaseMillis * 1_000_000,
                    lines.decimal("drift-percent", 1, 0, 49) / 100);
        } catch (IllegalArgumentException e) {
            throw lines.bad("election-ms", "is wrong: " + e.getMessage());
        }
        return new NodeConfig.Times(timing, Duration.ofMillis(lines.number("tick-ms", 10, 1, 1000)));
    }

    private NodeConfig.Limits limits() throws StartException {
        return new NodeConfig.Limits(
                (int) (lines.number("frame-mb", Frames.LONGEST >> 20, 2, 512) << 20),
                (int) lines.number("max-in-flight", 16_384, 1, 1 << 24),
                megabytes("max-retained-mb", 1024, 1 << 20),
                megabytes("snapshot-mb-per-second", 50, 1 << 16),
                megabytes("scrub-mb-per-second", 10, 1 << 16),
                Duration.ofSeconds(lines.number("scrub-pause-s", 60, 1, 1 << 24)));
    }

    private NodeConfig.Archiving archiving() throws StartException {
        return new NodeConfig.Archiving(
                place(),
                (int) lines.number("segment-slots", 10_000, 1, 1 << 24),
                (int) lines.number("snapshot-segments", 100, 1, 1 << 20),
                megabytes("archive-backlog-mb", 4096, 1 << 24));
    }

    private NodeConfig.@Nullable Place place() throws StartException {
        String archive = lines.value("archive");
        if (archive != null && archive.startsWith(S3)) {
            String[] parts = archive.substring(S3.length()).split("/", 2);
            if (parts[0].isEmpty()) {
                throw lines.bad("archive", "is a folder or s3://bucket/prefix, not '" + archive + "'");
            }
            String prefix = parts.length == 1 ? "" : parts[1].replaceAll("^/+|/+$", "");
            String region = lines.value("s3-region");
            return new NodeConfig.Place.Bucket(parts[0], prefix, endpoint(), region == null ? "us-east-1" : region);
        }
        for (String key : List.of("s3-endpoint", "s3-region")) {
            if (lines.value(key) != null) {
                throw lines.bad(key, "needs an archive that is s3://bucket/prefix");
            }
        }
        return archive == null ? null : new NodeConfig.Place.Folder(Path.of(lines.required("archive")));
    }

    private @Nullable URI endpoint() throws StartException {
        String endpoint = lines.value("s3-endpoint");
        if (endpoint == null) {
            return null;
        }
        if (!endpoint.matches("https?://[^\\s/]+/?")) {
            throw lines.bad("s3-endpoint", "is http://host:port or https://host:port, not '" + endpoint + "'");
        }
        return URI.create(endpoint);
    }

    private NodeConfig.Health health() throws StartException {
        return new NodeConfig.Health(
                Duration.ofMillis(lines.number("unhealthy-ms", 3000, 1, 3_600_000)),
                lines.number("lag-slots", 100_000, 1, Long.MAX_VALUE),
                lines.flag("auto-heal", true));
    }

    private NodeConfig.Observation observation() throws StartException {
        String traces = lines.value("trace");
        String run = lines.value("run");
        return new NodeConfig.Observation(
                address("metrics"),
                lines.choice("log-format", NodeConfig.LogFormat.TEXT),
                traces == null ? null : Path.of(traces),
                run == null ? "-" : run);
    }

    private @Nullable TlsFiles tls() throws StartException {
        if (TLS.stream().allMatch(key -> lines.value(key) == null)) {
            return null;
        }
        for (String key : TLS) {
            if (lines.value(key) == null) {
                throw lines.bad(key, "is missing: TLS takes " + String.join(", ", TLS));
            }
        }
        return new TlsFiles(
                Path.of(lines.required(TLS.get(0))),
                Path.of(lines.required(TLS.get(1))),
                Path.of(lines.required(TLS.get(2))));
    }

    private @Nullable InetSocketAddress address(String key) throws StartException {
        String value = lines.value(key);
        return value == null ? null : lines.address(key, value);
    }

    private long megabytes(String key, long otherwise, long most) throws StartException {
        return lines.number(key, otherwise, 1, most) << 20;
    }
}
