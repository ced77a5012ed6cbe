package org.synod.conformance.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.Listener;
import org.synod.conformance.job.SeedCampaign;
import org.synod.conformance.report.RunReport;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.conformance.trace.TraceText;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.history.Operation;

/** A seed is a whole run: it gives the same files every time, and what it does is judged correct. */
final class SimulationTest {

    /**
     * Whoever takes over must have missed slots before a change of members that others have voted for. No seed up to 600 leads
     * there; {@link ScenarioTest} does.
     */
    private static final Set<String> RARE = Set.of("ProposeAwaited");

    private static final Judge JUDGE = new Judge(TraceText.specs());

    @TempDir
    Path folder = Path.of("");

    @Test
    void aSeedGivesTheSameFilesEveryTime() throws IOException {
        Simulation.Result once = run(SimulationSettings.of(7, 500), "once");
        Simulation.Result again = run(SimulationSettings.of(7, 500), "again");
        assertArrayEquals(Files.readAllBytes(once.trace()), Files.readAllBytes(again.trace()));
        assertArrayEquals(Files.readAllBytes(once.history()), Files.readAllBytes(again.history()));
        assertEquals(once.events(), again.events());
        assertEquals(once.simulatedNanos(), again.simulatedNanos());
    }

    @Test
    void anotherSeedIsAnotherRun() throws IOException {
        Simulation.Result one = run(SimulationSettings.of(7, 500), "one");
        Simulation.Result other = run(SimulationSettings.of(8, 500), "other");
        assertNotEquals(events(one.trace()), events(other.trace()));
        assertNotEquals(events(one.history()), events(other.history()));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultAloneIsSurvived(Fault fault) throws IOException, InterruptedException {
        Simulation.Result result = run(
                new SimulationSettings(9, fault == Fault.LOSE_LEADER ? 3000 : 600, 3, 3, Set.of(fault)),
                fault.toString());
        assertJudgedCorrect(result);
        String note = switch (fault) {
            case CRASH -> "\"crash\"";
            case PARTITION -> "\"cut off\"";
            case PAUSE -> "\"pause\"";
            case REPLACE -> "\"replace by ";
            case LOSE -> "\"lose the disk\"";
            case RELINQUISH -> "\"relinquish\"";
            case ISOLATE -> "\"cut off\"";
            case ONE_WAY -> "\"break ";
            case DELAY -> "\"delay\"";
            case SLOW_DISK -> "\"slow disk\"";
            case LOSE_LEADER -> "\"lose the disk\"";
            case TAKE_BACK, CLOCKS, HOLD_ON, BURST, LOSS, DUPLICATION, REORDER -> "\"heal\"";
        };
        assertTrue(Files.readString(result.history()).contains(note), "the fault did not happen");
    }

    /**
     * Seeds that once found a mistake. 15: a replica that had crashed with an empty log joined a candidate at once, though it
     * may have granted a lease. 18: a storage replica that lagged, and knew only members that were gone, never heard who the
     * members were. 21: a leader acknowledged a slot that it had known chosen before it led. 257 and 1203: the checker had
     * forgotten where a removed replica began phase 1, and the release of a lease that was yet to be granted. They found it
     * under the faults that there were then.
     */
    @ParameterizedTest
    @ValueSource(longs = {15, 18, 21, 28, 104, 257, 1203})
    void seedsThatFoundSomethingFindNothingAnyMore(long seed) throws IOException, InterruptedException {
        assertJudgedCorrect(
                run(new SimulationSettings(seed, 700, 3, 3, SimulationSettings.FIRST_FAULTS), "seed-" + seed));
    }

    @Test
    void withoutFaultsOneLeaderIsEnough() throws IOException, InterruptedException {
        Simulation.Result result = run(new SimulationSettings(3, 600, 3, 3, Set.of()), "quiet");
        assertJudgedCorrect(result);
        assertEquals(1, result.leaders());
        assertFalse(Files.readString(result.trace()).contains("\"Crash\""));
    }

    @Test
    void theNetworksFaultsChangeTheRun() throws IOException {
        List<String> quiet = events(
                run(new SimulationSettings(3, 300, 3, 3, Set.of()), "quiet").trace());
        for (Fault fault : List.of(Fault.LOSS, Fault.DUPLICATION, Fault.REORDER)) {
            assertNotEquals(
                    quiet,
                    events(run(new SimulationSettings(3, 300, 3, 3, Set.of(fault)), fault + "-only")
                            .trace()),
                    fault + " did nothing");
        }
    }

    @Test
    void manySeedsConformAreLinearizableAndGetWellAgain() throws IOException, InterruptedException {
        SeedCampaign.Outcome outcome = new SeedCampaign(
                        JUDGE, folder.resolve("seeds"), SimulationTest::everyFourthChangesMembers, false)
                .run(100, 163, Listener.SILENT);
        assertEquals(List.of(), outcome.findings());
        RunReport.SimulationSummary summary = outcome.summary();
        assertEquals(summary.events(), summary.conformed());
        assertEquals(summary.operations(), summary.linearizable());
        assertTrue(summary.events() >= 64 * 500);
        assertTrue(summary.operations() > 64, "operations are answered: " + summary.operations());
        assertTrue(summary.leaders() > 64, "leaders change: " + summary.leaders());
        summary.coverage()
                .forEach((action, n) -> assertTrue(n > 0 || RARE.contains(action), action + " was never taken"));
        try (var left = Files.list(folder.resolve("seeds"))) {
            assertEquals(0, left.count(), "files of seeds that passed are not kept");
        }
    }

    /** Half of them under all faults there are, and the others under those that leave time for copies of trees. */
    private static SimulationSettings everyFourthChangesMembers(long seed) {
        if (seed % 4 == 2) {
            return new SimulationSettings(seed, 500, 3, 3, Set.of(Fault.REPLACE, Fault.LOSE));
        }
        return seed < 132
                ? new SimulationSettings(seed, 500, 3, 3, SimulationSettings.FIRST_FAULTS)
                : SimulationSettings.of(seed, 500);
    }

    @Test
    void filesAreKeptWhenThatIsAskedFor() throws IOException, InterruptedException {
        SeedCampaign.Outcome outcome = new SeedCampaign(
                        JUDGE, folder.resolve("kept"), seed -> SimulationSettings.of(seed, 200), true)
                .run(5, 5, Listener.SILENT);
        assertEquals(List.of(), outcome.findings());
        assertTrue(Files.exists(folder.resolve("kept/seed-5/trace.ndjson")));
        assertTrue(Files.exists(folder.resolve("kept/seed-5/history.ndjson")));
    }

    /** A read that returns what was overwritten before it began, in a history that is real otherwise. */
    @Test
    void aStaleReadIsCaught() throws IOException, InterruptedException {
        Simulation.Result result = run(SimulationSettings.of(11, 1500), "stale");
        assertValid(JUDGE.history(result.history()));
        Path tampered = folder.resolve("tampered.ndjson");
        HistoryFiles.write(tampered, withStaleRead(HistoryFiles.read(result.history())), HistoryFiles.Format.ND_JSON);
        Verdict verdict = JUDGE.history(tampered);
        assertEquals("violated", verdict.label());
        RunReport.Finding finding = Judge.finding("simulation", "stale", verdict, "again");
        assertNotNull(finding);
        assertFalse(finding.unknown());
        assertTrue(String.valueOf(finding.html()).contains("<svg"), "the picture is missing");
        assertTrue(finding.explanation().contains("get"), finding.explanation());
    }

    /** One more client writes at the very end, alone, and then reads what stood there before. */
    private static List<Event> withStaleRead(History history) {
        List<Event> events = new ArrayList<>(history.events());
        Operation last = history.operations().stream()
                .filter(o -> o.f().equals("put"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no put in the history"));
        long process = 1_000_000;
        Object key = java.util.Objects.requireNonNull(last.key());
        events.add(Event.of(process, EventType.INVOKE, "put", key, "new"));
        events.add(Event.of(process, EventType.OK, "put", key, "new"));
        events.add(Event.of(process, EventType.INVOKE, "get", key, null));
        events.add(Event.of(process, EventType.OK, "get", key, "v0"));
        return events;
    }

    private static void assertValid(Verdict verdict) {
        assertEquals("valid", verdict.label());
    }

    private static void assertJudgedCorrect(Simulation.Result result) throws InterruptedException {
        assertNull(result.failure());
        TraceVerdict trace = TraceText.judge(result.trace());
        assertEquals(TraceVerdict.Result.CONFORMS, trace.result(), () -> String.valueOf(trace.refusal()));
        assertValid(JUDGE.history(result.history()));
        assertTrue(result.operations() > 0);
    }

    /** Without the header, which names the seed. */
    private static List<String> events(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size());
    }

    private Simulation.Result run(SimulationSettings settings, String name) throws IOException {
        return new Simulation(settings).run(folder.resolve(name));
    }
}
