package org.synod.protocol;

import org.synod.core.Ballot;

/**
 * The lease that this replica, as an acceptor, has granted: until it is over it joins no other ballot.
 *
 * <p>Source: Gray and Cheriton, Leases (1989); {@code LeasedGroup!MayJoin, GrantLease, Release, Restart}.
 *
 * <p>Time is this replica's own, and must not run ahead of real time: unlike a leader's, it does not count the suspension
 * of the machine, which can only make the grant last longer.
 */
final class Grant {

    private final Rules rules;
    private final long leaseNanos;
    private Ballot ballot = Ballot.ZERO;
    private long untilNanos;
    private boolean bound;

    /** Whether the first tick is to bind it: there is no time before that. */
    private long bindAtFirstTick;

    /** @param restartNanos for how long it joins nobody after a restart; 0 for a replica that never ran */
    Grant(Rules rules, long leaseNanos, long restartNanos) {
        this.rules = rules;
        this.leaseNanos = leaseNanos;
        this.bindAtFirstTick = restartNanos;
        this.bound = restartNanos > 0;
    }

    void tick(long nowNanos) {
        if (bindAtFirstTick > 0) {
            untilNanos = nowNanos + bindAtFirstTick;
            bindAtFirstTick = 0;
        }
        if (bound && bindAtFirstTick == 0 && nowNanos - untilNanos >= 0) {
            bound = false;
        }
    }

    /** {@code LeasedGroup!MayJoin}. */
    boolean mayJoin(Ballot other) {
        return rules.mayJoin(bound, ballot, other);
    }

    /** {@code LeasedGroup!GrantLease}: binds this replica from now on. */
    void grant(Ballot to, long nowNanos) {
        ballot = to;
        untilNanos = nowNanos + leaseNanos;
        bound = true;
    }

    /** {@code LeasedGroup!Release}: true when it was bound to that ballot. */
    boolean release(Ballot by) {
        if (!bound || !ballot.equals(by)) {
            return false;
        }
        bound = false;
        return true;
    }
}
