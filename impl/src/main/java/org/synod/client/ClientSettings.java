package org.synod.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.transport.Frames;
import org.synod.transport.Tls;

/**
 * How a client behaves.
 *
 * @param deadline after which a call ends, whatever happened
 * @param patience how long one node may take to answer before another is asked
 * @param tls null: plain text. Any certificate that the nodes believe will do; theirs must name the replicas
 * @param seed draws session numbers and the jitter of retries; must differ between clients
 */
public record ClientSettings(
        GroupId group,
        Duration deadline,
        Duration patience,
        int longestFrame,
        @Nullable Tls tls,
        long seed) {

    /** Deadline 10 s, patience 0.5 s. */
    public static ClientSettings of(GroupId group) {
        return new ClientSettings(
                group,
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Frames.LONGEST,
                null,
                new java.security.SecureRandom().nextLong());
    }

    /** The same with another deadline. */
    public ClientSettings withDeadline(Duration other) {
        return new ClientSettings(group, other, patience, longestFrame, tls, seed);
    }

    /** The same over TLS. */
    public ClientSettings withTls(Tls other) {
        return new ClientSettings(group, deadline, patience, longestFrame, other, seed);
    }
}
