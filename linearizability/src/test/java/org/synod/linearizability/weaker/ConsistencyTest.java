package org.synod.linearizability.weaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.check.Answer;
import org.synod.linearizability.check.Cause;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.SequentialConsistency;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;

/** What is said of a violated history, and that the levels imply one another. */
final class ConsistencyTest {
    private static final int HISTORIES = 3_000;

    private static Verdict.Violated violated(History history, ModelKind kind) {
        return assertInstanceOf(Verdict.Violated.class, Checker.check(history, kind, Limits.DEFAULT));
    }

    /** Of the seeds from 1 on. */
    private static Verdict.Violated firstViolated(LongFunction<HistoryGenerator.Settings> settings) {
        return LongStream.rangeClosed(1, 100)
                .mapToObj(seed -> HistoryGenerator.history(settings.apply(seed)))
                .map(history -> Checker.check(history, ModelKind.CAS_REGISTER, Limits.DEFAULT))
                .filter(Verdict.Violated.class::isInstance)
                .map(Verdict.Violated.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Answer answer(Consistency consistency, Guarantee guarantee) {
        return consistency.sessions().stream()
                .filter(session -> session.guarantee() == guarantee)
                .findFirst()
                .orElseThrow()
                .answer();
    }

    private static String lines(ModelKind kind, String text) {
        Verdict.Violated verdict = violated(HistoryFiles.parse("some.edn", text), kind);
        return String.join("\n", Consistency.of(verdict, Limits.DEFAULT).lines());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTER", "CAS_REGISTER", "KEY_VALUE"})
    void linearizableIsSequentialIsEachGuarantee(ModelKind kind) {
        int sequentialOnly = 0;
        Map<Guarantee, Integer> broken = new EnumMap<>(Guarantee.class);
        Map<Guarantee, Integer> keptWithoutOrder = new EnumMap<>(Guarantee.class);
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = HistoryGenerator.history(new HistoryGenerator.Settings(
                    kind,
                    seed,
                    2 + seed % 4,
                    6 + seed % 10,
                    seed % 4,
                    kind == ModelKind.KEY_VALUE ? 1 + seed % 3 : 1,
                    seed % 3 * 0.1,
                    seed % 5 * 0.1));
            Verdict verdict = Checker.check(history, kind, Limits.DEFAULT);
            List<Part> parts = verdict instanceof Verdict.Violated violated
                    ? violated.objects()
                    : assertInstanceOf(Verdict.Valid.class, verdict).witnesses().stream()
                            .map(Verdict.Witness::part)
                            .toList();
            Answer sequential =
                    SequentialConsistency.check(parts, Limits.DEFAULT).answer();
            assertTrue(sequential.holds() || verdict instanceof Verdict.Violated, history.source());
            sequentialOnly += sequential.holds() && verdict instanceof Verdict.Violated ? 1 : 0;
            Consistency whole =
                    verdict instanceof Verdict.Violated violated ? Consistency.of(violated, Limits.DEFAULT) : null;
            for (Guarantee guarantee : Guarantee.values()) {
                boolean kept = parts.stream()
                        .allMatch(part -> SessionGuarantees.check(part, guarantee, Limits.DEFAULT)
                                .answer()
                                .holds());
                assertTrue(kept || sequential.isViolated(), () -> guarantee + " of " + history.source());
                broken.merge(guarantee, kept ? 0 : 1, Integer::sum);
                keptWithoutOrder.merge(guarantee, kept && sequential.isViolated() ? 1 : 0, Integer::sum);
                if (whole != null) {
                    assertEquals(sequential, whole.sequential(), history.source());
                    assertEquals(
                            kept ? Answer.HOLDS : Answer.VIOLATED,
                            answer(whole, guarantee),
                            () -> guarantee + " of " + history.source());
                }
            }
        }
        // Each level is weaker than the one before: some history meets it and not the other.
        assertTrue(sequentialOnly > 20, kind + ": " + sequentialOnly + " sequential only");
        for (Guarantee guarantee : Guarantee.values()) {
            int breaking = broken.getOrDefault(guarantee, 0);
            int keeping = keptWithoutOrder.getOrDefault(guarantee, 0);
            assertTrue(
                    breaking > 20 && keeping > 20,
                    kind + ", " + guarantee + ": " + breaking + " break it, " + keeping + " only keep it");
        }
    }

    @Test
    void showsTheOrder() {
        assertEquals("""
                It is still sequentially consistent: this order explains all answers if real time does not count:
                    write 1 by process 0
                    read 1 by process 1
                    write 2 by process 0""", lines(ModelKind.REGISTER, """
                [0 :invoke :write 1] [0 :ok :write 1] [0 :invoke :write 2] [0 :ok :write 2]
                [1 :invoke :read] [1 :ok :read 1]
                """));
    }

    @Test
    void namesWhatBreaksAGuarantee() {
        assertEquals("""
                It is not even sequentially consistent: read 1 by process 0 follows its own write 2, and write 2 by process 0 follows its own write 1.
                It breaks read-your-writes: read 1 by process 0 follows its own write 2, and write 2 by process 0 follows its own write 1.
                It still keeps monotonic-reads.
                It still keeps writes-follow-reads.""", lines(ModelKind.CAS_REGISTER, """
                [0 :invoke :write 1] [0 :ok :write 1] [0 :invoke :write 2] [0 :ok :write 2]
                [0 :invoke :read] [0 :ok :read 1]
                """));
    }

    @Test
    void countsKeys() {
        assertEquals("""
                Of 3 keys, 2 are violated: "a", "b".
                It is not even sequentially consistent: no order of all operations explains the answers.
                It still keeps read-your-writes.
                It still keeps monotonic-reads.
                It still keeps writes-follow-reads.""", lines(ModelKind.KEY_VALUE, """
                [0 :invoke :put ["c" 1]] [0 :ok :put ["c" 1]]
                [0 :invoke :put ["a" 1]] [0 :ok :put ["a" 1]]
                [1 :invoke :put ["b" 1]] [1 :ok :put ["b" 1]]
                [0 :invoke :get "b"] [0 :ok :get ["b" nil]]
                [1 :invoke :get "a"] [1 :ok :get ["a" nil]]
                """));
    }

    @Test
    void registersMayBeRightAloneAndNotTogether() {
        assertEquals("""
                Each register alone is linearizable: only together they are not.
                It is not even sequentially consistent: no order of all operations explains the answers.""", lines(ModelKind.MULTI_REGISTER, """
                [0 :invoke :txn [[:write :x 1] [:write :y 1]]] [0 :ok :txn nil]
                [1 :invoke :txn [[:read :x nil] [:read :y nil]]] [1 :ok :txn [[:read :x 1] [:read :y 1]]]
                [0 :invoke :txn [[:write :x 2] [:write :y 2]]]
                [1 :invoke :txn [[:read :x nil] [:read :y nil]]] [1 :ok :txn [[:read :x 1] [:read :y 2]]]
                [0 :ok :txn nil]
                """));
        assertTrue(lines(ModelKind.MULTI_REGISTER, """
                [0 :invoke :txn [[:write :x 1] [:write :y 1]]] [0 :ok :txn nil]
                [1 :invoke :txn [[:read :x nil] [:read :y nil]]] [1 :ok :txn [[:read :x 2] [:read :y 1]]]
                """).startsWith("Of 2 registers, 1 is violated: :x.\n"));
    }

    @Test
    void theLimitsAreObeyedAndWhatTheyCutOffIsUnknown() {
        Verdict.Violated verdict = firstViolated(
                seed -> new HistoryGenerator.Settings(ModelKind.CAS_REGISTER, seed, 12, 4_000, 3, 1, 0.05, 0.3));
        Consistency consistency = Consistency.of(verdict, new Limits(1_000, 1 << 10));
        assertEquals(Answer.unknown(Cause.OUT_OF_MEMORY), consistency.sequential());
        // Those searches hold nothing that grows with the number of choices.
        consistency.sessions().forEach(session -> assertEquals(Answer.HOLDS, session.answer()));
        long start = System.nanoTime();
        consistency = Consistency.of(verdict, Limits.DEFAULT.withTimeMillis(1));
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
        assertEquals(Answer.unknown(Cause.TIMEOUT), consistency.sequential());
        assertTrue(consistency.lines().contains("Whether it is still sequentially consistent is unknown: timeout."));
    }
}
