package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.linearizability.check.Checker.Outcome;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import org.synod.linearizability.model.Step;

/** Several threads come to what one comes to. */
final class SideBySideTest {
    private static final int THREADS = 4;

    private static List<Part> parts(long seed, int operations, int keys, double crashed, double lies) {
        return Partitioner.split(
                HistoryGenerator.history(new HistoryGenerator.Settings(
                        ModelKind.KEY_VALUE, seed, 8, operations, 3, keys, crashed, lies)),
                NamedModel.of("key-value"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0005, 0.01})
    void theFirstViolatedObjectIsTheSame(double lies) {
        int violated = 0;
        for (long seed = 1; seed <= 12; seed++) {
            List<Part> parts = parts(seed, 6_000, 200, 0.01, lies);
            List<Outcome> one = SideBySide.judge(parts, new Budget(Limits.DEFAULT), 1, Progress.NONE);
            List<Outcome> several = SideBySide.judge(parts, new Budget(Limits.DEFAULT), THREADS, Progress.NONE);
            int first = firstViolated(one);
            assertEquals(first, firstViolated(several), "seed " + seed);
            for (int i = 0; i < Math.min(first, parts.size()); i++) {
                assertNotNull(several.get(i).witness(), "seed " + seed);
                assertEquals(one.get(i).configurations(), several.get(i).configurations(), "seed " + seed);
            }
            if (first < parts.size()) {
                violated++;
                assertEquals(one.get(first).blocked(), several.get(first).blocked(), "seed " + seed);
            }
        }
        assertEquals(lies > 0, violated > 0, violated + " of 12 histories are violated");
    }

    private static int firstViolated(List<Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) != null && outcomes.get(i).blocked() != null) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Two that fit one at a time, and not beside each other, are decided all the same. */
    @Test
    void whatFitsAloneIsDecided() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            parts.add(parts(7, 4_000, 1, 0.002, 0).getFirst());
        }
        long enough = 1 << 10;
        while (SideBySide.judge(parts.subList(0, 1), new Budget(new Limits(60_000, enough)), 1, Progress.NONE)
                        .getFirst()
                        .cause()
                != null) {
            enough += enough / 4;
        }
        assertTrue(enough > 1 << 10, "it takes some memory");
        for (Outcome outcome :
                SideBySide.judge(parts, new Budget(new Limits(60_000, enough)), THREADS, Progress.NONE)) {
            assertNotNull(outcome.witness());
        }
        List<Outcome> tooLittle =
                SideBySide.judge(parts, new Budget(new Limits(60_000, 1 << 10)), THREADS, Progress.NONE);
        tooLittle.forEach(outcome -> assertEquals(Cause.OUT_OF_MEMORY, outcome.cause()));
    }

    @Test
    void whatHasNoTimeIsNotLookedAt() throws InterruptedException {
        Budget over = new Budget(new Limits(1, Long.MAX_VALUE));
        while (over.exceeded(0) == null) {
            Thread.onSpinWait();
        }
        for (Outcome outcome : SideBySide.judge(parts(1, 6_000, 100, 0, 0), over, THREADS, Progress.NONE)) {
            assertNull(outcome);
        }
    }

    /** A model of the user's own may never come back. */
    @ParameterizedTest
    @ValueSource(ints = {10, 6_000})
    void aStepWithoutEndDoesNotKeepTheVerdict(int operations) {
        CountDownLatch never = new CountDownLatch(1);
        Model waiting = new Model() {
            @Override
            public Step step(Operation operation) {
                boolean interrupted = false;
                while (true) {
                    try {
                        never.await();
                        break;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return Step.next(this);
            }
        };
        List<Part> parts = parts(1, operations, 3, 0, 0).stream()
                .map(part -> new Part(part.key(), waiting, part.operations()))
                .toList();
        List<Outcome> outcomes = SideBySide.judge(parts, new Budget(new Limits(50, 1 << 20)), THREADS, Progress.NONE);
        never.countDown();
        outcomes.forEach(outcome -> assertNull(outcome));
    }

    /** Whoever waits hears of each object, of the last one last, and perhaps of some halfway. */
    @Test
    void tellsHowFarItIs() {
        List<Part> parts = parts(1, 6_000, 100, 0, 0);
        long operations =
                parts.stream().mapToLong(part -> part.operations().size()).sum();
        List<Integer> objects = new ArrayList<>();
        List<Long> resolved = new ArrayList<>();
        SideBySide.judge(parts, new Budget(Limits.DEFAULT), THREADS, (now, all, judged, allObjects) -> {
            assertEquals(operations, all);
            assertEquals(parts.size(), allObjects);
            objects.add(judged);
            resolved.add(now);
        });
        List<Integer> done =
                objects.stream().distinct().filter(judged -> judged > 0).toList();
        assertEquals(IntStream.rangeClosed(1, parts.size()).boxed().toList(), done);
        assertEquals(operations, resolved.getLast());
        assertEquals(resolved.stream().sorted().toList(), resolved);
    }

    /** A queue of few different elements, which the search cannot decide. */
    @Test
    void tellsHowFarTheSearchOfOneObjectIs() {
        NamedModel queue = NamedModel.of("fifo-queue");
        History history = HistoryGenerator.history(
                new HistoryGenerator.Settings(queue, 1, 20, 4_000, 2, 1, 0, 0, HistoryGenerator.NEVER));
        List<Long> resolved = new ArrayList<>();
        List<Outcome> outcomes = SideBySide.judge(
                Partitioner.split(history, queue),
                new Budget(new Limits(1_000, 4L << 30)),
                1,
                (now, all, judged, objects) -> {
                    if (judged == 0) {
                        resolved.add(now);
                    }
                });
        assertEquals(Cause.TIMEOUT, outcomes.getFirst().cause());
        assertTrue(resolved.getFirst() > 0, resolved::toString);
        assertTrue(resolved.getLast() < 4_000, resolved::toString);
        assertEquals(resolved.stream().sorted().toList(), resolved);
    }

    /** A model of the user's own may throw. */
    @Test
    void whatAModelThrowsIsThrown() {
        Model failing = new Model() {
            @Override
            public Step step(Operation operation) {
                throw new IllegalArgumentException("no such function");
            }
        };
        List<Part> parts = parts(1, 6_000, 100, 0, 0).stream()
                .map(part -> new Part(part.key(), failing, part.operations()))
                .toList();
        Budget budget = new Budget(Limits.DEFAULT);
        assertThrows(IllegalArgumentException.class, () -> SideBySide.judge(parts, budget, THREADS, Progress.NONE));
    }
}
