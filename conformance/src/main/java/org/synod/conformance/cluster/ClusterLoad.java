package org.synod.conformance.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.synod.client.ClientSettings;
import org.synod.client.RejectedException;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.client.UnknownOutcomeException;
import org.synod.conformance.workload.RecordedOperation;
import org.synod.conformance.workload.Workload;
import org.synod.core.GroupId;
import org.synod.linearizability.history.HistoryRecorder;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/** Clients that work at a given rate, each with one operation out, and write down all that they see. */
final class ClusterLoad {

    /** An operation that was answered. Times in nanoseconds of {@link System#nanoTime}. */
    record Done(long invokedNanos, long completedNanos) {}

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int KEYS = 16;
    private static final int VALUES = 8;

    private final ClusterSettings settings;
    private final HistoryRecorder history;
    private final SynodClient client;
    private final List<Done> done = new ArrayList<>();
    private final Histogram latency = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    private final CountDownLatch finished;
    private final CountDownLatch stop = new CountDownLatch(1);
    private long failed;
    private long unknown;

    ClusterLoad(ClusterSettings settings, LocalCluster cluster, HistoryRecorder history) {
        this.settings = settings;
        this.history = history;
        this.client = SynodClient.open(
                cluster.addresses(), ClientSettings.of(new GroupId(1)).withDeadline(DEADLINE));
        this.finished = new CountDownLatch(settings.clients());
    }

    void start() {
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        for (int i = 0; i < settings.clients(); i++) {
            SplittableRandom random = seeds.split();
            Thread.ofPlatform().name("client-" + i).daemon().start(() -> work(random));
        }
    }

    /** No further operation; returns when those that are out have ended. */
    void stop() throws InterruptedException {
        stop.countDown();
        finished.await();
        client.close();
    }

    private void work(SplittableRandom random) {
        try {
            Workload workload = new Workload(random, KEYS, VALUES);
            Session session = client.session();
            long process = history.newProcess();
            long pause = settings.rate() == 0 ? 0 : 1_000_000_000L * settings.clients() / settings.rate();
            long due = System.nanoTime() + (pause == 0 ? 0 : random.nextLong(pause));
            while (!stop.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                due = Math.max(due + pause, System.nanoTime());
                if (!operate(workload.next(), session, process)) {
                    session = client.session();
                    process = history.newProcess();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finished.countDown();
        }
    }

    /** False when nobody knows what became of the operation: its client goes on as another one. */
    private boolean operate(Operation.OnKey operation, Session session, long process) throws InterruptedException {
        long invoked = System.nanoTime();
        RecordedOperation recorded = RecordedOperation.invoke(history, process, operation);
        try {
            Result result = switch (operation) {
                case Operation.Put put -> session.put(put.key(), put.value()).get();
                case Operation.Get get -> session.get(get.key()).get();
                case Operation.Delete delete -> session.delete(delete.key()).get();
                case Operation.CompareAndSet cas ->
                    session.compareAndSet(cas.key(), cas.expected(), cas.value())
                            .get();
            };
            recorded.ok(result);
            completed(invoked);
            return true;
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof RejectedException rejected) {
                recorded.fail(String.valueOf(rejected.getMessage()));
                count(true);
                return true;
            }
            if (e.getCause() instanceof UnknownOutcomeException timeOut) {
                recorded.info(String.valueOf(timeOut.getMessage()));
                count(false);
                return false;
            }
            throw new IllegalStateException(e);
        }
    }

    private synchronized void completed(long invoked) {
        long now = System.nanoTime();
        done.add(new Done(invoked, now));
        latency.recordValue(Math.min(now - invoked, latency.getHighestTrackableValue()));
    }

    private synchronized void count(boolean definite) {
        if (definite) {
            failed++;
        } else {
            unknown++;
        }
    }

    synchronized List<Done> done() {
        return List.copyOf(done);
    }

    synchronized Histogram latency() {
        return latency.copy();
    }

    synchronized long failed() {
        return failed;
    }

    synchronized long unknown() {
        return unknown;
    }
}
