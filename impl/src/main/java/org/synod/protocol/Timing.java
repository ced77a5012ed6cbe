package org.synod.protocol;

import java.time.Duration;

/**
 * How long a replica waits for what. Only liveness depends on it.
 *
 * @param heartbeatNanos how often a leader lets itself be heard
 * @param electionNanos the least time without a leader before a follower prepares; the most is twice that
 * @param resendNanos how long an answer may be out before the question is asked again
 * @param noteNanos how often the log notes how much is chosen
 */
public record Timing(long heartbeatNanos, long electionNanos, long resendNanos, long noteNanos) {

    /** Heartbeat 50 ms, election 200 to 400 ms, resend 100 ms, note 100 ms. */
    public static final Timing DEFAULT = new Timing(
            Duration.ofMillis(50).toNanos(),
            Duration.ofMillis(200).toNanos(),
            Duration.ofMillis(100).toNanos(),
            Duration.ofMillis(100).toNanos());

    public Timing {
        if (heartbeatNanos <= 0 || electionNanos <= heartbeatNanos || resendNanos <= 0 || noteNanos <= 0) {
            throw new IllegalArgumentException("times are positive, and an election waits longer than a heartbeat");
        }
    }
}
