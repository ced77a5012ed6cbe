package org.synod.protocol;

import org.synod.core.Configuration;
import org.synod.core.ReplicaId;

/**
 * Decides when to try to lead; never whether that is safe.
 *
 * <p>A replica that does not hear its leader asks the others whether they do, and prepares only when a quorum, itself
 * included, does not, and nobody does: one broken link is no reason to stop a leader that is well. A round of asking is
 * over after a while, and the next one begins at a time that is drawn anew, so that two candidates do not disturb each
 * other for ever (Paxos Made Simple, section 2.4). Source: {@code FailureDetection!Ask, Answer, Receive, MayPrepare}.
 */
final class Election {

    /** For how long who is named as the successor may still meet answers of those who have not heard of that. */
    private static final long RETRY_NANOS = 20_000_000;

    private final Rules rules;
    private final long electionNanos;
    private long random;
    private long now;
    private boolean started;
    private long heardNanos;
    private long askDue;
    private boolean silent;

    private long round;
    private boolean asking;
    private boolean spared;
    private long askedNanos;

    /** Invariant: bits of members of {@code members} that answered that they do not hear the leader. */
    private long answered;

    private Configuration members;

    Election(Rules rules, long electionNanos, long seed, Configuration first) {
        this.rules = rules;
        this.electionNanos = electionNanos;
        this.random = seed;
        this.members = first;
    }

    /** The time of the last tick, in nanoseconds. */
    long now() {
        return now;
    }

    void tick(long nowNanos) {
        now = nowNanos;
        if (!started) {
            started = true;
            heard();
        }
        if (asking && now - askedNanos >= electionNanos / 2) {
            postpone();
        }
    }

    /** {@code FailureDetection!Hear}: the leader was heard. */
    void heard() {
        heardNanos = now;
        silent = false;
        asking = false;
        askDue = now + electionNanos + jitter();
    }

    /** Somebody else was given a promise, or this replica's own try failed: give it time. */
    void postpone() {
        asking = false;
        askDue = now + electionNanos / 2 + jitter();
    }

    /** The leader leads no more, and said so. */
    void released(boolean successor) {
        silent = true;
        asking = false;
        askDue = successor ? now : now + electionNanos + jitter();
    }

    /** {@code FailureDetection!Hears}. */
    boolean hears() {
        return started && !silent && now - heardNanos <= electionNanos;
    }

    boolean mayAsk() {
        return started && !asking && !hears() && now - askDue >= 0;
    }

    /** {@code FailureDetection!Ask}: a round begins; returns its number. */
    long ask(Configuration configuration, ReplicaId self) {
        asking = true;
        spared = false;
        askedNanos = now;
        members = configuration;
        answered = configuration.bitOf(self);
        return ++round;
    }

    /** {@code FailureDetection!Receive}: an answer counts in the round that asked for it, and in no other. */
    void answer(ReplicaId from, long ofRound, boolean hears) {
        if (!asking || !rules.countsAnswer(ofRound, round)) {
            return;
        }
        if (!hears) {
            answered |= members.bitOf(from);
        } else if (silent) {
            // It has not heard of the release yet.
            asking = false;
            askDue = now + RETRY_NANOS;
        } else {
            spared = true;
        }
    }

    /** {@code FailureDetection!MayPrepare}: a quorum does not hear the leader, and nobody said that it does. */
    boolean mayPrepare() {
        return asking && rules.mayPrepare(members, answered, spared);
    }

    private long jitter() {
        return Long.remainderUnsigned(draw(), electionNanos / 2);
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
