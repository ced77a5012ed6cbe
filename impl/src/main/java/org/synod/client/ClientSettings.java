package org.synod.client;

import java.time.Duration;
import org.synod.core.GroupId;
import org.synod.transport.Frames;

/**
 * How a client behaves.
 *
 * @param deadline after which a call ends, whatever happened
 * @param patience how long one node may take to answer before another is asked
 * @param seed draws session numbers and the jitter of retries; must differ between clients
 */
public record ClientSettings(GroupId group, Duration deadline, Duration patience, int longestFrame, long seed) {

    /** Deadline 10 s, patience 0.5 s. */
    public static ClientSettings of(GroupId group) {
        return new ClientSettings(
                group,
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Frames.LONGEST,
                new java.security.SecureRandom().nextLong());
    }

    /** The same with another deadline. */
    public ClientSettings withDeadline(Duration other) {
        return new ClientSettings(group, other, patience, longestFrame, seed);
    }
}
