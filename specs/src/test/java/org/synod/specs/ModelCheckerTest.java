package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runner says of specifications that are right, wrong, too large and broken. */
final class ModelCheckerTest {
    private static final ModelChecker.Settings SMALL = ModelChecker.Settings.standard()
            .withTimeLimit(Duration.ofMinutes(2))
            .withQuickStart(true);

    // Counts for ever: the successors of a state are two.
    private static final String ENDLESS = """
            ---- MODULE M ----
            EXTENDS Naturals, Sequences
            VARIABLE s
            Init == s = << >>
            Zero == s' = Append(s, 0)
            One == s' = Append(s, 1)
            Spec == Init /\\ [][Zero \\/ One]_s
            Short == Len(s) < 1000
            ====
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Outcome check(ModelChecker.Settings settings, String module, String config) throws Exception {
        Path tla = folder.resolve("M.tla");
        Path cfg = folder.resolve("M.cfg");
        Files.writeString(tla, module);
        Files.writeString(cfg, config);
        return new ModelChecker(settings).check(tla, cfg, List.of(), p -> {});
    }

    @Test
    void readsStatesActionsAndVariablesOfACounterexample() throws Exception {
        Outcome outcome = check(SMALL, """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLES n, set
                Init == n = 0 /\\ set = {}
                Up == n' = n + 1 /\\ UNCHANGED set
                Put == n = 1 /\\ set' = set \\cup {"a", "b"} /\\ UNCHANGED n
                Spec == Init /\\ [][Up \\/ Put]_<<n, set>>
                Never == ~ (n = 2 /\\ "a" \\in set)
                ====
                """, "SPECIFICATION Spec\nINVARIANT Never\n");
        Outcome.Violated violated = assertInstanceOf(Outcome.Violated.class, outcome);
        assertEquals("Never", violated.property());
        Counterexample c = violated.counterexample();
        assertEquals(List.of("Up", "Put", "Up"), c.actions());
        assertEquals("{\"a\", \"b\"}", c.states().getLast().variables().get("set"));
        assertEquals("2", c.states().getLast().variables().get("n"));
        assertTrue(String.valueOf(c.states().get(1).location()).endsWith("of module M"));
    }

    @Test
    void tellsAViolationInTheInitialStateALoopAndAFalseAssumption() throws Exception {
        String module = """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLE n
                Init == n = 0
                Turn == n' = (n + 1) % 2
                Spec == Init /\\ [][Turn]_n /\\ WF_n(Turn)
                NotZero == n # 0
                Stays == <>[](n = 1)
                ====
                """;
        Outcome.Violated initial = assertInstanceOf(
                Outcome.Violated.class, check(SMALL, module, "SPECIFICATION Spec\nINVARIANT NotZero\n"));
        assertEquals(1, initial.counterexample().length());
        assertEquals(
                "0", initial.counterexample().states().getFirst().variables().get("n"));
        Outcome.Violated loop =
                assertInstanceOf(Outcome.Violated.class, check(SMALL, module, "SPECIFICATION Spec\nPROPERTY Stays\n"));
        assertEquals(Counterexample.End.LOOPS, loop.counterexample().end());
        assertEquals(1, loop.counterexample().backTo());
        Outcome.Violated assumption = assertInstanceOf(
                Outcome.Violated.class,
                check(SMALL, module.replace("NotZero ==", "ASSUME 1 = 2\nNotZero =="), "SPECIFICATION Spec\n"));
        assertTrue(assumption.property().startsWith("Assumption line 7"), assumption.property());
    }

    @Test
    void countsActionsIfAsked() throws Exception {
        Outcome outcome = check(SMALL.withCoverage(true), """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLE n
                Init == n = 0
                Up == n < 3 /\\ n' = n + 1
                Back == n' = 0
                Spec == Init /\\ [][Up \\/ Back]_n
                ====
                """, "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n");
        assertInstanceOf(Outcome.Holds.class, outcome);
        assertEquals(4, outcome.statistics().distinct());
        assertEquals(4, outcome.statistics().depth());
        assertEquals(
                new Statistics.Coverage(3, 3), outcome.statistics().coverage().get("Up"));
        assertTrue(outcome.statistics().collisionProbability() > 0);
    }

    @Test
    void doesNotKnowWhenTimeIsUp() throws Exception {
        Outcome outcome =
                check(SMALL.withTimeLimit(Duration.ofSeconds(4)), ENDLESS, "SPECIFICATION Spec\nINVARIANT Short\n");
        Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, outcome);
        assertEquals(Outcome.Cause.TIMEOUT, unknown.cause());
    }

    @Test
    void doesNotKnowWhenMemoryIsUsedUp() throws Exception {
        Outcome outcome = check(SMALL.withMemoryMegabytes(24), """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLE s
                Init == s = {}
                Grow == s' = {<<x, y, z>> : x \\in 1..400, y \\in 1..400, z \\in 1..400}
                Spec == Init /\\ [][Grow]_s
                ====
                """, "SPECIFICATION Spec\n");
        Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, outcome);
        assertEquals(Outcome.Cause.MEMORY, unknown.cause());
    }

    @Test
    void saysWhatIsWrongWithASpecificationAndWhere() throws Exception {
        Outcome.Failed unknownName = assertInstanceOf(
                Outcome.Failed.class, check(SMALL, ENDLESS.replace("s = << >>", "s = y"), "SPECIFICATION Spec\n"));
        assertEquals("M", unknownName.module());
        assertEquals(4, unknownName.line());
        assertTrue(unknownName.message().contains("Unknown operator: `y'"), unknownName.message());
        Outcome.Failed missingModule = assertInstanceOf(
                Outcome.Failed.class, check(SMALL, ENDLESS.replace("Naturals,", "Nowhere,"), "SPECIFICATION Spec\n"));
        assertTrue(missingModule.message().contains("Nowhere"), missingModule.message());
        Outcome.Failed noInvariant =
                assertInstanceOf(Outcome.Failed.class, check(SMALL, ENDLESS, "SPECIFICATION Spec\nINVARIANT Foo\n"));
        assertTrue(noInvariant.message().contains("Foo"), noInvariant.message());
        Outcome.Failed notEvaluated = assertInstanceOf(
                Outcome.Failed.class, check(SMALL, ENDLESS.replace("Append(s, 1)", "s + 1"), "SPECIFICATION Spec\n"));
        assertFalse(notEvaluated.message().isBlank());
        Outcome none =
                new ModelChecker(SMALL).check(folder.resolve("None.tla"), folder.resolve("M.cfg"), List.of(), p -> {});
        assertInstanceOf(Outcome.Failed.class, none);
    }

    @Test
    void stopsAndCleansUpWhenInterrupted() throws Exception {
        Path tla = folder.resolve("M.tla");
        Path cfg = folder.resolve("M.cfg");
        Files.writeString(tla, ENDLESS);
        Files.writeString(cfg, "SPECIFICATION Spec\n");
        List<Progress> reports = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Outcome> run = new FutureTask<>(() -> new ModelChecker(SMALL).check(tla, cfg, List.of(), p -> {
            reports.add(p);
            begun.countDown();
        }));
        Thread runner = Thread.ofPlatform().start(run);
        assertTrue(begun.await(60, TimeUnit.SECONDS), "TLC reports in its first seconds");
        assertTrue(reports.getFirst().distinct() > 0 && reports.getFirst().queue() > 0);
        runner.interrupt();
        assertInstanceOf(
                InterruptedException.class,
                assertThrows(java.util.concurrent.ExecutionException.class, () -> run.get(20, TimeUnit.SECONDS))
                        .getCause());
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            assertTrue(
                    children.noneMatch(c ->
                            c.isAlive() && c.info().commandLine().orElse("").contains(folder.toString())),
                    "TLC is still running");
        }
    }
}
