package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.conformance.simulation.Simulation;
import org.synod.conformance.simulation.SimulationSettings;
import org.synod.conformance.trace.TraceVerdict.Refusal;
import org.synod.conformance.trace.TraceVerdict.Result;

/** What conforms passes; what an implementation at fault would write is refused, at the event that is wrong. */
final class TraceCheckerTest {

    private static final String WITHOUT_R3 = "{'members':['r1','r2']}";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void simulatedTracesConform(long seed) throws IOException, InterruptedException {
        Path trace = simulate(seed);
        TraceVerdict verdict = TraceText.judge(trace);
        assertEquals(Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
        assertNull(verdict.refusal());
        assertEquals(TraceText.read(trace).events().size(), verdict.events());
        assertEquals(
                verdict.events(),
                verdict.coverage().values().stream().mapToLong(Long::longValue).sum());
        assertEquals(Vocabulary.actions().keySet(), verdict.coverage().keySet());
    }

    @Test
    void aMinimalTraceConforms() throws IOException, InterruptedException {
        TraceVerdict verdict = judge(minimal());
        assertEquals(Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
        assertEquals(12, verdict.events());
        assertEquals(4, verdict.coverage().get("Flush"));
        assertEquals(0, verdict.coverage().get("Crash"));
    }

    @Test
    void aTraceWithoutAnEventIsUnknown() throws IOException, InterruptedException {
        assertEquals(Result.UNKNOWN, judge(TraceText.ofGroup()).result());
    }

    /** As if an acknowledgement had left before the vote was durable. */
    @Test
    void aMissingFlushIsNoticedWhereItsMessageIsNeeded() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.events().remove(9); // r2's vote
        Refusal refusal = refused(text, 9, "r1 #11 Choose");
        assertTrue(refusal.because().contains("`Enough(Voters("), refusal.because());
        assertTrue(refusal.because().contains("ReplicationGroup.tla:"), refusal.because());
    }

    @Test
    void aMissingFlushOfARealisticTraceIsNoticed() throws IOException, InterruptedException {
        TraceText text = TraceText.read(simulate(1));
        int flush = text.find(0, TraceText.action("Flush"));
        text.events().remove(flush);
        TraceVerdict verdict = judge(text);
        assertEquals(Result.REFUSED, verdict.result());
        assertTrue(verdict.events() >= flush, "nothing before the tampering may be refused");
    }

    @Test
    void effectBeforeCauseIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        Collections.swap(text.events(), 5, 6); // Propose and the leader's own Accept
        refused(text, 5, "r1 #7 Accept");
    }

