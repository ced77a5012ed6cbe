package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counterexamples as a person would tell them. */
final class ExplanationTest {
    // One asks, everyone answers, who has two answers wins; whoever has won may give up and win again.
    private static final String MODULE = """
            ---- MODULE M ----
            EXTENDS Naturals, FiniteSets
            CONSTANTS Replica, a, b
            VARIABLES won, round, messages
            vars == <<won, round, messages>>
            Init == won = [r \\in Replica |-> FALSE] /\\ round = [r \\in Replica |-> 0] /\\ messages = {}
            Ask(r, n) ==
              /\\ messages = {}
              /\\ round' = [round EXCEPT ![r] = n]
              /\\ messages' = messages \\cup {[type |-> "ask", from |-> r, round |-> n]}
              /\\ UNCHANGED won
            Answer(r, n) ==
              /\\ [type |-> "ask", from |-> a, round |-> n] \\in messages
              /\\ messages' = messages \\cup {[type |-> "answer", from |-> r, round |-> n]}
              /\\ UNCHANGED <<won, round>>
            Unasked(r, n) ==
              /\\ messages' = messages \\cup {[type |-> "answer", from |-> r, round |-> n]}
              /\\ UNCHANGED <<won, round>>
            Win(r, Q) ==
              /\\ round[r] > 0 /\\ ~won[r]
              /\\ \\A q \\in Q : \\E m \\in messages : m.type = "answer" /\\ m.from = q
              /\\ won' = [won EXCEPT ![r] = TRUE]
              /\\ UNCHANGED <<round, messages>>
            Lose(r, n) == won[r] /\\ won' = [won EXCEPT ![r] = FALSE] /\\ UNCHANGED <<round, messages>>
            Next ==
              \\/ \\E n \\in 1..2 : Ask(a, n)
              \\/ \\E r \\in Replica, n \\in 1..2 : Answer(r, n)
              \\/ \\E r \\in Replica : Win(r, Replica)
              \\/ \\E r \\in Replica : Lose(r, round[r])
            Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next) /\\ SF_vars(\\E r \\in Replica : Lose(r, round[r]))
            NeverWon == \\A r \\in Replica : ~won[r]
            Stays == <>[](\\E r \\in Replica : won[r])
            NotAtFirst == messages # {}
            ====
            """;
    private static final String CONSTANTS = "SPECIFICATION Spec\nCONSTANTS a = a b = b Replica = {a, b}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Explanation explain(String config) throws Exception {
        Path tla = folder.resolve("M.tla");
        Path cfg = folder.resolve("M.cfg");
        Files.writeString(tla, MODULE);
        Files.writeString(cfg, CONSTANTS + config);
        Outcome outcome = new ModelChecker(ModelChecker.Settings.standard()
                        .withTimeLimit(Duration.ofMinutes(2))
                        .withQuickStart(true))
                .check(tla, cfg, List.of(), p -> {});
        return Explainer.explain(
                folder,
                "M",
                "M",
                List.of(),
                assertInstanceOf(Outcome.Violated.class, outcome).counterexample());
    }

    @Test
    void tellsParametersChangesAndMessages() throws Exception {
        assertEquals("""
                1. Initial state
                     won = FALSE for each
                     messages = {}
                     round = 0 for each
                2. Ask(a, 1)
                     round[a] = 1 (was 0)
                     sends ask: from a, round 1
                3. Answer(a, 1)
                     on ask of step 2: from a, round 1
                     sends answer: from a, round 1
                4. Answer(b, 1)
                     on ask of step 2: from a, round 1
                     sends answer: from b, round 1
                5. Win(a, {a, b})
                     on answer of step 3: from a, round 1
                     on answer of step 4: from b, round 1
                     won[a] = TRUE (was FALSE)
                """, explain("INVARIANT NeverWon\n").text());
    }

    @Test
    void aReplacedActionKeepsTheNameThatItHasInTheNextStateRelation() throws Exception {
        Explanation explanation = explain("INVARIANT NeverWon\nCONSTANT Answer <- Unasked\n");
        assertTrue(
                explanation.steps().stream()
                        .anyMatch(s ->
                                s.call().equals("Answer(b, 1)") && s.received().isEmpty()),
                explanation.text());
    }

    @Test
    void tellsWhereALoopLeadsBackTo() throws Exception {
        Explanation explanation = explain("PROPERTY Stays\n");
        Explanation.Step last = explanation.steps().getLast();
        assertEquals("Lose(a, 1)", last.call());
        assertTrue(
                explanation.text().endsWith("which is state " + explanation.backTo() + " again, and so on for ever\n"));
        assertEquals(List.of("a", "b"), explanation.replicas());
    }

    @Test
    void anInitialStateIsAllThereIsIfItBreaksTheProperty() throws Exception {
        Explanation explanation = explain("INVARIANT NotAtFirst\n");
        assertEquals(List.of(), explanation.steps());
        assertTrue(explanation.text().startsWith("1. Initial state\n     won = "), explanation.text());
    }

    @Test
    void withoutAnEvaluatorTheNamesRemain() {
        Counterexample.State first = new Counterexample.State(1, "Initial predicate", null, java.util.Map.of("x", "0"));
        Counterexample.State second = new Counterexample.State(2, "Up", null, java.util.Map.of("x", "1"));
        Counterexample.State third = new Counterexample.State(3, "Down", null, java.util.Map.of("x", "0"));
        Counterexample c = new Counterexample(List.of(first, second, third), Counterexample.End.STUTTERS, 0);
        assertEquals("""
                1. Initial state
                     x = 0
                2. Up
                     x = 1 (was 0)
                3. Down
                     x = 0 (was 1)
                and nothing changes any more
                """, Explanation.of(c, List.of()).text());
    }

    @Test
    void aMessageThatWasTakenAndSentAgainIsOfTheStepThatSentItLast() {
        List<Counterexample.State> states = new ArrayList<>();
        for (String messages : List.of("{}", "{m}", "{}", "{m}", "{}")) {
            states.add(new Counterexample.State(states.size() + 1, "A", null, Map.of("messages", messages)));
        }
        List<TlaValue> m = List.of(TlaValue.parse("m"));
        List<Explanation.Step> steps = Explanation.of(
                        new Counterexample(states, Counterexample.End.VIOLATION, 0),
                        List.of(
                                new Explanation.FoundStep("Send", List.of(), List.of()),
                                new Explanation.FoundStep("Take", List.of(), m),
                                new Explanation.FoundStep("Send", List.of(), List.of()),
                                new Explanation.FoundStep("Take", List.of(), m)))
                .steps();
        assertEquals(2, steps.get(1).received().getFirst().sentIn());
        assertEquals(4, steps.get(3).received().getFirst().sentIn());
    }

    @Test
    void namesTheSmallestDifference() {
        assertEquals(
                List.of("v[r1][2] = c1"), changes("(r1 :> <<c2>> @@ r2 :> <<>>)", "(r1 :> <<c2, c1>> @@ r2 :> <<>>)"));
        assertEquals(List.of("v = <<c1>>"), changes("<<c2, c1>>", "<<c1>>"));
        assertEquals(
                List.of("v[r1].a = 2 (was 1)"), changes("(r1 :> [a |-> 1, b |-> {}])", "(r1 :> [a |-> 2, b |-> {}])"));
        assertEquals(List.of("v gains 3", "v loses 1"), changes("{1, 2}", "{2, 3}"));
        assertEquals(List.of(), changes("{1,2}", "{ 2,\n 1}"));
        assertEquals(
                List.of("v[r1] = [slot 1, members {s1}] (was [slot 0, members {s1, s2}])"),
                changes("(r1 :> [members |-> {s1, s2}, slot |-> 0])", "(r1 :> [members |-> {s1}, slot |-> 1])"));
    }

    private static List<String> changes(String before, String after) {
        List<String> lines = new ArrayList<>();
        Changes.between("v", TlaValue.parse(before), TlaValue.parse(after), lines);
        return lines;
    }

    @Test
    void putsTogetherWhatIsTheSameInTheInitialState() {
        Map<String, TlaValue> variables = new LinkedHashMap<>();
        variables.put("phase", TlaValue.parse("(r1 :> \"leading\" @@ r2 :> \"follower\" @@ r3 :> \"follower\")"));
        variables.put("noted", TlaValue.parse("(r1 :> 0 @@ r2 :> 0 @@ r3 :> 0)"));
        variables.put("trimmed", TlaValue.parse("(r1 :> 0 @@ r2 :> 0 @@ r3 :> 0)"));
        variables.put("ballot", TlaValue.parse("(r1 :> 1 @@ r2 :> 2 @@ r3 :> 3)"));
        assertEquals(
                List.of(
                        "phase = \"follower\" for each but r1: \"leading\"",
                        "noted, trimmed = 0 for each",
                        "ballot = (r1: 1, r2: 2, r3: 3)"),
                Words.together(variables));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[members |-> {s1, s2}, slot |-> 0]; [slot 0, members {s1, s2}]",
                "[members |-> {s1}]; members {s1}",
                "(2 :> <<1, {}>>); (2: <<1, {}>>)",
                "[type |-> \"promise\", entries |-> <<>>, ballot |-> 2]; promise: ballot 2",
                "[type |-> \"stop\"]; stop",
                "<<[type |-> \"promise\", entries |-> {1}, ballot |-> 2]>>; <<promise [ballot 2, …]>>"
            })
    void saysValuesInFewSigns(String value, String words) {
        assertEquals(words, Words.of(TlaValue.parse(value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<>>",
                "{}",
                "{1, 2}",
                "(r1 :> <<1, \"a, b\">> @@ r2 :> <<>>)",
                "[type |-> \"x\", entries |-> (2 :> [a |-> TRUE] @@ 10 :> {})]",
                "1..3 is not read",
                "\"say \\\"x\\\"\"",
                "-1"
            })
    void readsWhatTlcPrints(String text) {
        assertEquals(text, TlaValue.parse(text).text());
    }
}
