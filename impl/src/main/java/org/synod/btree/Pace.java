package org.synod.btree;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets through so many bytes a second: a bucket of tokens that holds a tenth of a second's. What was taken may exceed what
 * is there; who comes next waits for the debt.
 *
 * <p>Any thread. It is stopped by {@link #stop} and not by an interrupt: an interrupt while a thread reads a file closes the
 * file for everybody.
 */
public final class Pace {

    /** Time, and waiting for it. */
    public interface Clock {

        /** Monotonic, of whatever origin. */
        long nanoTime();

        /**
         * Waits until the condition is signalled or the time has passed, whichever is first.
         *
         * @param changed its lock is held
         */
        void await(Condition changed, long nanos);

        /** The machine's. */
        Clock SYSTEM = new Clock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            @SuppressWarnings("WaitNotInLoop") // Whoever calls it asks again.
            public void await(Condition changed, long nanos) {
                long end = nanoTime() + nanos;
                boolean interrupted = false;
                try {
                    while (true) {
                        try {
                            long unused = changed.awaitNanos(end - nanoTime());
                            return;
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        };
    }

    private static final double NANOS = 1e9;

    private final long bytesPerSecond;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Bytes that may be taken at once; negative: a debt. */
    private double tokens;

    private long filledNanos;
    private boolean stopped;

    /**
     * @param bytesPerSecond at least 1
     */
    public Pace(long bytesPerSecond, Clock clock) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a pace is at least 1 byte a second, not " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.tokens = bytesPerSecond / 10.0;
        this.filledNanos = clock.nanoTime();
    }

    /**
     * Waits until there is no debt, and takes the bytes.
     *
     * @throws CancellationException when it was stopped
     */
    public void take(long bytes) {
        lock.lock();
        try {
            fill();
            while (tokens < 0 && !stopped) {
                clock.await(changed, (long) Math.ceil(-tokens * NANOS / bytesPerSecond));
                fill();
            }
            if (stopped) {
                throw new CancellationException("stopped");
            }
            tokens -= bytes;
        } finally {
            lock.unlock();
        }
    }

    private void fill() {
        long now = clock.nanoTime();
        tokens = Math.min(bytesPerSecond / 10.0, tokens + (now - filledNanos) / NANOS * bytesPerSecond);
        filledNanos = now;
    }

    /** Whoever waits, or comes later, is told so by a {@link CancellationException}. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
