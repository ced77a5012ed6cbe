package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker.Outcome;

/**
 * Judges the objects of a history side by side, within one budget. The verdict does not depend on which thread is faster:
 * an object is passed over only when one before it is violated or the time is over.
 */
final class SideBySide {
    /** Fewer operations are judged one object after the other: a second thread would hardly have begun. */
    static final int WORTH_THREADS = 5_000;

    /** How often it is told how far the search of an object has come, at most. */
    private static final long TELL_NANOS = 100_000_000;

    /** How long an object may take to see that its time is over. */
    private static final long GRACE_NANOS = 500_000_000;

    /** Kept for a while: to start a thread costs as much as to judge a short history. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            work -> Thread.ofPlatform().daemon().name("linearizability").unstarted(work));

    private final List<Part> parts;
    private final Budget budget;
    private final Turns turns;

    private final long operations;
    private final Progress progress;
    private long operationsResolved;
    private int objectsJudged;
    private volatile long toldNanos = System.nanoTime();

    /** Whether more than one was judged at a time. */
    private boolean beside;

    private SideBySide(List<Part> parts, Budget budget, Progress progress) {
        this.parts = parts;
        this.budget = budget;
        this.operations =
                parts.stream().mapToLong(part -> part.operations().size()).sum();
        this.progress = progress;
        this.turns = new Turns(parts.size());
    }

    /**
     * What came of each object; null where it was not looked at, since one before it is violated or the time was over.
     *
     * @param threads at most
     */
    static List<@Nullable Outcome> judge(List<Part> parts, Budget budget, int threads, Progress progress) {
        SideBySide all = new SideBySide(parts, budget, progress);
        int wanted = all.operations < WORTH_THREADS ? 1 : Math.min(threads, parts.size());
        all.beside = wanted > 1;
        all.work(wanted, all::judgeAll);
        if (all.beside) {
            all.work(1, all::judgeAgain);
        }
        return all.turns.outcomes();
    }

    /**
     * Does the task on threads of its own, and does not wait for it when the time has long been over: a model of the
     * user's own may never come back from a step.
     */
    private void work(int threads, Runnable task) {
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(THREADS.submit(task));
        }
        try {
            for (Future<?> worker : workers) {
                await(worker);
            }
        } finally {
            workers.forEach(worker -> worker.cancel(true));
        }
    }

    private void await(Future<?> worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.get(budget.remainingNanos() + GRACE_NANOS, TimeUnit.NANOSECONDS);
                break;
            } catch (TimeoutException e) {
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
        Share share = new Share();
        Budget own = budget.shared(share::resolved);
        for (int i = turns.take(); i >= 0 && own.exceeded(0) != Cause.TIMEOUT; i = turns.take()) {
            share.begin(parts.get(i));
            Outcome outcome = Checker.judge(parts.get(i), own);
            own.release();
            turns.done(i, outcome);
            share.judged(outcome);
        }
    }

    /** How far one thread is. */
    private final class Share {
        private int all;

        /** Operations of the object at hand that are counted as resolved. */
        private int counted;

        void begin(Part part) {
            all = part.operations().size();
            counted = 0;
        }

        void resolved(int reached, int whole) {
            if (System.nanoTime() - toldNanos > TELL_NANOS) {
                tell((int) ((long) all * reached / whole), 0);
            }
        }

        /** An object of which nothing is known is not done; one that took too much memory may yet be tried again. */
        void judged(Outcome outcome) {
            if (outcome.cause() == null) {
                tell(all, 1);
            } else if (outcome.cause() == Cause.OUT_OF_MEMORY) {
                synchronized (SideBySide.this) {
                    operationsResolved -= counted;
                }
            }
        }

        private void tell(int resolved, int objects) {
            synchronized (SideBySide.this) {
                // The second search of an object begins anew.
                int more = Math.max(0, resolved - counted);
                counted += more;
                operationsResolved += more;
                objectsJudged += objects;
                toldNanos = System.nanoTime();
                progress.judged(operationsResolved, operations, objectsJudged, parts.size());
            }
        }
    }

    /** What took too much memory beside others is tried again alone. */
    private void judgeAgain() {
        Share share = new Share();
        Budget own = budget.shared(share::resolved);
        for (int i = 0; turns.isWanted(i); i++) {
            Outcome before = turns.outcome(i);
            if (before != null && before.cause() == Cause.OUT_OF_MEMORY) {
                share.begin(parts.get(i));
                Outcome outcome = Checker.judge(parts.get(i), own);
                own.release();
                turns.done(i, outcome);
                share.judged(outcome);
            }
        }
    }
}
