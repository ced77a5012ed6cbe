package org.synod.conformance.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.SpecEvaluator;
import org.synod.conformance.trace.TraceChecker;
import org.synod.conformance.trace.TraceEvent;
import org.synod.conformance.trace.TraceVerdict;

/**
 * Checks the trace of a group behind its processes, and tells how far behind. An event is as far behind as it is old: the
 * clocks of processes on one machine are one.
 */
public final class LiveCheck implements AutoCloseable {

    private static final int SAY_EVERY = 1000;

    private final LiveTrace trace;
    private final Listener listener;
    private final CompletableFuture<TraceVerdict> verdict;
    private long checked;
    private long newestNanos = Long.MIN_VALUE;
    private volatile long worstNanos;

    LiveCheck(Path specs, Path folder, TraceLimits limits, boolean untilAllEnded, Listener listener) {
        this.listener = listener;
        this.trace = new LiveTrace(folder, untilAllEnded, this::behind);
        this.verdict = CompletableFuture.supplyAsync(
                () -> check(specs, limits),
                work -> Thread.ofPlatform().daemon().name("live-check").start(work));
    }

    private TraceVerdict check(Path specs, TraceLimits limits) {
        try {
            return Judge.limited(limits, (done, all) -> {}, counted -> {
                SpecEvaluator.Group members = trace.members();
                if (members == null) {
                    return new TraceVerdict(
                            TraceVerdict.Result.UNKNOWN,
                            0,
                            0,
                            new TreeMap<>(),
                            TraceVerdict.Refusal.of("none", "there was no trace to follow", List.of()));
                }
                TraceVerdict found = new TraceChecker(SpecEvaluator.of(specs, members), false).check(trace, counted);
                if (found.result() == TraceVerdict.Result.REFUSED) {
                    listener.say("trace: refused, behind " + found.events() + " events that conform");
                }
                return found;
            });
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        } finally {
            trace.close();
        }
    }

    private void behind(@Nullable TraceEvent event) {
        if (event != null) {
            checked++;
            // A crash that nobody reported stands in the trace late, and has the time of what its replica said last.
            newestNanos = Math.max(newestNanos, event.timeNanos());
            long age = System.nanoTime() - newestNanos;
            worstNanos = Math.max(worstNanos, age);
            if (checked % SAY_EVERY == 0) {
                listener.status(
                        String.format(Locale.ROOT, "trace: %,d events conform, %.1f s behind", checked, age / 1e9));
            }
        } else {
            listener.status(String.format(Locale.ROOT, "trace: %,d events conform, nothing is behind", checked));
        }
    }

    /** How far the check was behind at most, in milliseconds. */
    double worstMillis() {
        return worstNanos / 1e6;
    }

    /** All processes have ended; what they wrote is checked to its end. */
    TraceVerdict end() throws InterruptedException {
        trace.end();
        return await();
    }

    /** Waits for the verdict. */
    TraceVerdict await() throws InterruptedException {
        try {
            return verdict.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw e;
        }
    }

    /** Gives the rest up. */
    @Override
    public void close() {
        trace.end();
    }
}
