package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.conformance.simulation.Simulation;
import org.synod.conformance.simulation.SimulationSettings;

/** Traces that are put together while they are written. */
final class FollowedTraceTest {

    private static final String PREPARE = "'ballot':[1,'r1'],'slot':1,'configuration':0";

    @TempDir
    Path folder = Path.of("");

    private Path traces = Path.of("");

    private Path traces() throws IOException {
        traces = Files.createDirectories(folder.resolve("traces"));
        return traces;
    }

    /**
     * A simulated run is written anew as its processes would have written it, line by line, and followed meanwhile: now
     * nearer, now farther behind. Who crashed ended without a word. Whatever the order, it is one in which all happened.
     */
    @ParameterizedTest
    @ValueSource(longs = {8, 21, 34})
    void whatIsGivenBehindTheProcessesConforms(long seed) throws IOException {
        Path simulated = new Simulation(new SimulationSettings(seed, 1500, 3, 3, SimulationSettings.FIRST_FAULTS))
                .run(folder.resolve("run"))
                .trace();
        TraceText run = TraceText.read(simulated);
        assertTrue(
                run.events().stream().anyMatch(e -> TraceText.action("Crash").test(e)), "the run is to have a crash");
        TraceChecker checker = new TraceChecker(
                SpecEvaluator.of(TraceText.specs(), TraceHeader.read(simulated).members()), false);
        SplittableRandom random = new SplittableRandom(seed);
        Writer writer = new Writer(traces(), run);
        try (TraceMerge merge = TraceMerge.following(traces)) {
            assertNull(merge.next());
            long given = 0;
            while (true) {
                boolean more = writer.writeNext();
                if (!more) {
                    writer.end();
                    merge.finish();
                }
                long asked = more ? random.nextLong(6) : Long.MAX_VALUE;
                for (long i = 0; i < asked; i++) {
                    TraceEvent event = merge.next();
                    if (event == null) {
                        break;
                    }
                    TraceVerdict verdict = checker.follow(event, given, given + 1);
                    assertNull(verdict, () -> String.valueOf(verdict == null ? "" : verdict.refusal()));
                    given++;
                }
                if (!more) {
                    break;
                }
            }
            assertTrue(given >= writer.written(), given + " of " + writer.written() + " events were given");
            assertTrue(merge.isEnded());
            assertNull(merge.next(), "behind the end there is nothing");
        }
    }

    /** Writes the lines of a whole group's trace, in their order, into a file for each process. */
    private static final class Writer {
        private final Path folder;
        private final TraceText run;
        private final Map<String, Long> last = new HashMap<>();
        private final Map<Path, Long> files = new TreeMap<>();
        private int next;
        private long written;

        Writer(Path folder, TraceText run) {
            this.folder = folder;
            this.run = run;
        }

        /** Writes a line; false: there is none. Crashes nobody reports. */
        boolean writeNext() throws IOException {
            while (next < run.events().size() && isUnreported(run.events().get(next))) {
                next++;
            }
            if (next == run.events().size()) {
                return false;
            }
            ObjectNode event = run.events().get(next++);
            String replica = event.get("replica").asText();
            long incarnation = event.get("incarnation").asLong();
            Path file = folder.resolve("trace-" + replica + "-" + incarnation + ".ndjson");
            for (long one = last.getOrDefault(replica, 0L) + 1; one <= incarnation; one++) {
                begin(folder.resolve("trace-" + replica + "-" + one + ".ndjson"), replica, one);
            }
            last.put(replica, incarnation);
            Files.writeString(file, event + "\n", StandardOpenOption.APPEND);
            long events = Math.max(1, event.path("parameters").path("commands").size());
            files.merge(file, events, Long::sum);
            written += events;
            return true;
        }

        private static boolean isUnreported(ObjectNode event) {
            return TraceText.action("Crash").test(event);
        }

        private void begin(Path file, String replica, long incarnation) throws IOException {
            ObjectNode header = run.header().deepCopy();
            header.put("replica", replica).put("incarnation", incarnation);
            Files.writeString(file, header + "\n");
            files.put(file, 0L);
        }

        long written() {
            return written;
        }

        /** The processes that still run stop. */
        void end() throws IOException {
            for (Map.Entry<String, Long> one : last.entrySet()) {
                Path file = folder.resolve("trace-" + one.getKey() + "-" + one.getValue() + ".ndjson");
                Files.writeString(
                        file,
                        "{\"end\":true,\"events\":" + files.get(file) + ",\"reason\":\"stopped\"}\n",
                        StandardOpenOption.APPEND);
            }
        }
    }

    @Test
    void whoIsSilentHoldsNothingBack() throws IOException {
        open(TraceText.ofReplica("r2", 1), "r2-1");
        try (TraceMerge merge = TraceMerge.following(traces)) {
            assertNull(merge.next());
            open(TraceText.ofReplica("r1", 1).add(1, "r1", 7, "Prepare", PREPARE), "r1-1");
            assertEquals("Prepare", action(merge));
            assertNull(merge.next());
        }
    }

