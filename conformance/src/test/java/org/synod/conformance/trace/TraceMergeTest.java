package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of several replicas and incarnations become one order, with the crashes that nobody reports in it. */
final class TraceMergeTest {

    private static final String PREPARE = "'ballot':[1,'r1'],'slot':1,'configuration':0";
    private static final String PROMISE = PREPARE;

    @TempDir
    Path folder = Path.of("");

    @Test
    void theLowestClockComesFirst() throws IOException {
        Path one = TraceText.ofReplica("r1", 1)
                .add(1, "r1", 1, "Prepare", PREPARE)
                .add(2, "r1", 2, "Flush", flush(1))
                .add(3, "r1", 9, "StepDown", PROMISE)
                .write(folder.resolve("1"));
        Path two = TraceText.ofReplica("r2", 1)
                .add(1, "r2", 3, "Promise", PROMISE)
                .add(2, "r2", 4, "Flush", flush(1))
                .write(folder.resolve("2"));
        List<String> expected =
                List.of("r1 #1 Prepare", "r1 #2 Flush", "r2 #1 Promise", "r2 #2 Flush", "r1 #3 StepDown");
        assertEquals(expected, merge(one, two));
        assertEquals(expected, merge(two, one));
    }

    @Test
    void aCrashStandsBetweenTwoIncarnationsWithWhatTheSecondFound() throws IOException, InterruptedException {
        Path first = TraceText.ofReplica("r1", 1)
                .add(1, "r1", 1, "Prepare", PREPARE)
                .ending("killed")
                .write(folder.resolve("1"));
        Path second = TraceText.ofReplica("r1", 2)
                .add(2, "r1", 2, "Restart", "'promised':[1,'r1'],'votes':1,'chosenUpTo':0,'trimmed':0,'applied':0")
                .write(folder.resolve("2"));
        List<TraceEvent> events = all(group(second, first));
        assertEquals(
                List.of("Prepare", "Crash", "Restart"),
                events.stream().map(TraceEvent::action).toList());
        assertEquals(1, events.get(1).parameters().get("survived").asLong(), "the vote was not flushed, but found");
        assertEquals(
                TraceVerdict.Result.CONFORMS,
                TraceText.judge(group(first, second)).result());
    }

    @Test
    void aLogWithoutARecordRestartsWithNothing() throws IOException, InterruptedException {
        Path first = TraceText.ofReplica("r1", 1)
                .add(1, "r1", 1, "Prepare", PREPARE)
                .ending("killed")
                .write(folder.resolve("1"));
        Path second = TraceText.ofReplica("r1", 2)
                .add(2, "r1", 2, "Prepare", PREPARE)
                .add(3, "r1", 3, "Flush", flush(1))
                .write(folder.resolve("2"));
        assertEquals(
                List.of("r1 #1 Prepare", "r1 #1 Crash", "r1 #1 Restart", "r1 #2 Prepare", "r1 #3 Flush"),
                merge(first, second));
        assertEquals(
                TraceVerdict.Result.CONFORMS,
                TraceText.judge(group(first, second)).result());
    }

    @Test
    void whoWasKilledAndDidNotComeBackHasCrashed() throws IOException {
        Path file = TraceText.ofReplica("r1", 1)
                .add(1, "r1", 1, "Prepare", PREPARE)
                .ending("killed")
                .write(folder.resolve("1"));
        assertEquals(List.of("r1 #1 Prepare", "r1 #1 Crash"), merge(file));
    }

    @Test
    void whoStoppedInOrderAndDidNotComeBackHasNotCrashed() throws IOException {
        Path file =
                TraceText.ofReplica("r1", 1).add(1, "r1", 1, "Prepare", PREPARE).write(folder.resolve("1"));
        assertEquals(List.of("r1 #1 Prepare"), merge(file));
    }

    @Test
    void twoFilesOfOneIncarnationAreRefused() throws IOException {
        Path one = TraceText.ofReplica("r1", 1).write(folder.resolve("1"));
        Path two = TraceText.ofReplica("r1", 1).write(folder.resolve("2"));
        assertTrue(refused(group(one, two)).contains("are of the same incarnation"));
    }

    @Test
    void filesOfTwoRunsAreRefused() throws IOException {
        Path one = TraceText.ofReplica("r1", 1).write(folder.resolve("1"));
        TraceText other = TraceText.ofReplica("r2", 1);
        other.header().put("run", "another");
        Path two = other.write(folder.resolve("2"));
        assertTrue(refused(one, two).contains("not of the same run"));
    }

    @Test
    void aTraceOfTheWholeGroupStandsAlone() throws IOException {
        Path one = TraceText.ofReplica("r1", 1).write(folder.resolve("1"));
        Path group = TraceText.ofGroup().write(folder.resolve("2"));
        assertTrue(refused(one, group).contains("is judged alone"));
    }

    @Test
    void eventsOutOfOrderAreRefused() throws IOException {
        Path file = TraceText.ofReplica("r1", 1)
                .add(2, "r1", 2, "Flush", flush(1))
                .add(1, "r1", 1, "Prepare", PREPARE)
                .write(folder.resolve("1"));
        String message = String.valueOf(assertThrows(BadTraceException.class, () -> TraceFile.read(file))
                .getMessage());
        assertTrue(message.contains("event 1 of r1 stands behind event 2"), message);
    }

    @Test
    void aGroupWithoutTheTraceOfAMemberIsRefused() throws IOException {
        Path one = TraceText.ofReplica("r1", 1).write(folder.resolve("1"));
        Path two = TraceText.ofReplica("r2", 1).write(folder.resolve("2"));
        assertTrue(refused(one, two).contains("the trace of replica r3 is missing"));
    }

    @Test
    void aReplicaWithoutTheTraceOfAnIncarnationIsRefused() throws IOException {
        Path second = TraceText.ofReplica("r1", 2)
                .add(2, "r1", 2, "Restart", "'promised':[1,'r1'],'votes':1,'chosenUpTo':0,'trimmed':0,'applied':0")
                .write(folder.resolve("2"));
        assertTrue(refused(group(second)).contains("the file of incarnation 1 is missing"));
    }

    private static String flush(int votes) {
        return "'count':1,'votes':" + votes;
    }

    private static String refused(Path... files) {
        String message =
                assertThrows(BadTraceException.class, () -> mergeOnly(files)).getMessage();
        return String.valueOf(message);
    }

    /** These files, and traces without an event for the members that have none among them. */
    private Path[] group(Path... files) throws IOException {
        Set<String> without = new TreeSet<>(Set.of("r1", "r2", "r3"));
        for (Path file : files) {
            without.remove(TraceFile.read(file).replica());
        }
        List<Path> all = new ArrayList<>(List.of(files));
        for (String replica : without) {
            all.add(TraceText.ofReplica(replica, 1).write(folder.resolve("silent-" + replica)));
        }
        return all.toArray(Path[]::new);
    }

    /** Each event without its parameters; members without a file said nothing. */
    private List<String> merge(Path... files) throws IOException {
        return mergeOnly(group(files));
    }

    private static List<String> mergeOnly(Path... files) {
        return all(files).stream()
                .map(e -> e.replica() + " #" + e.number() + " " + e.action())
                .toList();
    }

    private static List<TraceEvent> all(Path... files) {
        try (TraceMerge merge = TraceMerge.of(List.of(files))) {
            return all(merge);
        }
    }

    /** What can be given now. */
    private static List<TraceEvent> all(TraceMerge merge) {
        List<TraceEvent> events = new ArrayList<>();
        for (TraceEvent event = merge.next(); event != null; event = merge.next()) {
            events.add(event);
        }
        return events;
    }
}
