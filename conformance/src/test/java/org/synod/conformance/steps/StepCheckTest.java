package org.synod.conformance.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synod.specs.Level;
import org.synod.specs.Model;
import org.synod.specs.Specs;
import org.synod.specs.StepFigures;

/** Java takes the steps of the specification, all of them but the exempt ones and no others; and who does not is found. */
final class StepCheckTest {

    /** Small ones that together have every action but ProposeAwaited; ./synod steps check has all of them. */
    private static final List<String> SMALL =
            List.of("MCGroupTrim", "MCGroupGrow", "MCGroupLeave", "MCMultiPaxosLiveCrash");

    private static final StepProcesses.Listener SILENT = new StepProcesses.Listener() {
        @Override
        public void progress(Model model, long states, long disagreements) {}

        @Override
        public void done(Model model, StepResult result) {}
    };

    @TempDir
    Path folder = Path.of("");

    private static Path home() {
        return Path.of(System.getProperty("synod.home", ".."));
    }

    @TestFactory
    Stream<DynamicTest> smallModelsConform() throws Exception {
        List<Model> models = Specs.at(home()).manifest().named(SMALL);
        Map<String, StepResult> results = StepProcesses.run(home(), models, StepCheck.Limits.NONE, 2, SILENT);
        assertEquals(SMALL.size(), results.size());
        return models.stream()
                .map(m -> DynamicTest.dynamicTest(m.name(), () -> {
                    StepResult result = results.get(m.name());
                    assertNotNull(result);
                    StepVerdict verdict = StepVerdict.of(m, result, true);
                    assertEquals(
                            StepVerdict.Result.HOLDS,
                            verdict.result(),
                            () -> verdict.sentence()
                                    + result.findings().stream()
                                            .map(f -> "\n" + f.text())
                                            .toList());
                }));
    }

    /** The figures of the others are those of ./synod steps check --record. */
    @Test
    void everyQuickModelThatHoldsIsRecorded() throws Exception {
        List<Model> models = StepModels.at(Specs.at(home()).manifest(), Level.QUICK);
        assertFalse(models.isEmpty());
        for (Model model : models) {
            StepFigures figures = model.steps();
            assertNotNull(figures, () -> model.name() + " is not recorded: ./synod steps check --record");
            assertEquals(model.distinctStates(), figures.states(), model.name());
            long exempt = figures.exempt().values().stream().mapToLong(n -> n).sum();
            assertEquals(figures.transitions(), figures.confirmed() + exempt, model.name());
            assertEquals(0, figures.outside(), model.name());
        }
    }

    @Test
    void findsWhatIsPlanted() throws Exception {
        Map<String, StepResult> results = planted();
        assertEquals(List.of("deaf", "drift", "forgetful", "hasty", "none", "silent"), List.copyOf(results.keySet()));
        assertFalse(of(results, "none").isViolated());
        assertTrue(of(results, "none").complete());
        assertFinding(results, "deaf", "Learn(", "takes it on no occasion");
        assertFinding(results, "hasty", "has not said so", "Accepted");
        assertFinding(results, "forgetful", "writes [Promised", "writes []");
        assertFinding(results, "silent", "the specification has", "took []");
        assertFinding(results, "drift", "Reconfigure(s1, [s1, s2, s3])", "takes it on no occasion");
    }

    private static StepResult of(Map<String, StepResult> results, String name) {
        StepResult result = results.get(name);
        if (result == null) {
            throw new AssertionError("nothing came of " + name);
        }
        return result;
    }

    private static void assertFinding(Map<String, StepResult> results, String name, String... words) {
        StepResult result = of(results, name);
        assertTrue(result.isViolated(), name);
        List<String> texts = result.findings().stream().map(Finding::text).toList();
        assertTrue(
                texts.stream().anyMatch(text -> Stream.of(words).allMatch(text::contains)), () -> name + ": " + texts);
        String first = texts.getFirst();
        assertTrue(first.contains("again: ./synod steps check " + PlantedFaults.MODEL + " --state "), first);
        assertTrue(first.contains("\n    promised = "), first);
    }

    private Map<String, StepResult> planted() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlantedFaults.class.getName(),
                        home().toString(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, StepResult> results = new TreeMap<>();
        try (BufferedReader from = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                int blank = line.indexOf(' ');
                results.put(
                        line.substring(0, blank),
                        new ObjectMapper().readValue(line.substring(blank + 1), StepResult.class));
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
        return results;
    }
}
