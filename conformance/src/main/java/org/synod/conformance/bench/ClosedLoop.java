package org.synod.conformance.bench;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.statemachine.Bytes;

/** Clients that each have one operation out: an answer starts the next one, on the thread that brings it. */
final class ClosedLoop {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Executor AFTER_AN_ERROR = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

    private final BenchSettings.Kind operation;
    private final Bytes value;
    private final CountDownLatch running;
    private final Histogram latency = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private final LongAdder errors = new LongAdder();
    private volatile boolean measuring;
    private volatile boolean stopping;
    private volatile @Nullable Throwable firstError;

    private ClosedLoop(int clients, BenchSettings.Kind operation, int bytes) {
        this.operation = operation;
        this.running = new CountDownLatch(clients);
        byte[] array = new byte[bytes];
        new SplittableRandom(7).nextBytes(array);
        this.value = Bytes.wrap(array);
    }

    /** Starts the clients, each with a session and a key of its own. */
    static ClosedLoop start(SynodClient client, int clients, BenchSettings.Kind operation, int bytes) {
        ClosedLoop loop = new ClosedLoop(clients, operation, bytes);
        for (int i = 0; i < clients; i++) {
            Session session = client.session();
            Bytes key = Bytes.of("k" + i);
            loop.next(session, key);
        }
        return loop;
    }

    private void next(Session session, Bytes key) {
        if (stopping) {
            running.countDown();
            return;
        }
        long begin = System.nanoTime();
        CompletableFuture<?> answer = switch (operation) {
            case PUT -> session.put(key, value);
            case GET -> session.get(key);
            case GET_EVENTUAL -> session.getEventual(key);
        };
        CompletableFuture<?> unused = answer.whenComplete((result, error) -> {
            if (error == null) {
                if (measuring) {
                    latency.recordValue(Math.min(System.nanoTime() - begin, LONGEST_NANOS));
                }
                next(session, key);
            } else {
                failed(error);
                AFTER_AN_ERROR.execute(() -> next(session, key));
            }
        });
    }

    private void failed(Throwable error) {
        if (measuring) {
            errors.increment();
        }
        if (firstError == null) {
            firstError = error;
        }
    }

    /** From now on, until {@link #pause}, operations count when they end. */
    void measure() {
        measuring = true;
    }

    void pause() {
        measuring = false;
    }

    /** No further operation; returns when those that are out have ended. */
    void stop() throws InterruptedException {
        stopping = true;
        running.await();
    }

    Histogram latency() {
        return latency;
    }

    long errors() {
        return errors.sum();
    }

    @Nullable Throwable firstError() {
        return firstError;
    }
}
