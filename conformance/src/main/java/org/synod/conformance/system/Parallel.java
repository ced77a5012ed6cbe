package org.synod.conformance.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Tasks on as many threads as there are processors. */
public final class Parallel {

    private Parallel() {}

    /**
     * Does all tasks, and hands on what came of each in their order, as soon as it is there. When one fails, or this thread
     * is interrupted, the others are interrupted; no task runs any more when this returns.
     *
     * @param result called by this thread
     * @throws IOException when a task throws it
     * @throws IllegalStateException when a task throws anything else
     */
    public static <T> void each(List<Callable<T>> tasks, Consumer<T> result) throws IOException, InterruptedException {
        ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> task : tasks) {
                running.add(executor.submit(task));
            }
            for (Future<T> future : running) {
                result.accept(future.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }
}
