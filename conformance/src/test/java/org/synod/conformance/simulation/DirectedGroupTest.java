package org.synod.conformance.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.conformance.trace.TraceText;
import org.synod.conformance.trace.TraceVerdict;

/** What hardly a seed draws, done on purpose; the trace of it conforms. */
final class DirectedGroupTest {

    /** What a crash left of a copy that was under way. */
    private enum Left {
        /** The tree alone: the log says nothing of it. */
        TREE,
        /** The tree, and a log that begins behind it; nobody was told. */
        TREE_AND_LOG
    }

    @TempDir
    Path folder = Path.of("");

    /**
     * The copied tree is durable before the log begins behind it. The next incarnation must not take it for its own before
     * the log says so: in the specification both come with one step.
     */
    @Test
    void aCopyThatACrashInterruptsIsInstalledAfterwards() throws IOException, InterruptedException {
        Map<Left, Integer> seen = new EnumMap<>(Left.class);
        for (long seed = 1; seed <= 12; seed++) {
            Path trace = folder.resolve("copy-" + seed + ".ndjson");
            Left left = interruptCopy(trace, seed);
            if (left != null) {
                seen.merge(left, 1, Integer::sum);
                assertEquals(1, conforming(trace).coverage().get("InstallSnapshot"), "seed " + seed);
            }
        }
        assertEquals(List.of(Left.values()), List.copyOf(seen.keySet()), "both happen: " + seen);
    }

    /** What the crash left; null when the seed fetched entries instead of copying a tree. */
    private static @Nullable Left interruptCopy(Path trace, long seed) throws IOException {
        try (DirectedGroup directed = new DirectedGroup(trace, seed)) {
            SimulatedNode leader = directed.leader();
            SimulatedNode behind = follower(directed, leader);
            behind.crash();
            // Two whole segments: only a tree that is archived may be copied.
            while (leader.chosenUpTo() < 48) {
                directed.write(1);
            }
            directed.until("a trimmed log", () -> leader.disk().trimmed() == 48);
            behind.start();
            SimulatedTree tree = behind.tree();
            directed.until("a copy, or its entries", () -> tree.durable() > behind.chosenUpTo() || tree.applied() > 24);
            SimulatedTree.Copy copy = tree.copy();
            Left left = null;
            if (copy != null) {
                if (seed % 2 == 0) {
                    directed.until(
                            "a log that begins behind it", () -> behind.disk().unsynced() > 0);
                }
                behind.crash();
                left = behind.disk().trimmed() < copy.slot() ? Left.TREE : Left.TREE_AND_LOG;
                behind.start();
            }
            directed.write(3);
            directed.settle();
            return left;
        }
    }

    /**
     * A leader proposes a change of members that one more replica votes for, and is gone; the one that takes over has missed
     * what came before it. It proposes that again first, and the change only when all before it is chosen.
     */
    @Test
    void aChangeOfMembersWaitsForWhatTheNewLeaderHasMissed() throws IOException, InterruptedException {
        int awaited = 0;
        for (long seed = 1; seed <= 4; seed++) {
            Path trace = folder.resolve("awaited-" + seed + ".ndjson");
            boolean tookOver = changeWithoutLeader(trace, seed);
            TraceVerdict verdict = conforming(trace);
            assertEquals(1, verdict.coverage().get("Reconfigure"));
            assertEquals(tookOver ? 1 : 0, verdict.coverage().get("ProposeAwaited"), "seed " + seed);
            awaited += tookOver ? 1 : 0;
        }
        assertTrue(awaited > 0, "it never was the one that had missed something");
    }

    /** Whether the one that has missed something took over. */
    private static boolean changeWithoutLeader(Path trace, long seed) throws IOException {
        try (DirectedGroup directed = new DirectedGroup(trace, seed)) {
            SimulatedNode leader = directed.leader();
            directed.write(3);
            SimulatedNode voter = follower(directed, leader);
            SimulatedNode misses = directed.group()
                    .members()
                    .filter(n -> n != leader && n != voter)
                    .findFirst()
                    .orElseThrow();
            directed.cutOff(misses);
            directed.write(3);
            SimulatedNode joins = directed.group().replace(voter);
            assertNotNull(joins);
            long votes = voter.disk().durableVotes();
            directed.until("a vote for the new members", () -> voter.disk().durableVotes() > votes);
            leader.crash();
            directed.reconnect();
            SimulatedNode next = directed.leader();
            leader.start();
            directed.write(3);
            directed.settle();
            assertTrue(directed.group().members().anyMatch(joins::equals), "the change was made");
            return next == misses;
        }
    }

    private static SimulatedNode follower(DirectedGroup directed, SimulatedNode leader) {
        return directed.group().members().filter(n -> n != leader).findFirst().orElseThrow();
    }

    private static TraceVerdict conforming(Path trace) throws InterruptedException {
        TraceVerdict verdict = TraceText.judge(trace);
        assertEquals(TraceVerdict.Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
        return verdict;
    }
}
