package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker.Outcome;

/**
 * Judges the objects of a history side by side, within one budget. The verdict does not depend on which thread is faster:
 * an object is passed over only when one before it is violated or the time is over.
 */
final class SideBySide {
    /** Fewer operations are judged sooner than threads are started. */
    private static final int WORTH_THREADS = 5_000;

    private final List<Part> parts;
    private final Budget budget;
    private final AtomicReferenceArray<@Nullable Outcome> outcomes;
    private final AtomicInteger next = new AtomicInteger();

    /** The first object that was found violated. */
    private final AtomicInteger violated = new AtomicInteger(Integer.MAX_VALUE);

    /** Whether more than one was judged at a time. */
    private boolean beside;

    private SideBySide(List<Part> parts, Budget budget) {
        this.parts = parts;
        this.budget = budget;
        this.outcomes = new AtomicReferenceArray<>(parts.size());
    }

    /**
     * What came of each object; null where it was not looked at, since one before it is violated or the time was over.
     *
     * @param threads at most
     */
    static List<@Nullable Outcome> judge(List<Part> parts, Budget budget, int threads) {
        SideBySide all = new SideBySide(parts, budget);
        long operations =
                parts.stream().mapToLong(part -> part.operations().size()).sum();
        if (threads == 1 || parts.size() == 1 || operations < WORTH_THREADS) {
            all.judgeAll();
        } else {
            all.start(Math.min(threads, parts.size()));
        }
        return all.results();
    }

    private void start(int threads) {
        beside = true;
        ExecutorService executor = Executors.newFixedThreadPool(
                threads,
                task -> Thread.ofPlatform().daemon().name("linearizability").unstarted(task));
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(this::judgeAll));
            }
            for (Future<?> worker : workers) {
                await(worker);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void await(Future<?> worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException problem) {
                    throw problem;
                }
                throw new IllegalStateException("an object could not be judged", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void judgeAll() {
        Budget own = budget.shared();
        for (int i = next.getAndIncrement(); i < parts.size() && i < violated.get(); i = next.getAndIncrement()) {
            if (own.exceeded(0) == Cause.TIMEOUT) {
                return;
            }
            Outcome outcome = Checker.judge(parts.get(i), own);
            own.release();
            outcomes.set(i, outcome);
            if (outcome.blocked() != null) {
                violated.accumulateAndGet(i, Math::min);
            }
        }
    }

    /** What took too much memory beside others is tried again alone. */
    private List<@Nullable Outcome> results() {
        @Nullable Outcome[] results = new @Nullable Outcome[parts.size()];
        for (int i = 0; i < results.length; i++) {
            Outcome outcome = outcomes.get(i);
            results[i] = beside && outcome != null && outcome.cause() == Cause.OUT_OF_MEMORY && i < violated.get()
                    ? Checker.judge(parts.get(i), budget)
                    : outcome;
            budget.release();
        }
        return Arrays.asList(results);
    }
}
