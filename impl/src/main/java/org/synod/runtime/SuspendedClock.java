package org.synod.runtime;

import java.util.concurrent.TimeUnit;

/**
 * For how long the machine was suspended. The monotonic clock need not go on meanwhile; the wall clock does, and what it
 * gains on the other counts as suspension. A wall clock that is set forward ends a lease early, which does no harm.
 */
final class SuspendedClock {
    private final long startNanos = System.nanoTime();
    private final long startMillis = System.currentTimeMillis();
    private long suspendedNanos;

    /** Never decreases. */
    long suspendedNanos(long nowNanos) {
        long gained = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - startMillis) - (nowNanos - startNanos);
        suspendedNanos = Math.max(suspendedNanos, gained);
        return suspendedNanos;
    }
}
