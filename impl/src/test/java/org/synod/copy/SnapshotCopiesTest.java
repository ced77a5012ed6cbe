package org.synod.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.btree.Tree;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;

/** A sender and a receiver whose messages pass through the test's hands. */
class SnapshotCopiesTest {

    @TempDir
    Path folder = Path.of("");

    /** However many messages get lost or come twice: the tree is there in the end, the same. */
    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void aCopyArrivesThoughMessagesGetLost(@ForAll Random random) throws Exception {
        Path own = Folders.fresh();
        try (CopyRig rig = new CopyRig(own, 1 + random.nextInt(400), 1 << 30)) {
            rig.fill("a", 100, random.nextInt(60));
            rig.losses(random, 0.3);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.runUntilOver();
            assertEquals("installed 100 from a meta", rig.heard().getLast());
            rig.assertSame("a");
        } finally {
            Folders.remove(own);
        }
    }

    /** The process ends after some piece, and goes on there. */
    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void aCopyGoesOnWhereItWas(@ForAll Random random) throws Exception {
        Path own = Folders.fresh();
        try (CopyRig rig = new CopyRig(own, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            int pieces = 0;
            for (int stop = 1 + random.nextInt(4); stop > 0; stop--) {
                pieces += rig.run(random.nextInt(12));
                rig.restartReceiver();
                rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            }
            pieces += rig.runUntilOver();
            assertEquals(List.of("installed 100 from a meta"), rig.heard());
            rig.assertSame("a");
            // At most the pieces that were on their way at each crash came again.
            assertTrue(pieces <= rig.piecesOfWhole("a") + 4 * 3, pieces + " pieces");
        } finally {
            Folders.remove(own);
        }
    }

    @Test
    void aCopyBeginsAnewWhenTheSlotIsGone() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.run(5);
            rig.restartReceiver();
            rig.restartSender("a");
            rig.fill("a", 200, 30);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.runUntilOver();
            assertEquals(List.of("installed 200 from a meta"), rig.heard());
            rig.assertSame("a");
        }
    }

    /** The source goes on: what is being copied stays as it was. */
    @Test
    void aSnapshotStaysOpenWhileItIsAskedFor() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.run(5);
            rig.fill("a", 200, 60);
            rig.runUntilOver();
            assertEquals(List.of("installed 100 from a meta"), rig.heard());
            // 30 s later it is closed: whoever asks for it now is told which one there is.
            rig.pass(31_000);
            assertEquals(new NodeMessage.Gone(9, 200), rig.ask("a", new NodeMessage.Want(9, 100, new byte[] {0, 0, 0
            })));
        }
    }

    @Test
    void anotherSourceTakesOver() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.fill("b", 100, 40);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            int before = rig.run(5);
            rig.stop("a");
            rig.pass(60_000);
            assertEquals("silent a", rig.heard().getFirst());
            rig.copies().copy(CopyRig.GROUP, new ReplicaId("b"), rig.now());
            int after = rig.runUntilOver();
            assertEquals("installed 100 from b meta", rig.heard().getLast());
            rig.assertSame("b");
            assertEquals(rig.piecesOfWhole("b"), before + after);
        }
    }

    @Test
    void aSourceWithoutATreeIsNoSource() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 0);
            rig.remove("a");
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.runUntilOver();
            assertEquals(1, rig.heard().size());
            assertTrue(
                    rig.heard().getFirst().startsWith("failed a: The tree of g7 is not copied from a: it has no tree"));
        }
    }

    @Test
    void aFlippedBitIsRefusedAndThePieceAskedForAgain() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.flipBitInPiece(3);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.run(4);
            SnapshotCopies.Progress progress = rig.copies().progress().get(CopyRig.GROUP);
            assertNotNull(progress);
            assertEquals(1, progress.refused());
            assertEquals(100, progress.slot());
            rig.runUntilOver();
            assertEquals(List.of("installed 100 from a meta"), rig.heard());
            rig.assertSame("a");
        }
    }

    @Test
    void nothingButWrongPiecesEndTheCopy() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.flipBitInPiece(-1);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.runUntilOver();
            assertEquals(
                    List.of("failed a: The tree of g7 is not copied from a: it sent a chunk with a wrong checksum."),
                    rig.heard());
            assertNull(rig.receiver().snapshot(CopyRig.GROUP));
        }
    }

    /** The old tree is there until the new one is. */
    @Test
    void theTreeThatIsReplacedStaysUntilThen() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.fillReceiver(50, 1);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.run(6);
            Tree tree = rig.receiver().tree(CopyRig.GROUP);
            assertEquals(50, tree.recovered().slot());
            assertNotNull(tree.get(Bytes.of("k1")));
            rig.runUntilOver();
            rig.assertSame("a");
        }
    }

    /** The log got further by itself: the tree must not go back. */
    @Test
    void aCopyThatIsNotWantedAnyMoreReplacesNothing() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 100, 1 << 30)) {
            rig.fill("a", 100, 40);
            rig.fillReceiver(50, 1);
            Tree tree = rig.receiver().tree(CopyRig.GROUP);
            rig.unwanted();
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.runUntilOver();
            assertEquals(List.of("not wanted 100"), rig.heard());
            assertTrue(rig.copies().progress().isEmpty());
            assertEquals(50, tree.recovered().slot());
        }
    }

    /** 40 keys of 1000 bytes at 10,000 bytes a second: four seconds to cut them, and four to add them up. */
    @Test
    void aCopyIsNoFasterThanItMay() throws Exception {
        try (CopyRig rig = new CopyRig(folder, 2000, 10_000)) {
            rig.fill("a", 100, 40, 1000);
            rig.copies().copy(CopyRig.GROUP, CopyRig.A, 0);
            rig.runUntilOver();
            double seconds = rig.now() / 1e9;
            assertTrue(seconds > 7.5 && seconds < 9, seconds + " s");
            rig.assertSame("a");
        }
    }

    private static final class Folders {
        private Folders() {}

        static Path fresh() throws IOException {
            return java.nio.file.Files.createTempDirectory("synod-copy");
        }

        static void remove(Path folder) throws IOException {
            try (var files = java.nio.file.Files.walk(folder)) {
                for (Path path :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    java.nio.file.Files.delete(path);
                }
            }
        }
    }
}
