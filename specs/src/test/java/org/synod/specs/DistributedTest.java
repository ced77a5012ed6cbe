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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLC's distributed mode says as much as it says, and nothing of it goes on afterwards. */
final class DistributedTest {
    private static final ModelChecker.Settings TWO = ModelChecker.Settings.standard()
            .withTimeLimit(Duration.ofMinutes(2))
            .withMemoryMegabytes(256)
            .withQuickStart(true)
            .withDistributed(2);

    private static final String MODULE = """
            ---- MODULE M ----
            EXTENDS Naturals
            VARIABLES n, m
            Init == n = 0 /\\ m = 0
            Up == n < 20 /\\ n' = n + 1 /\\ UNCHANGED m
            Over == m < 20 /\\ m' = m + 1 /\\ UNCHANGED n
            Spec == Init /\\ [][Up \\/ Over]_<<n, m>>
            Small == n < 5
            ====
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Outcome check(ModelChecker.Settings settings, String config) throws Exception {
        Path tla = folder.resolve("M.tla");
        Path cfg = folder.resolve("M.cfg");
        Files.writeString(tla, MODULE);
        Files.writeString(cfg, config);
        Outcome outcome = new ModelChecker(settings).check(tla, cfg, List.of(), p -> {});
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            assertTrue(
                    children.noneMatch(c ->
                            c.isAlive() && c.info().commandLine().orElse("").contains("tlc2.tool.distributed")),
                    "TLC is still running");
        }
        return outcome;
    }

    @Test
    void findsAllStates() throws Exception {
        Outcome outcome = check(TWO, "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n");
        assertInstanceOf(Outcome.Holds.class, outcome, outcome.toString());
        assertEquals(441, outcome.statistics().distinct());
    }

    @Test
    void aViolationIsNoneTheLessOneForHavingNoName() throws Exception {
        Outcome outcome = check(TWO, "SPECIFICATION Spec\nINVARIANT Small\nCHECK_DEADLOCK FALSE\n");
        Outcome.Violated violated = assertInstanceOf(Outcome.Violated.class, outcome, outcome.toString());
        assertEquals(RunReader.UNNAMED, violated.property());
        assertEquals(
                "5", violated.counterexample().states().getLast().variables().get("n"));
    }

    @Test
    void stopsAllProcessesWhenTimeIsUp() throws Exception {
        Outcome outcome = check(TWO.withTimeLimit(Duration.ofMillis(700)), "SPECIFICATION Spec\n");
        assertInstanceOf(Outcome.Unknown.class, outcome);
    }

    @Test
    void modelsOfWhichItWouldSayLessAreRefused() throws Exception {
        Specs specs = Specs.open();
        for (String name : List.of("MCVoting", "MCMultiPaxosLiveCrash", "MCMutantAdoptsLowest")) {
            InputException refusal = assertThrows(
                    InputException.class,
                    () -> specs.check(specs.manifest().named(List.of(name)), TWO, 1, Specs.SILENT));
            assertTrue(String.valueOf(refusal.getMessage()).startsWith(name + " cannot be checked"));
        }
        for (Model model : specs.manifest().at(Level.DISTRIBUTED)) {
            assertEquals(List.of(), ConfigFile.read(specs.config(model)).properties(), model.name());
        }
    }

    @Test
    void readsWhatAConfigurationChecks() throws Exception {
        Path file = folder.resolve("C.cfg");
        Files.writeString(file, "\\* PROPERTY No\nINVARIANT A\nPROPERTIES P Q\nPROPERTY R (* S *)\nCONSTANT c = d\n");
        ConfigFile read = ConfigFile.read(file);
        assertEquals(List.of("P", "Q", "R"), read.properties());
        assertTrue(read.checksDeadlock());
        Files.writeString(file, "CHECK_DEADLOCK FALSE\nSPECIFICATION Spec");
        assertFalse(ConfigFile.read(file).checksDeadlock());
    }
}
