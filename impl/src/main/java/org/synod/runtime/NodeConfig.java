package org.synod.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Rules;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;
import org.synod.transport.TlsFiles;

/**
 * What a node is told: a text file of {@code key = value} lines; a line that begins with {@code #} is a
 * comment. {@code docs/configuration.md} says more, and gives the bounds.
 *
 * <pre>
 * replica                 this replica's name                                        required
 * replicas                the first members, r1=host:port, l4=host:port log, ...     required
 * standby                 nodes that may become members, as replicas                 none
 * data                    the data folder                                            required
 * group                   the group's number                                         1
 * groups                  how many groups, numbered from there on                    1
 * listen                  host:port to listen on      the replica's own address in replicas
 * heartbeat-ms            how often a leader lets itself be heard                    50
 * election-ms             the least time without a leader before an election         200
 * resend-ms               when an unanswered question is asked again                 100
 * note-ms                 how often the log notes how much is chosen                 100
 * tick-ms                 how often the node looks at the clock                      10
 * lease-ms                for how long a leader's lease is granted                   300
 * drift-percent           by how much two clocks may differ in their rates           1
 * frame-mb                the longest frame                                          16
 * max-in-flight           proposals that may be out before clients are told to wait  16384
 * max-retained-mb         commands kept in memory before clients are told to wait    1024
 * snapshot-mb-per-second  the rate at which a snapshot is sent                       50
 * scrub-mb-per-second     the rate at which what is stored is verified               10
 * scrub-pause-s           from one pass over what is stored to the next              60
 * segment-mb              the size of a segment of the log                           64
 * tree-flush-mb           changes of the tree kept in memory before they are written 16
 * tree-flush-slots        slots after which they are written however few they are    50000
 * data-version            which version of the data folder is written                the one that it has
 * archive                 a folder, or s3://bucket/prefix; without it none is kept
 * s3-endpoint             the archive's server                                       the provider's own
 * s3-region               the archive's region                                       us-east-1
 * segment-slots           slots in a segment of the archive                          10000
 * snapshot-segments       every so many of them a snapshot of the tree is archived   100
 * archive-backlog-mb      log that may wait for the archive; alarm at half of it     4096
 * unhealthy-ms            after how much silence a leader calls a replica dead       3000
 * lag-slots               how many slots behind is too far behind                    100000
 * auto-heal               whether dead replicas are replaced by themselves           true
 * metrics                 host:port where metrics are served; without it nowhere
 * log-format              text or json                                               text
 * tls-certificate         this node's certificate chain, PEM; the three or none of them
 * tls-key                 the private key to it, PKCS#8 in PEM
 * tls-ca                  whose certificates are believed, PEM
 * trace                   the folder for traces; without it none are written
 * run                     the run's name, for the traces                             -
 * seed                    draws election time-outs and the jitter of reconnections   from the replica's name
 * </pre>
 *
 * @param groupCount how many groups the node has, numbered from {@code group} on; the first is traced
 * @param replicas in the order that all members must agree on
 * @param standby none of the replicas; this node may be one of them
 * @param tls null: plain text
 */
