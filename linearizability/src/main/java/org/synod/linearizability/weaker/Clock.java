package org.synod.linearizability.weaker;

import org.synod.linearizability.check.Limits;

/** What is left of limits that several questions share. */
final class Clock {
    private final Limits limits;
    private final long deadlineNanos;

    Clock(Limits limits) {
        this.limits = limits;
        this.deadlineNanos = System.nanoTime() + limits.timeMillis() * 1_000_000;
    }

    /** All that is left; a millisecond when nothing is. */
    Limits left() {
        return share(1);
    }

    /** An equal share of what is left, of so many. */
    Limits share(int of) {
        long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        return limits.withTimeMillis(Math.max(1, millis / of));
    }
}