    @Test
    void aLineIsAnEventOnceItIsWhole() throws IOException {
        String line = line(TraceText.ofReplica("r1", 1).add(1, "r1", 7, "Prepare", PREPARE));
        Path file = open(TraceText.ofReplica("r1", 1), "r1-1");
        try (TraceMerge merge = TraceMerge.following(traces)) {
            append(file, line.substring(0, 40));
            assertNull(merge.next());
            append(file, line.substring(40));
            assertNull(merge.next());
            append(file, "\n");
            assertEquals("Prepare", action(merge));
        }
    }

    /** The header of a process that has just begun may be cut in two as well. */
    @Test
    void aFileWithoutAWholeHeaderIsLookedAtAgain() throws IOException {
        traces();
        String header = TraceText.ofReplica("r1", 1).header().toString();
        Path file = Files.writeString(traces.resolve("r1-1.ndjson"), header.substring(0, 30));
        try (TraceMerge merge = TraceMerge.following(traces)) {
            assertNull(merge.members());
            append(file, header.substring(30) + "\n");
            assertNotNull(merge.members());
        }
    }

    @Test
    void whoWasKilledHasCrashedOnceASuccessorSaysWhatItFound() throws IOException {
        Path first = open(TraceText.ofReplica("r1", 1).add(1, "r1", 1, "Prepare", PREPARE), "r1-1");
        append(first, "{\"n\":2,\"rep");
        try (TraceMerge merge = TraceMerge.following(traces)) {
            assertEquals("Prepare", action(merge));
            assertNull(merge.next());
            TraceSealer.sealKilled(first);
            assertNull(merge.next());
            Path second = open(TraceText.ofReplica("r1", 2), "r1-2");
            assertNull(merge.next(), "what it found is not known yet");
            append(
                    second,
                    line(TraceText.ofReplica("r1", 2)
                                    .add(
                                            2,
                                            "r1",
                                            2,
                                            "Restart",
                                            "'promised':[1,'r1'],'votes':1,'chosenUpTo':0,'trimmed':0,'applied':0"))
                            + "\n");
            assertEquals("Crash", action(merge));
            assertEquals("Restart", action(merge));
            assertFalse(merge.isEnded());
        }
    }

    /**
     * A file may come between a look at the folder and the look at the replica's last file: then what it has was not looked
     * at, though its replica was, and it may have caused what was read meanwhile.
     */
    @Test
    void aFileThatCameIsLookedAtWheneverItsReplicaWas() throws IOException {
        Path first = open(TraceText.ofReplica("r2", 1).add(1, "r2", 1, "Prepare", PREPARE.replace("r1", "r2")), "r2-1");
        Path second = open(
                TraceText.ofReplica("r2", 2)
                        .add(
                                2,
                                "r2",
                                2,
                                "Restart",
                                "'promised':[0,'none'],'votes':0,'chosenUpTo':0,'trimmed':0,'applied':0"),
                "r2-2");
        try (ReplicaTrace replica = new ReplicaTrace(true)) {
            replica.add(new TraceReader(first), TraceHeader.read(first));
            replica.read(1);
            replica.remove();
            replica.read(8);
            assertEquals(8, replica.emptyAt());
            replica.add(new TraceReader(second), TraceHeader.read(second));
            assertTrue(replica.emptyAt() < 1, "it is to be looked at behind any event");
        }
    }

    @Test
    void atTheEndATraceWithoutAnEndIsBadInput() throws IOException {
        open(TraceText.ofReplica("r1", 1).add(1, "r1", 1, "Prepare", PREPARE), "r1-1");
        open(TraceText.ofReplica("r2", 1), "r2-1");
        open(TraceText.ofReplica("r3", 1), "r3-1");
        try (TraceMerge merge = TraceMerge.following(traces)) {
            assertEquals("Prepare", action(merge));
            merge.finish();
            String message = String.valueOf(
                    assertThrows(BadTraceException.class, merge::next).getMessage());
            assertTrue(message.contains("without an end line"), message);
        }
    }

    @Test
    void aFileThatBecomesShorterIsBadInput() throws IOException {
        Path file = open(TraceText.ofReplica("r1", 1).add(1, "r1", 1, "Prepare", PREPARE), "r1-1");
        try (TraceMerge merge = TraceMerge.following(traces)) {
            assertEquals("Prepare", action(merge));
            Files.writeString(file, "");
            String message = String.valueOf(
                    assertThrows(BadTraceException.class, merge::next).getMessage());
            assertTrue(message.startsWith(file + ": "), message);
        }
    }

    private static String action(TraceMerge merge) {
        TraceEvent event = merge.next();
        return event == null ? "none" : event.action();
    }

    /** A file as a process leaves it that still runs. */
    private Path open(TraceText text, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(text.header().toString());
        text.events().forEach(event -> lines.add(event.toString()));
        return Files.write(traces().resolve(name + ".ndjson"), lines);
    }

    private static String line(TraceText text) {
        return text.events().getFirst().toString();
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
