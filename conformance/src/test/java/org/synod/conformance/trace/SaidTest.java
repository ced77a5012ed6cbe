package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.synod.core.Ballot;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/** What a crash leaves on a disk, beyond what was said, is told as the steps that it was. */
final class SaidTest {

    private final Said said = new Said();

    @Test
    void whatWasSaidIsNotSaidAgain() {
        follow(new Transition.Flush(7, 7), new Transition.Note(5), new Transition.Apply(5), new Transition.Snapshot(4));
        follow(new Transition.Trim(3));
        assertEquals(List.of(new Transition.Crash(0, 5)), said.crash(new Said.Found(7, 5, 3, 4)));
    }

    @Test
    void votesThatWereFoundHaveSurvived() {
        follow(new Transition.Flush(2, 2));
        assertEquals(List.of(new Transition.Crash(3, 1)), said.crash(new Said.Found(5, 1, 0, 0)));
    }

    /** A note alone needs no step: the crash says how much is still known chosen. */
    @Test
    void whatWasTrimmedWasNotedAndInTheTreeBefore() {
        follow(new Transition.Note(2), new Transition.Apply(6), new Transition.Snapshot(2));
        assertEquals(
                List.of(
                        new Transition.Note(6),
                        new Transition.Snapshot(5),
                        new Transition.Trim(4),
                        new Transition.Crash(0, 6)),
                said.crash(new Said.Found(0, 6, 4, 5)));
    }

    /** Nobody can have made durable what was not applied: the next incarnation says so, and is refused. */
    @Test
    void aTreeAheadOfWhatWasAppliedIsNotExplained() {
        follow(new Transition.Apply(3));
        assertEquals(List.of(new Transition.Crash(0, 9)), said.crash(new Said.Found(0, 9, 0, 9)));
    }

    @Test
    void aCopiedTreeIsAllOfTheLog() {
        follow(new Transition.InstallSnapshot(new ReplicaId("r2"), 9));
        assertEquals(List.of(new Transition.Crash(0, 9)), said.crash(new Said.Found(0, 9, 9, 9)));
    }

    @Test
    void aRestartSaysWhatThereIs() {
        follow(new Transition.Apply(9), new Transition.Restart(Ballot.ZERO, 4, 6, 3, 5));
        assertEquals(
                List.of(new Transition.Crash(1, 7)),
                said.crash(new Said.Found(5, 7, 3, 9)),
                "what was applied in another incarnation does not count");
    }

    @Test
    void whoHasLeftIsKnown() {
        assertFalse(said.hasLeft());
        follow(new Transition.Leave(3));
        assertTrue(said.hasLeft());
    }

    private void follow(Transition... transitions) {
        for (Transition transition : transitions) {
            said.follow(transition);
        }
    }
}
