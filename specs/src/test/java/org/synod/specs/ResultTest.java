package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A result is as expected only if verdict, property and figures are. */
final class ResultTest {
    private static Model model(Expected expected, @Nullable String property, long distinct, int depth) {
        List<String> properties = property == null ? List.of() : List.of(property);
        return new Model(
                "MCX",
                "X",
                "log",
                Kind.SAFETY,
                Level.QUICK,
                expected,
                property,
                properties,
                distinct,
                depth,
                1,
                null,
                "X.",
                null);
    }

    private static Statistics statistics(long distinct) {
        return new Statistics(distinct, distinct, 0, 3, 1, 0, Map.of());
    }

    private static Counterexample behaviour(int length) {
        return new Counterexample(
                java.util.stream.IntStream.rangeClosed(1, length)
                        .mapToObj(i -> new Counterexample.State(i, "A", null, Map.of()))
                        .toList(),
                Counterexample.End.VIOLATION,
                0);
    }

    private static Verdict of(Model model, Outcome outcome) {
        Result result = Result.of(model, outcome);
        assertTrue(result.sentence().startsWith("MCX "), result.sentence());
        return result.verdict();
    }

    @Test
    void aModelThatHoldsHasTheRecordedNumberOfStates() {
        Model model = model(Expected.HOLDS, null, 10, 3);
        assertEquals(Verdict.HOLDS, of(model, new Outcome.Holds(statistics(10))));
        assertEquals(Verdict.VIOLATED, of(model, new Outcome.Holds(statistics(11))));
        assertEquals(Verdict.VIOLATED, of(model, new Outcome.Violated("P", behaviour(3), statistics(5))));
    }

    @Test
    void aMutantBreaksTheRecordedPropertyInTheRecordedNumberOfStates() {
        Model model = model(Expected.VIOLATED, "P", 5, 3);
        assertEquals(Verdict.HOLDS, of(model, new Outcome.Violated("P", behaviour(3), statistics(5))));
        assertEquals(Verdict.VIOLATED, of(model, new Outcome.Violated("P", behaviour(4), statistics(5))));
        assertEquals(Verdict.VIOLATED, of(model, new Outcome.Violated("Q", behaviour(3), statistics(5))));
        assertEquals(Verdict.VIOLATED, of(model, new Outcome.Holds(statistics(5))));
    }

    @Test
    void whatCannotBeToldOrAskedIsNeitherRightNorWrong() {
        Outcome failed = new Outcome.Failed("Unknown operator", "X", 4, statistics(0));
        Outcome unknown = new Outcome.Unknown(Outcome.Cause.TIMEOUT, "10 s", statistics(0));
        assertEquals(Verdict.BAD_INPUT, of(model(Expected.HOLDS, null, 1, 1), failed));
        assertEquals(Verdict.HOLDS, of(model(Expected.ERROR, null, 1, 1), failed));
        assertEquals(Verdict.UNKNOWN, of(model(Expected.HOLDS, null, 1, 1), unknown));
        assertEquals(Verdict.UNKNOWN, of(model(Expected.ERROR, null, 1, 1), unknown));
    }

    @Test
    void theWorstResultIsTheVerdictOnAll() {
        Model model = model(Expected.HOLDS, null, 10, 3);
        Result holds = Result.of(model, new Outcome.Holds(statistics(10)));
        Result violated = Result.of(model, new Outcome.Holds(statistics(11)));
        Result unknown = Result.of(model, new Outcome.Unknown(Outcome.Cause.MEMORY, "", statistics(0)));
        assertEquals(0, Verdict.of(List.of(holds)).exitCode());
        assertEquals(2, Verdict.of(List.of(holds, unknown)).exitCode());
        assertEquals(1, Verdict.of(List.of(unknown, violated, holds)).exitCode());
    }
}
