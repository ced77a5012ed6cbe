package org.synod.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;
import org.synod.transport.Frames;

/**
 * What a node is told: a text file of {@code key = value} lines; a line that begins with {@code #} is a
 * comment.
 *
 * <pre>
 * replica             this replica's name                                           required
 * replicas            all members, as r1=host:port, r2=host:port, ...               required
 * data                the data folder                                               required
 * group               the group's number                                            1
 * listen              host:port to listen on       the replica's own address in replicas
 * heartbeat-ms        how often a leader lets itself be heard                       50
 * election-ms         the least time without a leader before an election            200
 * resend-ms           when an unanswered question is asked again                    100
 * note-ms             how often the log notes how much is chosen                    100
 * tick-ms             how often the node looks at the clock                         10
 * segment-mb          the size of a segment of the log                              64
 * frame-mb            the longest frame                                             16
 * max-in-flight       proposals that may be out before clients are told to wait     16384
 * max-retained-mb     commands kept in memory before clients are told to wait       1024
 * trace               the folder for traces; without it none are written
 * run                 the run's name, for the traces                                -
 * seed                draws election time-outs and the jitter of reconnections      from the replica's name
 * </pre>
 *
 * @param replicas in the order that all members must agree on
 * @param traces null: no traces
 */
public record NodeConfig(
        GroupId group,
        ReplicaId replica,
        Path data,
        InetSocketAddress listen,
        Map<ReplicaId, InetSocketAddress> replicas,
        Timing timing,
        Duration tick,
        long segmentBytes,
        int longestFrame,
        int maxInFlight,
        long maxRetainedBytes,
        @Nullable Path traces,
        String run,
        long seed) {

    private static final List<String> KEYS = List.of(
            "replica",
            "replicas",
            "data",
            "group",
            "listen",
            "heartbeat-ms",
            "election-ms",
            "resend-ms",
            "note-ms",
            "tick-ms",
            "segment-mb",
            "frame-mb",
            "max-in-flight",
            "max-retained-mb",
            "trace",
            "run",
            "seed");

    public NodeConfig {
        replicas = Collections.unmodifiableMap(new LinkedHashMap<>(replicas));
    }

    /** What the protocol needs of it. */
    public Settings settings() {
        return new Settings(
                replica,
                Role.STORAGE,
                Configuration.first(
                        replicas.keySet().stream().map(Member::storage).toList()),
                timing,
                seed,
                timing.leaseNanos(),
                maxInFlight,
                maxRetainedBytes);
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
            throw bad("The configuration " + file + " cannot be read.");
        }
        return parse(text, file.toString());
    }

    /**
     * Reads a text.
     *
     * @param source what to call it in messages
     */
    public static NodeConfig parse(String text, String source) throws StartException {
        Lines lines = Lines.of(text, source);
        Map<ReplicaId, InetSocketAddress> replicas = new LinkedHashMap<>();
        for (String part : lines.required("replicas").split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw lines.bad("replicas", "is a list of name=host:port");
            }
            ReplicaId id = lines.replica("replicas", part.substring(0, equals).strip());
            if (replicas.put(
                            id,
                            lines.address("replicas", part.substring(equals + 1).strip()))
                    != null) {
                throw lines.bad("replicas", "names " + id + " twice");
            }
        }
        if (replicas.size() > Configuration.MOST_REPLICAS) {
            throw lines.bad(
                    "replicas",
                    "names " + replicas.size() + ", and a group has at most " + Configuration.MOST_REPLICAS);
        }
        ReplicaId replica = lines.replica("replica", lines.required("replica"));
        InetSocketAddress own = replicas.get(replica);
        if (own == null) {
            throw lines.bad("replica", "is " + replica + ", which is not among the replicas");
        }
        Timing timing;
        try {
            timing = new Timing(
                    lines.number("heartbeat-ms", 50, 1, 60_000) * 1_000_000,
                    lines.number("election-ms", 200, 1, 600_000) * 1_000_000,
                    lines.number("resend-ms", 100, 1, 60_000) * 1_000_000,
                    lines.number("note-ms", 100, 1, 60_000) * 1_000_000,
                    Timing.DEFAULT.leaseNanos(),
                    Timing.DEFAULT.drift());
        } catch (IllegalArgumentException e) {
            throw lines.bad("election-ms", "is wrong: " + e.getMessage());
        }
        String listen = lines.value("listen");
        String traces = lines.value("trace");
        String run = lines.value("run");
        return new NodeConfig(
                new GroupId((int) lines.number("group", 1, 1, Integer.MAX_VALUE)),
                replica,
                Path.of(lines.required("data")),
                listen == null ? own : lines.address("listen", listen),
                replicas,
                timing,
                Duration.ofMillis(lines.number("tick-ms", 10, 1, 1000)),
                lines.number("segment-mb", 64, 1, 1024) << 20,
                (int) lines.number("frame-mb", Frames.LONGEST >> 20, 2, 512) << 20,
                (int) lines.number("max-in-flight", 16_384, 1, 1 << 24),
                lines.number("max-retained-mb", 1024, 1, 1 << 20) << 20,
                traces == null ? null : Path.of(traces),
                run == null ? "-" : run,
                lines.number("seed", replica.name().hashCode(), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static StartException bad(String message) {
        return new StartException(message, StartException.BAD_INPUT);
    }

    /** The lines of a file by their keys. */
    private record Lines(String source, Map<String, String> values, Map<String, Integer> numbers) {

        static Lines of(String text, String source) throws StartException {
            Map<String, String> values = new LinkedHashMap<>();
            Map<String, Integer> numbers = new LinkedHashMap<>();
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                String content = line.strip();
                if (content.isEmpty() || content.startsWith("#")) {
                    continue;
                }
                int equals = content.indexOf('=');
                String key = equals < 0 ? content : content.substring(0, equals).strip();
                if (!KEYS.contains(key)) {
                    throw NodeConfig.bad(source + ":" + number + ": there is no key '" + key + "'; the keys are "
                            + String.join(", ", KEYS) + ".");
                }
                if (equals < 0) {
                    throw NodeConfig.bad(source + ":" + number + ": '" + key + "' has no value.");
                }
                if (values.put(key, content.substring(equals + 1).strip()) != null) {
                    throw NodeConfig.bad(source + ":" + number + ": '" + key + "' stands twice.");
                }
                numbers.put(key, number);
            }
            return new Lines(source, values, numbers);
        }

        @Nullable String value(String key) {
            return values.get(key);
        }

        String required(String key) throws StartException {
            String value = values.get(key);
            if (value == null || value.isEmpty()) {
                throw NodeConfig.bad(source + ": '" + key + "' is missing.");
            }
            return value;
        }

        StartException bad(String key, String what) {
            Integer number = numbers.get(key);
            return NodeConfig.bad(source + (number == null ? "" : ":" + number) + ": '" + key + "' " + what + ".");
        }

        long number(String key, long otherwise, long least, long most) throws StartException {
            String value = values.get(key);
            if (value == null) {
                return otherwise;
            }
            try {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw bad(key, "is a whole number, not '" + value + "'");
            }
            throw bad(key, "is " + value + ", where " + least + " to " + most + " may be");
        }

        ReplicaId replica(String key, String name) throws StartException {
            try {
                return new ReplicaId(name);
            } catch (IllegalArgumentException e) {
                throw bad(key, "is wrong: " + e.getMessage());
            }
        }

        InetSocketAddress address(String key, String text) throws StartException {
            int colon = text.lastIndexOf(':');
            try {
                if (colon > 0) {
                    return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
                }
            } catch (IllegalArgumentException e) {
                throw bad(key, "has no port from 0 to 65535 in '" + text + "'");
            }
            throw bad(key, "is host:port, not '" + text + "'");
        }
    }
}
