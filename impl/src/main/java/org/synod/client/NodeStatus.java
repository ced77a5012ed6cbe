package org.synod.client;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * How a node says that it is. What a newer node has to say beside that is kept too.
 *
 * @param values by name, in the node's order; {@code docs/operations.md} tells the names
 */
public record NodeStatus(Map<String, String> values) {

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
