package org.synod.conformance.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.conformance.job.Judge;
import org.synod.conformance.trace.TraceFile;
import org.synod.conformance.trace.TraceText;
import org.synod.conformance.trace.TraceVerdict;

/** Real processes, real faults: what they leave is whole and judged correct, and no process is left. */
final class ClusterRunTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void aShortRunConformsAndLeavesNoProcess() throws IOException, InterruptedException {
        Set<Long> children = ConcurrentHashMap.newKeySet();
        ClusterSettings settings = new ClusterSettings(folder.resolve("run"), 3, 12, 4, 100, 1, 1, 1, 1, 1, null);
        ClusterResult result = new ClusterRun(
                        settings,
                        (second, what) ->
                                ProcessHandle.current().children().forEach(child -> children.add(child.pid())))
                .run();

        assertTrue(children.size() >= 7, "three nodes, two of them once more, and two on standby: " + children);
        for (long pid : children) {
            assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "process " + pid + " is left");
        }
        assertTrue(result.exitCodes().stream().allMatch(code -> code == 0), this::errors);
        assertEquals(
                List.of("lose", "kill", "pause", "stop"),
                result.faults().stream().map(ClusterResult.Fault::what).toList());
        assertTrue(result.leaders().size() >= 2, "the leader was killed: " + result.leaders());
        assertTrue(result.operations() > 100, "answered operations: " + result.operations());
        assertEquals(
                result.operations(),
                result.bySecond().stream()
                        .mapToLong(ClusterResult.Second::operations)
                        .sum());

        List<TraceFile> traces = result.traces().stream().map(TraceFile::read).toList();
        assertEquals(7, traces.size(), "a file for each incarnation");
        assertEquals(
                Set.of("r1", "r2", "r3", "l4", "s5"),
                traces.stream().map(TraceFile::replica).collect(Collectors.toSet()));
        assertEquals(
                2, traces.stream().filter(t -> t.reason().equals("killed")).count(), "one is lost, and one killed");

        Judge judge = new Judge(TraceText.specs());
        TraceVerdict trace = judge.trace(result.traces(), (done, all) -> {});
        assertEquals(TraceVerdict.Result.CONFORMS, trace.result(), () -> String.valueOf(trace.refusal()));
        assertTrue(trace.coverage().getOrDefault("Choose", 0L) > 50, () -> "coverage " + trace.coverage());
        for (String action : List.of("Reconfigure", "PrepareNew", "Retire", "Leave", "Relinquish", "ReadConsistent")) {
            assertTrue(trace.coverage().getOrDefault(action, 0L) > 0, action + " was never taken");
        }
        assertEquals("valid", judge.history(result.history()).label());
        String history = Files.readString(result.history());
        for (String note : List.of("lose", "healed", "kill", "stop", "start", "pause", "resume")) {
            assertTrue(history.contains('"' + note + '"'), note + " is not in the history");
        }
    }

    /** What the nodes had to say, for the failure message. */
    private String errors() {
        StringBuilder text = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("errors-"))
                    .toList()) {
                text.append(file).append(":\n").append(Files.readString(file));
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }
}