public record NodeConfig(
        GroupId group,
        int groupCount,
        ReplicaId replica,
        Path data,
        InetSocketAddress listen,
        Map<ReplicaId, NodeAddress> replicas,
        Map<ReplicaId, NodeAddress> standby,
        Times times,
        Limits limits,
        Storage storage,
        Archiving archiving,
        Health health,
        Observation observation,
        @Nullable TlsFiles tls,
        long seed) {

    /**
     * Clocks.
     *
     * @param tick how often the node looks at the clock
     */
    public record Times(Timing timing, Duration tick) {}

    /**
     * What keeps one thing from crowding out the others.
     *
     * @param longestFrame in bytes
     * @param maxInFlight slots that are proposed and not chosen
     */
    public record Limits(
            int longestFrame,
            int maxInFlight,
            long maxRetainedBytes,
            long snapshotBytesPerSecond,
            long scrubBytesPerSecond,
            Duration scrubPause) {}

    /**
     * How log and tree are written.
     *
     * @param dataVersion the version of the data folder to be written from now on; 0 for the one that it has
     */
    public record Storage(long segmentBytes, long treeFlushBytes, long treeFlushSlots, int dataVersion) {}

    /** Where an archive is. */
    public sealed interface Place {

        /** In a folder of the file system. */
        record Folder(Path path) implements Place {}

        /**
         * In an object store.
         *
         * @param prefix of all keys, without a slash at either end; may be empty
         * @param endpoint null: the provider's own
         */
        record Bucket(
                String bucket, String prefix, @Nullable URI endpoint, String region) implements Place {}
    }

    /**
     * The archive.
     *
     * @param place null: none is kept
     * @param segmentSlots where segments are cut
     * @param snapshotSegments every so many segments a snapshot is archived as well
     * @param backlogBytes of log that may wait for it
     */
    public record Archiving(@Nullable Place place, int segmentSlots, int snapshotSegments, long backlogBytes) {

        /** The backlog that is worth an alarm: half of the limit. */
        public long alarmBytes() {
            return backlogBytes / 2;
        }
    }

    /**
     * What a leader makes of its replicas.
     *
     * @param unhealthy the silence after which one is dead
     * @param lagSlots behind which one lags too far
     * @param autoHeal whether a dead one is replaced from the standby
     */
    public record Health(Duration unhealthy, long lagSlots, boolean autoHeal) {}

    /** The form of log lines. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /**
     * What is shown of the node.
     *
     * @param metrics null: no metrics are served
     * @param traces null: no traces
     * @param run the run's name in the traces
     */
    public record Observation(
            @Nullable InetSocketAddress metrics,
            LogFormat logFormat,
            @Nullable Path traces,
            String run) {}

    public NodeConfig {
        replicas = Collections.unmodifiableMap(new LinkedHashMap<>(replicas));
        standby = Collections.unmodifiableMap(new LinkedHashMap<>(standby));
    }

    /** What the protocol needs of it. */
    public Settings settings() {
        return new Settings(
                replica,
                role(),
                Configuration.first(members(replicas)),
                times.timing(),
                seed,
                times.timing().leaseNanos(),
                limits.maxInFlight(),
                limits.maxRetainedBytes(),
                Rules.CORRECT);
    }

    /** The groups that this node has a replica of, from {@link #group} on. */
    public List<GroupId> groups() {
        return IntStream.range(0, groupCount)
                .mapToObj(i -> new GroupId(group.value() + i))
                .toList();
    }

    /** What this node's replica keeps. */
    public Role role() {
        NodeAddress own = replicas.getOrDefault(replica, standby.get(replica));
        return own == null ? Role.STORAGE : own.role();
    }

    /** The nodes that may become members, as members. */
    public List<Member> others() {
        return members(standby);
    }

    private static List<Member> members(Map<ReplicaId, NodeAddress> nodes) {
        List<Member> members = new ArrayList<>();
        nodes.forEach((id, node) -> members.add(new Member(
                id,
                node.role(),
                node.address().getHostString() + ":" + node.address().getPort())));
        return members;
    }

    /** Where all nodes that are told of listen, this one among them. */
    public Map<ReplicaId, InetSocketAddress> addresses() {
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
        replicas.forEach((id, node) -> addresses.put(id, node.address()));
        standby.forEach((id, node) -> addresses.put(id, node.address()));
        return addresses;
    }

    /**
     * Reads a file.
     *
     * @throws StartException with the file and the line, when it makes no sense
     */
    public static NodeConfig read(Path file) throws StartException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StartException("The configuration " + file + " cannot be read.", StartException.BAD_INPUT);
        }
        return parse(text, file.toString());
    }

    /** As {@link #read}; {@code source} names the text in messages. */
    public static NodeConfig parse(String text, String source) throws StartException {
        return ConfigParser.parse(text, source);
    }
}
