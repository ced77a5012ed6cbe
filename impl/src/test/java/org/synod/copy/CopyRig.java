package org.synod.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.synod.btree.Chunk;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.Pace;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SavedSession;
import org.synod.statemachine.SessionChanges;

/**
 * Nodes {@code a} and {@code b} that have trees and one that copies, in memory but for the trees' files, on the test's
 * thread and in the test's time.
 */
final class CopyRig implements AutoCloseable, SnapshotCopies.Listener {
    static final GroupId GROUP = new GroupId(7);
    static final ReplicaId A = new ReplicaId("a");
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LIMIT_SECONDS = 60;

    private record Sent(ReplicaId to, NodeMessage message) {}

    /** One that gives. */
    private static final class Giver {
        private final TreeStore store;
        private final SnapshotSource source;

        Giver(TreeStore store, SnapshotSource source) {
            this.store = store;
            this.source = source;
        }

        void close() {
            source.close();
            store.close();
        }
    }

    private final Path folder;
    private final SnapshotSender.Settings settings;
    private final Map<String, Giver> givers = new HashMap<>();
    private final Deque<Sent> sent = new ArrayDeque<>();

    /** What the tree's thread has for the test's. */
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    private final List<String> heard = new ArrayList<>();
    private Random random = new Random(1);
    private double lost;
    private boolean wanted = true;
    private int flipIn = Integer.MAX_VALUE;

    private long now;
    private long ticked;
    private TreeStore receiver;
    private SnapshotCopies copies;

    private final Pace.Clock clock = new Pace.Clock() {
        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void await(Condition changed, long nanos) {
            now += nanos;
        }
    };

    CopyRig(Path folder, int chunkBytes, long bytesPerSecond) throws IOException {
        this.folder = folder;
        this.settings = new SnapshotSender.Settings(chunkBytes, bytesPerSecond, TimeUnit.SECONDS.toNanos(30), 4);
        this.receiver = open("c");
        this.copies = newCopies();
    }

    private TreeStore open(String name) throws IOException {
        return TreeStore.open(folder.resolve(name), 1, new TreeStore.Listener() {
            @Override
            public void durable(GroupId group, long slot) {
                // The tests look at snapshots.
            }

            @Override
            public void dead(RuntimeException cause) {
                throw cause;
            }
        });
    }

    private SnapshotCopies newCopies() {
        return new SnapshotCopies(
                receiver,
                SnapshotCopies.Settings.DEFAULT,
                (to, group, message) -> sent.add(new Sent(to, message)),
                this,
                tasks::add,
                random.nextLong());
    }

    SnapshotCopies copies() {
        return copies;
    }

    TreeStore receiver() {
        return receiver;
    }

    List<String> heard() {
        return heard;
    }

    long now() {
        return now;
    }

    private Giver giver(String name) throws IOException {
        Giver giver = givers.get(name);
        if (giver == null) {
            TreeStore store = open(name);
            Pace pace = new Pace(settings.bytesPerSecond(), clock);
            giver = new Giver(store, new SnapshotSource(store, settings, pace, this::corrupt));
            givers.put(name, giver);
        }
        return giver;
    }

    private void corrupt(GroupId group, CorruptTreeException cause) {
        heard.add("corrupt " + cause.key());
    }

    void fill(String name, long slot, int keys) throws Exception {
        fill(name, slot, keys, 10);
    }

    void fill(String name, long slot, int keys, int valueBytes) throws Exception {
        fill(giver(name).store, slot, keys, valueBytes);
    }

    void fillReceiver(long slot, int keys) throws Exception {
        fill(receiver, slot, keys, 10);
    }

