package org.synod.linearizability.check;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the {@link Limits} of one check; its clock starts when it is made. Searches that run side by side have a
 * budget each, and together no more than the limits.
 */
final class Budget {
    private final long deadlineNanos;
    private final long memoryBytes;

    /** Hears how far a search has come. */
    @FunctionalInterface
    interface Reached {
        /** There is an order for so much of the object. */
        void part(int reached, int all);
    }

    private final Reached listener;

    /** What all searches of the check hold. */
    private final AtomicLong held;

    /** What the search of this budget holds of that. */
    private long own;

    Budget(Limits limits) {
        long millis = Math.min(limits.timeMillis(), Long.MAX_VALUE / 4_000_000);
        this.deadlineNanos = System.nanoTime() + millis * 1_000_000;
        this.memoryBytes = limits.memoryBytes();
        this.held = new AtomicLong();
        this.listener = (reached, all) -> {};
    }

    private Budget(Budget whole, Reached listener) {
        this.deadlineNanos = whole.deadlineNanos;
        this.memoryBytes = whole.memoryBytes;
        this.held = whole.held;
        this.listener = listener;
    }

    /** For a search that runs beside others. */
    Budget shared() {
        return shared((reached, all) -> {});
    }

    /** The same for one of which somebody wants to hear. */
    Budget shared(Reached by) {
        return new Budget(this, by);
    }

    /** There is an order for so much of the object that is judged by this budget. Called often. */
    void reached(int reached, int all) {
        listener.part(reached, all);
    }

    /** The limit that is exceeded now, or null. */
    @Nullable Cause exceeded(long bytesHeld) {
        long all = held.addAndGet(bytesHeld - own);
        own = bytesHeld;
        if (all > memoryBytes) {
            return Cause.OUT_OF_MEMORY;
        }
        return System.nanoTime() - deadlineNanos > 0 ? Cause.TIMEOUT : null;
    }

    /** How long until the time is over; 0 when it is. */
    long remainingNanos() {
        return Math.max(0, deadlineNanos - System.nanoTime());
    }

    /** The search is over, and holds nothing any more. */
    void release() {
        held.addAndGet(-own);
        own = 0;
    }
}
