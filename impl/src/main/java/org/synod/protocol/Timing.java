package org.synod.protocol;

import java.time.Duration;

/**
 * How long a replica waits for what. Safety depends on {@code leaseNanos} and {@code drift} alone; the rest is liveness.
 *
 * @param heartbeatNanos how often a leader lets itself be heard, and asks for its lease anew
 * @param electionNanos the time without a leader after which a follower suspects it
 * @param resendNanos how long an answer may be out before the question is asked again
 * @param noteNanos how often the log notes how much is chosen
 * @param leaseNanos for how long who granted a lease is bound by it, on its own clock
 * @param drift by which part of it a clock may run too fast or too slow: 0.01 is one in a hundred
 */
public record Timing(
        long heartbeatNanos, long electionNanos, long resendNanos, long noteNanos, long leaseNanos, double drift) {

    /** Heartbeat 50 ms, election 200 ms, resend 100 ms, note 100 ms, lease 300 ms, drift 1 %. */
    public static final Timing DEFAULT = new Timing(
            Duration.ofMillis(50).toNanos(),
            Duration.ofMillis(200).toNanos(),
            Duration.ofMillis(100).toNanos(),
            Duration.ofMillis(100).toNanos(),
            Duration.ofMillis(300).toNanos(),
            0.01);

    public Timing {
        if (heartbeatNanos <= 0 || electionNanos <= heartbeatNanos || resendNanos <= 0 || noteNanos <= 0) {
            throw new IllegalArgumentException("times are positive, and an election waits longer than a heartbeat");
        }
        if (!(drift >= 0 && drift < 0.5) || leaseNanos <= 2 * heartbeatNanos) {
            throw new IllegalArgumentException(
                    "a lease lasts longer than two heartbeats, and a clock's drift is less than a half");
        }
    }

    /**
     * For how long a leader counts a grant, on its own clock: no longer than the grantor is bound, however the two drift.
     * {@code LeasedGroup!DriftIsCovered}. In whole microseconds, which is what a trace counts in.
     */
    public long spanNanos() {
        return 1000 * (long) (leaseNanos / 1000.0 * (1 - drift) / (1 + drift));
    }
}
