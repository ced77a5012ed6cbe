package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.History;

/** Two algorithms against each other, on histories of correct objects and on those with one change. */
final class MutatedHistoriesTest {
    /** For each workload; {@code -Dsynod.histories} tries more, as in {@link OracleTest}. */
    private static final int HISTORIES = Integer.getInteger("synod.histories", 6_000) / 20;

    private static final List<Mutation> MUTATIONS = List.of(Mutation.values());

    /** The search has no more than that for one history; what it cannot tell then does not count. */
    private static final Limits LIMITS = new Limits(100, 256L << 20);

    @ParameterizedTest
    @EnumSource
    void theSearchSaysTheSame(Workload workload) {
        Map<Mutation, int[]> counts = new EnumMap<>(Mutation.class);
        int compared = 0;
        int tried = 0;
        int valid = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History correct = workload.history(seed, 2 + seed % 3, 40 + 40 * (seed % 5), seed % 4 == 0 ? 0.02 : 0, 0);
            Mutation mutation = MUTATIONS.get(seed % MUTATIONS.size());
            List<Event> events = mutation.of(correct.events(), random);
            if (events == null) {
                continue;
            }
            History history = History.of(correct.source() + "-" + mutation, events);
            for (Part part : Partitioner.split(history, workload.model())) {
                Optional<Checker.Outcome> found = Polynomial.judge(part, new Budget(Limits.DEFAULT));
                if (found.isEmpty()) {
                    continue;
                }
                tried++;
                Checker.Outcome expected = Portfolio.judge(part, new Budget(LIMITS));
                if (expected.cause() != null) {
                    continue;
                }
                OracleTest.assertOutcome(expected.blocked(), found.get(), part, history);
                compared++;
                valid += expected.blocked() == null ? 1 : 0;
                counts.computeIfAbsent(mutation, m -> new int[2])[expected.blocked() == null ? 0 : 1]++;
            }
        }
        StringBuilder text =
                new StringBuilder(workload + ": " + tried + " judged, " + compared + " compared, " + valid + " valid;");
        counts.forEach((mutation, count) -> text.append(" " + mutation + " " + count[0] + "/" + count[1]));
        assertEquals(0, counts.getOrDefault(Mutation.NONE, new int[2])[1], text::toString);
        assertTrue(compared * 10 > tried * 6, text::toString);
        assertTrue(compared > HISTORIES / 4, text::toString);
        assertTrue(valid > HISTORIES / 20 && compared - valid > HISTORIES / 20, text::toString);
    }

    /** What no search could tell. */
    @ParameterizedTest
    @EnumSource
    void manyClientsAreJudged(Workload workload) {
        for (int seed = 0; seed < 5; seed++) {
            History history = workload.history(seed, 20, 2_000, seed % 2 * 0.01, 0);
            for (Part part : Partitioner.split(history, workload.model())) {
                Checker.Outcome outcome =
                        Polynomial.judge(part, new Budget(Limits.DEFAULT)).orElseThrow();
                OracleTest.assertOutcome(null, outcome, part, history);
            }
        }
    }

    /** For a stack the deadlines of what crashed pops took need not be enough, but mostly are. */
    @Test
    void whatCrashedPopsTookIsFound() {
        int judged = 0;
        for (int seed = 0; seed < 10; seed++) {
            History history = Workload.STACK.history(seed, 20, 5_000, 0.01, 0);
            Part part = Partitioner.split(history, Workload.STACK.model()).getFirst();
            Optional<Checker.Outcome> outcome = Polynomial.judge(part, new Budget(Limits.DEFAULT));
            if (outcome.isPresent()) {
                OracleTest.assertOutcome(null, outcome.get(), part, history);
                judged++;
            }
        }
        assertTrue(judged >= 8, judged + " of 10 are judged");
    }

    @ParameterizedTest
    @EnumSource
    void limitsGiveUnknownWithTheirCause(Workload workload) {
        Part part = Partitioner.split(workload.history(1, 20, 2_000, 0, 0), workload.model())
                .getLast();
        Budget little = new Budget(new Limits(60_000, 1 << 10));
        assertEquals(
                Cause.OUT_OF_MEMORY,
                Polynomial.judge(part, little).orElseThrow().cause());
        Budget over = new Budget(new Limits(1, Long.MAX_VALUE));
        while (over.exceeded(0) == null) {
            Thread.onSpinWait();
        }
        assertEquals(Cause.TIMEOUT, Polynomial.judge(part, over).orElseThrow().cause());
    }
}
