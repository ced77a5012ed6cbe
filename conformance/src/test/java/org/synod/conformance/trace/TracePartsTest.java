package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.conformance.simulation.Simulation;
import org.synod.conformance.simulation.SimulationSettings;

/** A trace is judged in parts from the states that an earlier check left, and the verdict is the same. */
final class TracePartsTest {

    private static final int STEPS = 2000;

    @TempDir
    Path folder = Path.of("");

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private Path trace = Path.of("");
    private SavedStates saved = new SavedStates(Path.of(""));

    @BeforeEach
    void simulate() throws IOException {
        trace = simulated(7);
        saved = new SavedStates(folder.resolve("states"), 4);
    }

    private Path simulated(long seed) throws IOException {
        return new Simulation(SimulationSettings.of(seed, STEPS))
                .run(folder.resolve("seed-" + seed))
                .trace();
    }

    private TraceVerdict check(Path file) throws InterruptedException {
        return TraceParts.check(TraceText.specs(), List.of(file), saved, 2, new TraceChecker.Progress() {
            @Override
            public void events(long done, long all) {}

            @Override
            public void say(String sentence) {
                said.add(sentence);
            }
        });
    }

    private int states() {
        return saved.files().size();
    }

    @Test
    void theVerdictInPartsIsTheVerdict() throws Exception {
        TraceVerdict whole = TraceText.judge(trace);
        assertEquals(TraceVerdict.Result.CONFORMS, whole.result());
        assertEquals(whole, check(trace));
        assertTrue(states() >= STEPS / 256 - 1, states() + " states were left");
        assertEquals(whole, check(trace));
        assertEquals(List.of(), said);
    }

    @Test
    void aRefusalInALaterPartIsTheRefusal() throws Exception {
        check(trace);
        TraceText text = TraceText.read(trace);
        int event = text.find(STEPS * 3 / 4, TraceText.action("Accept"));
        text.parameters(event).put("command", "c99:1#00000000");
        Path wrong = text.writeAsItIs(folder.resolve("wrong.ndjson"));
        TraceVerdict whole = TraceText.judge(wrong);
        assertEquals(TraceVerdict.Result.REFUSED, whole.result());
        TraceVerdict parts = check(wrong);
        assertEquals(List.of(), said, "the states before it are those of this trace");
        assertEquals(whole.events(), parts.events());
        assertEquals(whole.coverage(), parts.coverage());
        assertEquals(whole.refusal(), parts.refusal());
    }

    @Test
    void statesOfAnotherTraceAreNotBelieved() throws Exception {
        check(simulated(8));
        TraceVerdict whole = TraceText.judge(trace);
        assertEquals(whole, check(trace));
        assertReplaced(whole);
    }

    /** Both are states of this trace, and of two moments that were not these. */
    @Test
    void statesThatChangedPlacesAreNotBelieved() throws Exception {
        TraceVerdict whole = check(trace);
        List<Path> files = List.copyOf(saved.files().values());
        Path third = folder.resolve("third");
        Files.move(files.get(1), third);
        Files.move(files.get(3), files.get(1));
        Files.move(third, files.get(3), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(whole, check(trace));
        assertReplaced(whole);
    }

    @Test
    void aStateThatIsCutOffIsNotBelieved() throws Exception {
        TraceVerdict whole = check(trace);
        Path file = List.copyOf(saved.files().values()).get(2);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertEquals(whole, check(trace));
        assertReplaced(whole);
    }

    @Test
    void aShorterTraceThanTheStatesAreOfIsJudgedAllTheSame() throws Exception {
        check(trace);
        TraceText text = TraceText.read(trace);
        text.events().subList(600, text.events().size()).clear();
        Path shorter = text.writeAsItIs(folder.resolve("shorter.ndjson"));
        TraceVerdict whole = TraceText.judge(shorter);
        assertEquals(whole, check(shorter));
        assertEquals(1, said.size());
        assertEquals(2, states());
    }

    private void assertReplaced(TraceVerdict whole) throws InterruptedException {
        assertEquals(1, said.size(), () -> "said " + said);
        assertTrue(said.getFirst().contains("are replaced"), said.getFirst());
        assertEquals(whole, check(trace));
        assertEquals(1, said.size(), () -> "said " + said);
    }
}
