package org.synod.protocol;

/**
 * Decides when to try to lead; never whether that is safe.
 *
 * <p>A follower that hears no leader for a time drawn anew between {@code electionNanos} and twice that prepares. A
 * candidate that was refused waits such a time again: with two candidates one of them draws the shorter wait and is done
 * before the other starts, so that pre-emption does not go on for ever (Paxos Made Simple, section 2.4).
 */
final class Election {

    private final long electionNanos;
    private long random;
    private long now;
    private long deadline;
    private boolean started;

    Election(long electionNanos, long seed) {
        this.electionNanos = electionNanos;
        this.random = seed;
    }

    /** The time of the last tick, in nanoseconds. */
    long now() {
        return now;
    }

    void tick(long nowNanos) {
        now = nowNanos;
        if (!started) {
            started = true;
            restart();
        }
    }

    /** A leader was heard, or a candidate was given a promise, or this replica's own try failed: wait again. */
    void restart() {
        deadline = now + electionNanos + Long.remainderUnsigned(draw(), electionNanos);
    }

    boolean isDue() {
        return started && now - deadline >= 0;
    }

    /** SplitMix64 (Steele, Lea, Flood 2014): a replica's choices are a function of its seed. */
    private long draw() {
        random += 0x9E3779B97F4A7C15L;
        long z = random;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
