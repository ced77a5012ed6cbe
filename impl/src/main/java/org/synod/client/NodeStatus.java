package org.synod.client;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synod.core.ReplicaId;

/**
 * How a node says that it is. What a newer node has to say beside that is kept too.
 *
 * @param values by name, in the node's order; {@code docs/operations.md} tells the names
 */
public record NodeStatus(Map<String, String> values) {

    private static final Pattern STORAGE = Pattern.compile("storage (\\S+):(\\d{1,5})(?= |$)");

    public NodeStatus {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Reads lines of {@code key=value}. */
    static NodeStatus of(byte[] lines) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new CompletionException(
                        new UnknownOutcomeException("The status makes no sense: '" + line + "' is no key=value."));
            }
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return new NodeStatus(values);
    }

    /** The value of that name; empty when there is none. */
    public String get(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether the node leads, and has a quorum that follows it. */
    public boolean leads() {
        return get("leads").equals("true");
    }

    /** Where the members are that may lead, as far as the node knows. */
    Map<ReplicaId, InetSocketAddress> storageMembers() {
        Map<ReplicaId, InetSocketAddress> found = new LinkedHashMap<>();
        of("member.").forEach((name, value) -> {
            Matcher storage = STORAGE.matcher(value);
            if (storage.lookingAt()) {
                found.put(
                        new ReplicaId(name),
                        InetSocketAddress.createUnresolved(storage.group(1), Integer.parseInt(storage.group(2))));
            }
        });
        return found;
    }

    /** What is said of others, by their names: {@code member.} or {@code standby.} goes before them. */
    public Map<String, String> of(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
