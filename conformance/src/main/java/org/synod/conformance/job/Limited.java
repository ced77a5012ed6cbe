package org.synod.conformance.job;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Work on a thread of its own with a deep stack, since TLC evaluates recursive definitions there, and with limits: what
 * comes to one of them is given up.
 */
final class Limited {

    private static final long STACK_BYTES = 512L << 20;
    private static final long LOOK_EVERY_MILLIS = 200;

    /** What came of it: a result, or the limit that was reached. */
    record Outcome<T>(@Nullable T result, String limit) {}

    private Limited() {}

    /** Does the work, and throws what it throws. */
    static <T> Outcome<T> run(TraceLimits limits, Callable<T> work) throws InterruptedException {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        result.set(work.call());
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                },
                "trace-check",
                STACK_BYTES);
        thread.setDaemon(true);
        long deadline = System.nanoTime() + limits.timeNanos();
        thread.start();
        while (thread.isAlive()) {
            long left = deadline - System.nanoTime();
            if (limits.timeNanos() > 0 && left <= 0) {
                return new Outcome<>(null, "the time limit of " + limits.timeNanos() / 1_000_000 + " ms was reached");
            }
            boolean timed = limits.timeNanos() > 0 && left < LOOK_EVERY_MILLIS * 1_000_000;
            thread.join(timed ? Math.max(1, left / 1_000_000) : LOOK_EVERY_MILLIS);
            if (limits.memoryBytes() > 0 && thread.isAlive() && isAbove(limits.memoryBytes())) {
                return new Outcome<>(null, "the memory limit of " + (limits.memoryBytes() >> 20) + " MiB was reached");
            }
        }
        Throwable problem = thrown.get();
        if (problem instanceof OutOfMemoryError) {
            return new Outcome<>(null, "there is not enough memory; give Java more with JAVA_TOOL_OPTIONS=-Xmx8g");
        }
        if (problem instanceof RuntimeException e) {
            throw e;
        }
        if (problem != null) {
            throw new IllegalStateException("the trace checker failed", problem);
        }
        return new Outcome<>(result.get(), "");
    }

    /** What is reachable, and not what merely was not collected yet. */
    private static boolean isAbove(long bytes) {
        Runtime runtime = Runtime.getRuntime();
        if (runtime.totalMemory() - runtime.freeMemory() <= bytes) {
            return false;
        }
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory() > bytes;
    }
}
