package org.synod.linearizability.check;

import org.jspecify.annotations.Nullable;

/** What is left of the {@link Limits} of one check; its clock starts when it is made. */
final class Budget {
    private final long deadlineNanos;
    private final long memoryBytes;

    Budget(Limits limits) {
        long millis = Math.min(limits.timeMillis(), Long.MAX_VALUE / 4_000_000);
        this.deadlineNanos = System.nanoTime() + millis * 1_000_000;
        this.memoryBytes = limits.memoryBytes();
    }

    /** The limit that is exceeded now, or null. */
    @Nullable Cause exceeded(long bytesHeld) {
        if (bytesHeld > memoryBytes) {
            return Cause.OUT_OF_MEMORY;
        }
        return System.nanoTime() - deadlineNanos > 0 ? Cause.TIMEOUT : null;
    }
}
