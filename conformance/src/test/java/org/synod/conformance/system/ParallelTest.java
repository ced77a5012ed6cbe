package org.synod.conformance.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Results come in order, and a failure ends everything. */
final class ParallelTest {

    @Test
    void resultsComeInTheOrderOfTheTasks() throws IOException, InterruptedException {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int one = i;
            tasks.add(() -> one);
        }
        List<Integer> results = new ArrayList<>();
        Parallel.each(tasks, results::add);
        assertEquals(IntStream.range(0, 200).boxed().toList(), results);
    }

    @Test
    void whatATaskThrowsIsThrownAndNoOtherRunsAnyMore() {
        IOException failure = new IOException("the disk");
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<Callable<String>> tasks = new ArrayList<>();
        tasks.add(() -> {
            throw failure;
        });
        for (int i = 0; i < 8; i++) {
            tasks.add(() -> {
                running.incrementAndGet();
                try {
                    never.await();
                    return "";
                } finally {
                    running.decrementAndGet();
                }
            });
        }
        assertSame(failure, assertThrows(IOException.class, () -> Parallel.each(tasks, result -> {})));
        assertEquals(0, running.get());
    }

    @Test
    void anythingElseThatATaskThrowsIsTheCause() {
        List<Callable<String>> tasks = List.of(() -> {
            throw new ArithmeticException("too much");
        });
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> Parallel.each(tasks, result -> {}));
        assertInstanceOf(ArithmeticException.class, thrown.getCause());
    }
}
