package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SavedSession;
import org.synod.statemachine.SessionChanges;

class TreeInstallerTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final Bytes META = Bytes.of("meta");
    private static final Bytes OLD_KEY = Bytes.of("old");

    private static TreeSnapshot source(OpenTrees trees, int keys) throws InterruptedException {
        Tree tree = trees.store().tree(GROUP);
        for (int i = 1; i <= keys; i++) {
            tree.put(new Item(Bytes.of("k" + i), Bytes.of("v" + i), i));
        }
        List<SavedSession> sessions =
                List.of(new SavedSession(-5, 3, 8, new byte[] {1, 2}), new SavedSession(9, 1, 9, null));
        tree.flush(100, new SessionChanges(sessions, List.of()), META);
        trees.awaitDurable(GROUP, 100);
        return open(trees);
    }

    private static TreeSnapshot open(OpenTrees trees) {
        TreeSnapshot snapshot = trees.store().snapshot(GROUP);
        assertNotNull(snapshot);
        return snapshot;
    }

    private static OpenTrees targetWithOldTree() throws IOException, InterruptedException {
        OpenTrees target = new OpenTrees();
        Tree old = target.store().tree(GROUP);
        old.put(new Item(OLD_KEY, Bytes.of("1"), 1));
        old.flush(50, SessionChanges.NONE, META);
        target.awaitDurable(GROUP, 50);
        return target;
    }

    private static TreeInstaller installer(OpenTrees trees) throws Exception {
        return trees.store().installer(GROUP, 100).get(60, TimeUnit.SECONDS);
    }

    /** However it is cut, and whenever the receiver crashes: it goes on, and nothing shows before the end. */
    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void anInstallationGoesOnAfterACrash(@ForAll Random random) throws Exception {
        try (OpenTrees origin = new OpenTrees();
                OpenTrees target = targetWithOldTree();
                TreeSnapshot snapshot = source(origin, random.nextInt(80))) {
            TreeInstaller installer = installer(target);
            Chunk.Position next = installer.next();
            while (next != null) {
                Chunk chunk = Chunk.decode(
                        snapshot.chunk(next, 1 + random.nextInt(300)).encode());
                installer.add(chunk).get(60, TimeUnit.SECONDS);
                if (random.nextInt(3) == 0) {
                    target.reopen();
                    assertNotNull(target.store().tree(GROUP).get(OLD_KEY));
                    assertNull(target.store().tree(GROUP).get(Bytes.of("k1")));
                    installer = installer(target);
                    assertEquals(chunk.next(), installer.next());
                }
                next = installer.next();
            }
            Tree old = target.store().tree(GROUP);
            SnapshotDescription description =
                    SnapshotDescription.decode(snapshot.describe().encode());
            installer.finish(description).get(60, TimeUnit.SECONDS);
            assertThrows(IllegalStateException.class, () -> old.get(OLD_KEY));
            if (random.nextBoolean()) {
                target.reopen();
            }
            try (TreeSnapshot installed = open(target)) {
                assertEquals(description, installed.describe());
            }
            Tree tree = target.store().tree(GROUP);
            assertNull(tree.get(OLD_KEY));
            assertEquals(100, tree.recovered().slot());
            assertEquals(2, tree.recovered().sessions().size());
            assertEquals(META, tree.recovered().meta());
        }
    }

    @Test
    void flushesOfAReplacedTreeAreVoid() throws Exception {
        try (OpenTrees origin = new OpenTrees();
                OpenTrees target = targetWithOldTree();
                TreeSnapshot snapshot = source(origin, 3)) {
            Tree old = target.store().tree(GROUP);
            TreeInstaller installer = installer(target);
            installAll(snapshot, installer);
            old.put(new Item(OLD_KEY, Bytes.of("2"), 200));
            var finished = installer.finish(snapshot.describe());
            // Whether it comes before or after the installation, it must not be seen behind it.
            try {
                old.flush(200, SessionChanges.NONE, META);
            } catch (IllegalStateException replaced) {
                assertNotNull(replaced.getMessage());
            }
            finished.get(60, TimeUnit.SECONDS);
            Tree tree = target.store().tree(GROUP);
            tree.flush(101, SessionChanges.NONE, META);
            target.awaitDurable(GROUP, 101);
            assertEquals(101, tree.recovered().slot());
            assertNull(tree.get(OLD_KEY));
            assertEquals(3, tree.size());
        }
    }

    private static void installAll(TreeSnapshot snapshot, TreeInstaller installer) throws Exception {
        Chunk.@Nullable Position next = installer.next();
        while (next != null) {
            installer.add(snapshot.chunk(next, 1000)).get(60, TimeUnit.SECONDS);
            next = installer.next();
        }
    }

    @Test
    void whatIsNotTheSnapshotIsRefused() throws Exception {
        try (OpenTrees origin = new OpenTrees();
                OpenTrees target = targetWithOldTree();
                TreeSnapshot snapshot = source(origin, 10)) {
            TreeInstaller installer = installer(target);
            SnapshotDescription right = snapshot.describe();
            assertThrows(IllegalStateException.class, () -> installer.finish(right));
            Chunk first = snapshot.chunk(Chunk.Position.START, 20);
            Chunk.Position second = first.next();
            assertNotNull(second);
            assertThrows(IllegalArgumentException.class, () -> installer.add(snapshot.chunk(second, 20)));
            Item wrong = new Item(Bytes.of("k1"), Bytes.of("wrong"), 1);
            installer
                    .add(new Chunk(GROUP, 100, Chunk.Position.START, List.of(wrong), second))
                    .get(60, TimeUnit.SECONDS);
            installAll(snapshot, installer);
            ExecutionException refused = assertThrows(
                    ExecutionException.class, () -> installer.finish(right).get(60, TimeUnit.SECONDS));
            assertInstanceOf(CorruptTreeException.class, refused.getCause());
            assertNotNull(target.store().tree(GROUP).get(OLD_KEY));
            assertEquals(Chunk.Position.START, installer(target).next());
        }
    }

    @Property(tries = 300)
    void aChangedChunkIsFound(@ForAll Random random) throws Exception {
        Chunk chunk = new Chunk(
                GROUP,
                random.nextLong(),
                new Chunk.Position(Chunk.Kind.SESSIONS, Bytes.of("a")),
                List.of(new Item(Bytes.of("a"), Bytes.of("x"), 1), new Item(Bytes.of("b"), Bytes.of(""), 2)),
                random.nextBoolean() ? null : new Chunk.Position(Chunk.Kind.SESSIONS, Bytes.of("c")));
        byte[] bytes = chunk.encode();
        assertEquals(chunk, Chunk.decode(bytes));
        int bit = random.nextInt(bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertThrows(CodecException.class, () -> Chunk.decode(bytes));
    }

    /** Behind a checksum that is right there may still be anything. */
    @Property
    void anyBytesAreAChunkOrAnError(@ForAll byte[] bytes, @ForAll Random random) throws Exception {
        byte[] chunk = random.nextBoolean()
                ? bytes
                : new Chunk(
                                GROUP,
                                1,
                                Chunk.Position.START,
                                List.of(new Item(Bytes.of("a"), Bytes.of("x"), 1)),
                                Chunk.Position.SESSIONS)
                        .encode();
        if (chunk.length > 4) {
            chunk[random.nextInt(chunk.length - 4)] = (byte) random.nextInt();
            CRC32C crc = new CRC32C();
            crc.update(chunk, 0, chunk.length - 4);
            ByteBuffer.wrap(chunk).putInt(chunk.length - 4, (int) crc.getValue());
        }
        try {
            assertArrayEquals(chunk, Chunk.decode(chunk).encode());
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }
}