    @Test
    void aVoteInAnotherBallotIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        ballot(text.parameters(8), 2, "r2");
        assertTrue(refused(text, 8, "r2 #9 Accept").because().contains("no m in messages"));
    }

    /** As an Acceptor would that compares with a stale promise. */
    @Test
    void aVoteBelowThePromiseIsRefusedWithItsCondition() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.events().subList(8, 12).clear();
        text.add("r3", "Prepare", "'ballot':[1,'r3'],'slot':1,'configuration':0");
        text.add("r3", "Flush", "'count':1,'votes':1");
        text.add("r2", "Promise", "'ballot':[1,'r3'],'slot':1,'configuration':0");
        text.add("r2", "Accept", "'ballot':[1,'r1'],'slot':1,'command':'c1:1#00000000'");
        Refusal refusal = refused(text, 11, "r2 #12 Accept");
        assertTrue(refusal.because().contains("`b >= promised[r]` (ReplicationGroup.tla:"), refusal.because());
        assertTrue(refusal.because().contains("b = 1.r1 and promised[r2] = 1.r3"), refusal.because());
        assertTrue(refusal.state().containsKey("promised[r2]"));
        assertTrue(refusal.context().stream().anyMatch(e -> unnumbered(e).startsWith("r2 Promise")), refusal::toString);
    }

    @Test
    void aVoteForAnotherCommandIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.parameters(8).put("command", "c1:2#00000000");
        refused(text, 8, "r2 #9 Accept");
    }

    @Test
    void aVoteInAnotherSlotIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.parameters(8).put("slot", 2);
        refused(text, 8, "r2 #9 Accept");
    }

    @Test
    void choosingWithoutAQuorumIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.events().subList(8, 10).clear(); // r2's vote and its flush
        Refusal refusal = refused(text, 8, "r1 #11 Choose");
        assertTrue(refusal.because().contains("= {r1} and"), refusal.because());
    }

    /** As a leader would that ignores what its quorum voted for. */
    @Test
    void aLeaderThatDoesNotAdoptWhatWasReportedIsRefusedWithValues() throws IOException, InterruptedException {
        Refusal refusal = refused(takeover("'no-op'"), 16, "r3 #17 Lead");
        assertTrue(refusal.because().contains("e.proposals = "), refusal.because());
        assertTrue(refusal.because().contains("TraceLeasedGroup.tla:"), refusal.because());
        assertTrue(refusal.because().contains("no-op"), refusal.because());
        assertTrue(refusal.because().contains("c1:1#00000000"), refusal.because());
    }

    @Test
    void aLeaderThatAdoptsItConforms() throws IOException, InterruptedException {
        assertEquals(Result.CONFORMS, judge(takeover("'c1:1#00000000'")).result());
    }

    @Test
    void learningWhatNobodyChoseIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.parameters(11).put("command", "no-op");
        refused(text, 11, "r2 #12 Learn");
    }

    @Test
    void moreThanWasPendingCannotSurvive() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.events().subList(9, 12).clear(); // r2's vote is not durable
        text.add("r2", "Crash", "'survived':1,'chosenUpTo':0");
        assertEquals(Result.CONFORMS, judge(text).result());
        text.parameters(9).put("survived", 2);
        Refusal refusal = refused(text, 9, "r2 #10 Crash");
        assertTrue(refusal.because().contains("0..Len(pending[r])"), refusal.because());
    }

    /** As if the disk had lost what it had synced. */
    @Test
    void aCrashMayNotLoseWhatWasDurable() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.add("r2", "Crash", "'survived':-1,'chosenUpTo':0");
        assertTrue(refused(text, 12, "r2 #13 Crash").because().contains("0..Len(pending[r])"));
    }

    @Test
    void aVoteThatACrashLostMayNotBeFoundAgain() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.events().subList(9, 12).clear();
        text.add("r2", "Crash", "'survived':0,'chosenUpTo':0");
        text.add("r2", "Restart", "'promised':[1,'r1'],'votes':1,'chosenUpTo':0,'trimmed':0,'applied':0");
        text.add("r1", "Choose", "'ballot':[1,'r1'],'slot':1,'command':'c1:1#00000000'");
        refused(text, 11, "r1 #12 Choose");
    }

    @Test
    void aPromiseThatARestartForgotIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal();
        text.add("r2", "Crash", "'survived':0,'chosenUpTo':0");
        text.add("r2", "Restart", "'promised':[0,'none'],'votes':0,'chosenUpTo':0,'trimmed':0,'applied':0");
        refused(text, 13, "r2 #14 Restart");
    }

    @Test
    void anEventOnAForgottenSlotIsUnknown() throws IOException, InterruptedException {
        TraceText text = TraceText.read(simulate(1));
        JsonNode choose = text.events().get(text.find(0, TraceText.action("Choose")));
        ObjectNode again = choose.deepCopy();
        text.events().stream()
                .filter(e -> e.get("replica").equals(choose.get("replica")))
                .forEach(e -> again.set("incarnation", e.get("incarnation")));
        assertEquals(1, again.path("parameters").path("slot").asLong(), "the first slot is chosen first");
        text.events().add(again);
        TraceVerdict verdict = judge(text);
        assertEquals(Result.UNKNOWN, verdict.result());
        assertEquals(text.events().size() - 1, verdict.events());
        Refusal refusal = verdict.refusal();
        assertNotNull(refusal);
        assertTrue(refusal.because().contains("forgotten"), refusal.because());
    }

    /**
     * r3 was removed and does not know it: it may try to lead from where everyone else has forgotten the slots, and that is
     * no fault; what comes of it is not judged.
     */
    @Test
    void whoWasRemovedMayTryToLeadFromAForgottenSlot() throws IOException, InterruptedException {
        TraceText text = removal();
        text.add("r3", "Prepare", "'ballot':[2,'r3'],'slot':1,'configuration':0");
        text.add("r3", "Flush", "'count':1,'votes':1");
        TraceVerdict verdict = judge(text);
        assertEquals(Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
        text.add("r2", "Promise", "'ballot':[2,'r3'],'slot':1,'configuration':0");
        text.add("r2", "Flush", "'count':1,'votes':3");
        text.add("r3", "Lead", "'ballot':[2,'r3'],'quorum':['r2','r3'],'proposals':{}");
        TraceVerdict unknown = judge(text);
        assertEquals(Result.UNKNOWN, unknown.result());
        assertEquals(text.events().size() - 1, unknown.events());
    }

    @Test
    void whoWasRemovedLearnsWhatIsForgottenInAnyOrder() throws IOException, InterruptedException {
        TraceText text = removal();
        text.add("r3", "Learn", "'slot':2,'command':'c1:2#00000000'");
        text.add("r3", "Learn", "'slot':1,'command':" + WITHOUT_R3);
        text.add("r3", "Note", "'upTo':2");
        TraceVerdict verdict = judge(text);
        assertEquals(Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
        text.parameters(text.events().size() - 3).put("command", "c1:1#00000000");
        Refusal refusal = refused(text, text.events().size() - 3, "r3 #");
        assertTrue(refusal.because().contains("chosen as another command"), refusal.because());
    }

    /**
     * A candidate may learn of slots, and note them, before it leads and proposes them again. Its votes there are of one step
     * with Lead, and the checker looks for what to forget every 64 events: here between the two.
     */
    @Test
    void whatALeaderProposesAgainIsNotForgottenBeforeItHasVoted() throws IOException, InterruptedException {
        int slots = 11;
        TraceText text = chosen(led(), 1, slots, 0)
                .add("r3", "Prepare", "'ballot':[2,'r3'],'slot':1,'configuration':0")
                .add("r3", "Flush", "'count':1,'votes':1")
                .add("r2", "Promise", "'ballot':[2,'r3'],'slot':1,'configuration':0")
                .add("r2", "Flush", "'count':1,'votes':" + (slots + 2));
        StringBuilder proposals = new StringBuilder();
        for (int slot = 1; slot <= slots; slot++) {
            text.add("r3", "Learn", "'slot':" + slot + ",'command':'c1:" + slot + "#00000000'");
            proposals.append(slot == 1 ? "" : ",").append("'" + slot + "':'c1:" + slot + "#00000000'");
        }
        text.add("r3", "Note", "'upTo':" + slots)
                .add("r3", "Lead", "'ballot':[2,'r3'],'quorum':['r2','r3'],'proposals':{" + proposals + "}");
        int led = text.events().size();
        for (int slot = 1; slot <= slots; slot++) {
            text.add("r3", "Accept", "'ballot':[2,'r3'],'slot':" + slot + ",'command':'c1:" + slot + "#00000000'");
        }
        assertTrue(led < 128 && 128 < text.events().size(), "it is looked at between Lead and the last vote");
        TraceVerdict verdict = judge(text);
        assertEquals(Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
    }

    /** r1 archived slot 1 and was gone before r2 heard of it: r2 finds it there. */
    @Test
    void whatIsArchivedAlreadyMayBeFoundThere() throws IOException, InterruptedException {
        TraceText text = minimal()
                .add("r1", "Note", "'upTo':1")
                .add("r1", "Archive", "'upTo':1")
                .add("r2", "Note", "'upTo':1")
                .add("r2", "Archive", "'upTo':1");
        TraceVerdict verdict = judge(text);
        assertEquals(Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
    }

    @Test
    void archivingWhatTheOwnLogDoesNotHoldIsRefused() throws IOException, InterruptedException {
        TraceText text = minimal()
                .add("r1", "Note", "'upTo':1")
                .add("r1", "Archive", "'upTo':1")
                .add("r2", "Archive", "'upTo':1");
        Refusal refusal = refused(text, text.events().size() - 1, "r2 #");
        assertTrue(refusal.because().contains("noted[e.replica]"), refusal.because());
    }

    /** The group goes on with r1 and r2, and far enough for the checker to forget that r3 was a member. */
    private static TraceText removal() {
        String change = "'ballot':[1,'r1'],'slot':1,'command':" + WITHOUT_R3;
        TraceText text = led().add("r1", "Reconfigure", change)
                .add("r1", "Accept", change)
                .add("r1", "Flush", "'count':1,'votes':2")
                .add("r2", "Accept", change)
                .add("r2", "Flush", "'count':1,'votes':2")
                .add("r1", "Choose", change)
                .add("r2", "Learn", "'slot':1,'command':" + WITHOUT_R3)
                .add("r1", "PrepareNew", "'ballot':[1,'r1'],'slot':2,'configuration':1")
                .add("r1", "Flush", "'count':1,'votes':3")
                .add("r2", "Promise", "'ballot':[1,'r1'],'slot':2,'configuration':1")
                .add("r2", "Flush", "'count':1,'votes':3")
                .add("r1", "Lead", "'ballot':[1,'r1'],'quorum':['r1','r2'],'proposals':{}")
                .add("r1", "Note", "'upTo':1")
                .add("r2", "Note", "'upTo':1")
                .add("r1", "Retire", "'configuration':1");
        return chosen(text, 2, 20, 1);
    }

    /**
     * r1 and r2 choose commands in these slots, and note them.
     *
     * @param promises how many promises each has made beside the first
     */
    private static TraceText chosen(TraceText text, int from, int upTo, int promises) {
        for (int slot = from; slot <= upTo; slot++) {
            String vote = "'ballot':[1,'r1'],'slot':" + slot + ",'command':'c1:" + slot + "#00000000'";
            String votes = "'count':1,'votes':" + (slot + 1 + promises);
            text.add("r1", "Propose", vote)
                    .add("r1", "Accept", vote)
                    .add("r1", "Flush", votes)
                    .add("r2", "Accept", vote)
                    .add("r2", "Flush", votes)
                    .add("r1", "Choose", vote)
                    .add("r2", "Learn", "'slot':" + slot + ",'command':'c1:" + slot + "#00000000'")
                    .add("r1", "Note", "'upTo':" + slot)
                    .add("r2", "Note", "'upTo':" + slot);
        }
        return text;
    }

    /** r1 has the promise of r2, and leads. */
    private static TraceText led() {
        return TraceText.ofGroup()
                .add("r1", "Prepare", "'ballot':[1,'r1'],'slot':1,'configuration':0")
                .add("r1", "Flush", "'count':1,'votes':1")
                .add("r2", "Promise", "'ballot':[1,'r1'],'slot':1,'configuration':0")
                .add("r2", "Flush", "'count':1,'votes':1")
                .add("r1", "Lead", "'ballot':[1,'r1'],'quorum':['r1','r2'],'proposals':{}");
    }

    /** r1 leads, and its proposal for slot 1 is chosen by r1 and r2. */
    private static TraceText minimal() {
        String vote = "'ballot':[1,'r1'],'slot':1,'command':'c1:1#00000000'";
        return led().add("r1", "Propose", vote)
                .add("r1", "Accept", vote)
                .add("r1", "Flush", "'count':1,'votes':2")
                .add("r2", "Accept", vote)
                .add("r2", "Flush", "'count':1,'votes':2")
                .add("r1", "Choose", vote)
                .add("r2", "Learn", "'slot':1,'command':'c1:1#00000000'");
    }

    /** The minimal trace, then r3 takes over with r2's promise, which reports slot 1. */
    private static TraceText takeover(String proposal) {
        return minimal()
                .add("r3", "Prepare", "'ballot':[1,'r3'],'slot':1,'configuration':0")
                .add("r3", "Flush", "'count':1,'votes':1")
                .add("r2", "Promise", "'ballot':[1,'r3'],'slot':1,'configuration':0")
                .add("r2", "Flush", "'count':1,'votes':3")
                .add("r3", "Lead", "'ballot':[1,'r3'],'quorum':['r2','r3'],'proposals':{'1':" + proposal + "}");
    }

    private static void ballot(ObjectNode parameters, int number, String replica) {
        ArrayNode ballot = parameters.putArray("ballot");
        ballot.add(number).add(replica);
    }

    private Refusal refused(TraceText text, int events, String event) throws IOException, InterruptedException {
        TraceVerdict verdict = judge(text);
        assertEquals(Result.REFUSED, verdict.result());
        Refusal refusal = verdict.refusal();
        assertNotNull(refusal);
        assertTrue(unnumbered(refusal.event()).startsWith(unnumbered(event)), refusal.event());
        assertEquals(events, verdict.events(), refusal.event());
        return refusal;
    }

    /** The text numbers its events anew when it is written. */
    private static String unnumbered(String event) {
        return event.replaceFirst(" #\\d*", "");
    }

    private TraceVerdict judge(TraceText text) throws IOException, InterruptedException {
        return TraceText.judge(text.write(folder.resolve("tampered.ndjson")));
    }

    private Path simulate(long seed) throws IOException {
        return new Simulation(SimulationSettings.of(seed, 500))
                .run(folder.resolve("seed-" + seed))
                .trace();
    }
}
