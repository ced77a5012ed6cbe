package org.synod.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.btree.Chunk;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SessionChanges;

class SnapshotSenderTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final ReplicaId PEER = new ReplicaId("c");

    @TempDir
    Path folder = Path.of("");

    private final BlockingQueue<NodeMessage> sent = new LinkedBlockingQueue<>();

    private TreeStore store() throws Exception {
        TreeStore store = TreeStore.open(folder.resolve("tree"), 1, new TreeStore.Listener() {
            @Override
            public void durable(GroupId group, long slot) {
                // Nobody waits for it.
            }

            @Override
            public void dead(RuntimeException cause) {
                throw cause;
            }
        });
        var tree = store.tree(GROUP);
        tree.put(new Item(Bytes.of("k"), Bytes.wrap(new byte[20_000]), 1));
        tree.flush(10, SessionChanges.NONE, Bytes.of("meta"));
        assertEquals(0, store.receiving(GROUP).get(60, TimeUnit.SECONDS));
        return store;
    }

    private SnapshotSender sender(TreeStore store, long bytesPerSecond) {
        SnapshotSender sender = new SnapshotSender(
                store,
                SnapshotSender.Settings.of(bytesPerSecond),
                (to, group, message) -> sent.add(message),
                (group, cause) -> sent.add(new NodeMessage.Failed(0, cause.toString())));
        sender.start();
        return sender;
    }

    private NodeMessage next() throws InterruptedException {
        return Objects.requireNonNull(sent.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void aPieceComesFromAnotherThread() throws Exception {
        try (TreeStore store = store();
                SnapshotSender sender = sender(store, 1 << 30)) {
            sender.wanted(PEER, GROUP, new NodeMessage.Want(1, 0, Chunk.Position.START.encode()));
            NodeMessage.Piece piece = assertInstanceOf(NodeMessage.Piece.class, next());
            assertEquals(1, piece.question());
            assertEquals(
                    Bytes.of("k"),
                    Chunk.decode(piece.chunk()).items().getFirst().key());
            sender.wanted(PEER, GROUP, new NodeMessage.Want(2, 10, new byte[0]));
            assertInstanceOf(NodeMessage.Finished.class, next());
            sender.wanted(PEER, GROUP, new NodeMessage.Want(3, 9, new byte[0]));
            assertEquals(new NodeMessage.Gone(3, 10), next());
            sender.wanted(PEER, GROUP, new NodeMessage.Want(4, 10, new byte[] {77}));
            assertInstanceOf(NodeMessage.Failed.class, next());
        }
    }

    /** At 1 byte a second the first piece goes on credit, and the next one would wait for hours. */
    @Test
    void aRepeatedQuestionIsToldToWait() throws Exception {
        try (TreeStore store = store();
                SnapshotSender sender = sender(store, 1)) {
            sender.wanted(PEER, GROUP, new NodeMessage.Want(1, 0, Chunk.Position.START.encode()));
            assertNotNull(next());
            NodeMessage.Want again = new NodeMessage.Want(2, 0, Chunk.Position.START.encode());
            sender.wanted(PEER, GROUP, again);
            sender.wanted(PEER, GROUP, again);
            assertEquals(new NodeMessage.Wait(2), next());
            // Closing does not wait for the pace.
        }
    }
}