    private static void fill(TreeStore store, long slot, int keys, int valueBytes) throws Exception {
        var tree = store.tree(GROUP);
        for (int i = 1; i <= keys; i++) {
            tree.put(new Item(Bytes.of("k" + i), Bytes.wrap(new byte[valueBytes]), slot));
        }
        var sessions = List.of(new SavedSession(5, 3, slot - 1, new byte[] {1}), new SavedSession(6, 1, slot, null));
        tree.flush(slot, new SessionChanges(sessions, List.of()), Bytes.of("meta"));
        store.receiving(GROUP).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void remove(String name) throws Exception {
        giver(name).store.remove(GROUP).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void losses(Random from, double rate) {
        random = from;
        lost = rate;
    }

    /** Whoever copies has no use for it any more. */
    void unwanted() {
        wanted = false;
    }

    /** From 1 on; -1: in every one. */
    void flipBitInPiece(int number) {
        flipIn = number;
    }

    void stop(String name) {
        Objects.requireNonNull(givers.remove(name)).close();
    }

    void restartSender(String name) throws IOException {
        stop(name);
        assertNotNull(giver(name));
    }

    void restartReceiver() throws IOException {
        receiver.close();
        tasks.clear();
        sent.clear();
        receiver = open("c");
        copies = newCopies();
    }

    NodeMessage ask(String name, NodeMessage.Want want) throws IOException {
        return giver(name).source.answer(GROUP, want, now);
    }

    /** Time passes without anybody answering. */
    void pass(long millis) throws Exception {
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        while (now < end) {
            now += TICK_NANOS;
            copies.tick(now);
            settle();
            sent.clear();
        }
    }

    /** Delivers until so many pieces have arrived, or the copy is over; says how many have. */
    int run(int mostPieces) throws Exception {
        int pieces = 0;
        while (pieces < mostPieces && !isOver()) {
            settle();
            pieces += deliver();
        }
        settle();
        return pieces;
    }

    int runUntilOver() throws Exception {
        return run(Integer.MAX_VALUE);
    }

    private boolean isOver() {
        return heard.stream()
                .anyMatch(
                        one -> one.startsWith("installed") || one.startsWith("failed") || one.startsWith("not wanted"));
    }

    /** Everything that the tree's thread and the test's have for each other is done. */
    private void settle() throws Exception {
        while (true) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            } else if (sent.isEmpty() && !isOver() && tasks.isEmpty()) {
                // The disk has something to say, unless a message got lost.
                receiver.receiving(GROUP).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (tasks.isEmpty()) {
                    return;
                }
            } else {
                return;
            }
        }
    }

    private int deliver() throws IOException {
        now += TimeUnit.MILLISECONDS.toNanos(1);
        if (sent.isEmpty()) {
            now += TICK_NANOS;
            copies.tick(now);
            ticked++;
            assertTrue(ticked < 100_000, "the copy comes to no end");
            return 0;
        }
        Sent next = sent.remove();
        Giver giver = givers.get(next.to().name());
        if (giver == null || random.nextDouble() < lost) {
            return 0;
        }
        NodeMessage answer = giver.source.answer(GROUP, (NodeMessage.Want) next.message(), now);
        if (!(answer instanceof NodeMessage.OfCopy ofCopy) || random.nextDouble() < lost) {
            return 0;
        }
        boolean isPiece = false;
        if (answer instanceof NodeMessage.Piece piece) {
            isPiece = true;
            boolean all = flipIn < 0;
            boolean flipsNow = flipIn == 1;
            flipIn -= flipIn > 0 ? 1 : 0;
            if (all || flipsNow) {
                piece.chunk()[piece.chunk().length / 2] ^= 4;
            }
        }
        copies.received(next.to(), GROUP, ofCopy, now);
        if (random.nextDouble() < lost) {
            copies.received(next.to(), GROUP, ofCopy, now);
        }
        return isPiece ? 1 : 0;
    }

    int piecesOfWhole(String name) throws IOException {
        int pieces = 0;
        try (TreeSnapshot snapshot = Objects.requireNonNull(giver(name).store.snapshot(GROUP))) {
            Chunk.Position next = Chunk.Position.START;
            while (next != null) {
                next = snapshot.chunk(next, settings.chunkBytes()).next();
                pieces++;
            }
        }
        return pieces;
    }

    void assertSame(String name) throws IOException {
        try (TreeSnapshot given = Objects.requireNonNull(giver(name).store.snapshot(GROUP));
                TreeSnapshot copied = Objects.requireNonNull(receiver.snapshot(GROUP))) {
            assertEquals(given.describe(), copied.describe());
        }
    }

    @Override
    public CompletableFuture<Boolean> complete(GroupId group, long slot) {
        if (!wanted) {
            heard.add("not wanted " + slot);
        }
        return CompletableFuture.completedFuture(wanted);
    }

    @Override
    public void installed(GroupId group, long slot, Bytes meta, ReplicaId from) {
        heard.add("installed " + slot + " from " + from + " " + meta);
    }

    @Override
    public void silent(GroupId group, ReplicaId from) {
        heard.add("silent " + from);
    }

    @Override
    public void failed(GroupId group, ReplicaId from, String why) {
        heard.add("failed " + from + ": " + why);
    }

    @Override
    public void close() {
        givers.values().forEach(Giver::close);
        receiver.close();
    }
}
