package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;

/** The algorithms that need no search against the definition, on many thousands of small histories of each model. */
final class PolynomialOracleTest {
    /** For each row; {@code -Dsynod.histories=100000} tries more. */
    private static final int HISTORIES = Integer.getInteger("synod.histories", 6_000);

    @ParameterizedTest
    @EnumSource
    void agreesWithEveryOrderTried(Workload workload) {
        int judged = 0;
        int violated = 0;
        int crashed = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = workload.history(seed, 2 + seed % 4, 3 + seed % 7, seed % 3 * 0.2, seed % 5 * 0.15);
            for (Part part : Partitioner.split(history, workload.model())) {
                Optional<Checker.Outcome> outcome = Polynomial.judge(part, new Budget(Limits.DEFAULT));
                if (outcome.isPresent()) {
                    Operation expected = BruteForce.firstBlocked(part.initial(), part.operations());
                    OracleTest.assertOutcome(expected, outcome.get(), part, history);
                    judged++;
                    violated += expected == null ? 0 : 1;
                    crashed += part.operations().stream().anyMatch(Operation::isCrashed) ? 1 : 0;
                }
            }
        }
        String counts = workload + ": " + judged + " judged, " + violated + " violated, " + crashed + " with crashes";
        assertTrue(judged * 100L >= (long) HISTORIES * workload.share(), counts);
        assertTrue(violated > HISTORIES / 50 && judged - violated > HISTORIES / 50, counts);
        assertTrue(crashed > HISTORIES / 20, counts);
    }
}
