package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.Condition;
import org.synod.statemachine.Item;
import org.synod.statemachine.KeyValueStore;
import org.synod.statemachine.MemoryStore;
import org.synod.statemachine.Operation;
import org.synod.statemachine.OrderedStore;
import org.synod.statemachine.SessionChanges;

class TreeTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final GroupId OTHER = new GroupId(8);
    private static final Bytes META = Bytes.of("meta");
    private static final long MUCH = 4 << 20;
    private static final Bytes FIRST = Bytes.of("");

    private static List<Item> items(OrderedStore store, Bytes from) {
        List<Item> items = new ArrayList<>();
        store.visit(from, items::add);
        return items;
    }

    private static List<Item> items(TreeSnapshot snapshot, int maxBytes) {
        List<Item> items = new ArrayList<>();
        Chunk.Position at = Chunk.Position.START;
        while (at != null) {
            Chunk chunk = snapshot.chunk(at, maxBytes);
            if (at.kind() == Chunk.Kind.DATA) {
                items.addAll(chunk.items());
            }
            at = chunk.next();
        }
        return items;
    }

    /** A replica that is restarted now and then, beside one that is not: no outcome differs, and no key. */
    private static final class Replicas implements AutoCloseable {
        private final Random random;
        private final OpenTrees trees = new OpenTrees();
        private final MemoryStore model = new MemoryStore();
        private final ClientSessions never = new ClientSessions(new KeyValueStore(model), 4);
        private final List<Command> log = new ArrayList<>();
        private final List<ClientSessions.Outcome> outcomes = new ArrayList<>();
        private final Map<Long, List<Item>> bySlot = new HashMap<>();
        private final List<TreeSnapshot> snapshots = new ArrayList<>();
        private Tree tree;
        private Tree other;
        private ClientSessions sessions;

        Replicas(Random random) throws IOException {
            this.random = random;
            this.tree = trees.store().tree(GROUP);
            this.other = trees.store().tree(OTHER);
            this.sessions = new ClientSessions(new KeyValueStore(tree), 4);
        }

        private Bytes key() {
            return Bytes.of("k" + random.nextInt(60));
        }

        private Bytes value() {
            return Bytes.wrap(new byte[random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(30)]);
        }

        private Operation operation() {
            return switch (random.nextInt(8)) {
                case 0, 1, 2 -> new Operation.Put(key(), value());
                case 3 -> new Operation.Put(key(), value(), new Condition.Absent());
                case 4 -> new Operation.Delete(key());
                case 5 -> new Operation.Get(key());
                case 6 ->
                    new Operation.Batch(List.of(
                            new Operation.Put(Bytes.of("a"), value()),
                            new Operation.Delete(key(), new Condition.ValueIs(value())),
                            new Operation.Put(Bytes.of("z"), value())));
                default -> new Operation.Scan(key(), null, 1 + random.nextInt(20), 1 + random.nextInt(5000));
            };
        }

        void command() {
            long slot = log.size() + 1L;
            Command command = new Command(
                    random.nextLong(1, 7), random.nextLong(1, 60), operation().encode());
            log.add(command);
            outcomes.add(never.apply(slot, command));
            apply(slot);
        }

        private void apply(long slot) {
            ClientSessions.Outcome expected = outcomes.get((int) slot - 1);
            ClientSessions.Outcome outcome = sessions.apply(slot, log.get((int) slot - 1));
            assertEquals(expected.how(), outcome.how());
            assertArrayEquals(expected.result(), outcome.result());
        }

        void flush() throws InterruptedException {
            long slot = sessions.applied();
            if (tree.mayFlush() && slot > tree.flushedSlot()) {
                bySlot.put(slot, items(model, FIRST));
                tree.flush(slot, sessions.takeChanges(), Bytes.of("at " + slot));
                if (random.nextInt(3) == 0) {
                    trees.awaitDurable(GROUP, slot);
                    assertEquals(0, tree.bytes());
                }
            }
        }

        /** The other group's commits come in between. */
        void flushOther() {
            if (other.mayFlush()) {
                long slot = other.flushedSlot() + 1;
                other.put(new Item(key(), value(), slot));
                other.flush(slot, SessionChanges.NONE, META);
            }
        }

        void snapshot() {
            TreeSnapshot snapshot = trees.store().snapshot(GROUP);
            if (snapshot != null) {
                snapshots.add(snapshot);
            }
        }

        void restart() throws IOException {
            checkSnapshots();
            trees.reopen();
            tree = trees.store().tree(GROUP);
            other = trees.store().tree(OTHER);
            Tree.Recovered recovered = tree.recovered();
            assertEquals(recovered.slot(), tree.flushedSlot());
            if (recovered.slot() > 0) {
                assertEquals(Bytes.of("at " + recovered.slot()), recovered.meta());
                assertEquals(bySlot.get(recovered.slot()), items(tree, FIRST));
            }
            sessions = ClientSessions.load(new KeyValueStore(tree), 4, recovered.slot(), recovered.sessions());
            for (long slot = recovered.slot() + 1; slot <= log.size(); slot++) {
                apply(slot);
            }
        }

        void check() {
            Bytes from = random.nextBoolean() ? FIRST : key();
            assertEquals(items(model, from), items(tree, from));
            assertEquals(model.size(), tree.size());
            Bytes key = key();
            assertEquals(model.get(key), tree.get(key));
        }

        void checkSnapshots() {
            for (TreeSnapshot snapshot : snapshots) {
                assertEquals(bySlot.get(snapshot.slot()), items(snapshot, 1 + random.nextInt(3000)));
                snapshot.close();
            }
            snapshots.clear();
            assertEquals(1, trees.store().keptCommits());
        }

        @Override
        public void close() throws IOException {
            snapshots.forEach(TreeSnapshot::close);
            trees.close();
        }
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void aRestartedReplicaIsAsOneThatNeverStopped(@ForAll Random random) throws Exception {
        try (Replicas replicas = new Replicas(random)) {
            for (int step = 0; step < 400; step++) {
                replicas.command();
                switch (random.nextInt(40)) {
                    case 0, 1, 2, 3, 4 -> replicas.flush();
                    case 5, 6 -> replicas.flushOther();
                    case 7, 8 -> replicas.snapshot();
                    case 9 -> replicas.trees.store().compact().get(60, TimeUnit.SECONDS);
                    case 10 -> replicas.check();
                    case 11 -> {
                        if (random.nextInt(4) == 0) {
                            replicas.restart();
                        }
                    }
                    default -> {}
                }
            }
            replicas.check();
            replicas.checkSnapshots();
        }
    }

    @Test
    void whatWasNotFlushedIsLostAndWhatWasIsNot() throws Exception {
        try (OpenTrees trees = new OpenTrees()) {
            Tree tree = trees.store().tree(GROUP);
            tree.put(new Item(Bytes.of("a"), Bytes.of("1"), 1));
            tree.flush(1, SessionChanges.NONE, META);
            tree.put(new Item(Bytes.of("b"), Bytes.of("2"), 2));
            assertEquals(2, tree.size());
            trees.reopen();
            tree = trees.store().tree(GROUP);
            assertEquals(1, tree.recovered().slot());
            assertEquals(META, tree.recovered().meta());
            assertEquals(new Item(Bytes.of("a"), Bytes.of("1"), 1), tree.get(Bytes.of("a")));
            assertNull(tree.get(Bytes.of("b")));
        }
    }

    @Test
    void aTreeThatIsBehindSaysSo() throws Exception {
        try (OpenTrees trees = new OpenTrees()) {
            Tree tree = trees.store().tree(GROUP);
            Bytes value = Bytes.wrap(new byte[Operation.LONGEST_VALUE]);
            for (int i = 0; !tree.holdsMoreThan(MUCH); i++) {
                assertTrue(tree.bytes() <= MUCH);
                tree.put(new Item(Bytes.of("k" + i), value, 1));
            }
            tree.flush(1, SessionChanges.NONE, META);
            trees.awaitDurable(GROUP, 1);
            assertFalse(tree.holdsMoreThan(MUCH));
            assertThrows(IllegalStateException.class, () -> tree.flush(1, SessionChanges.NONE, META));
        }
    }

    @Test
    void theFileDoesNotGrowForEver() throws Exception {
        try (OpenTrees trees = new OpenTrees()) {
            Tree tree = trees.store().tree(GROUP);
            Bytes value = Bytes.wrap(new byte[10_000]);
            for (int slot = 1; slot <= 300; slot++) {
                tree.put(new Item(Bytes.of("k" + slot % 50), value, slot));
                tree.flush(slot, SessionChanges.NONE, META);
                trees.awaitDurable(GROUP, slot);
            }
            while (trees.store().compact().get(60, TimeUnit.SECONDS)) {
                assertNotNull(tree.get(Bytes.of("k1")));
            }
            assertEquals(50, tree.size());
            assertTrue(
                    trees.store().fileBytes() < 2_500_000,
                    "bytes: " + trees.store().fileBytes());
        }
    }

    @Test
    void aRemovedTreeIsGone() throws Exception {
        try (OpenTrees trees = new OpenTrees()) {
            Tree tree = trees.store().tree(GROUP);
            tree.put(new Item(Bytes.of("a"), Bytes.of("1"), 1));
            tree.flush(1, SessionChanges.NONE, META);
            trees.awaitDurable(GROUP, 1);
            assertNotNull(tree.get(Bytes.of("a")));
            trees.store().remove(GROUP).get(60, TimeUnit.SECONDS);
            assertNull(trees.store().snapshot(GROUP));
            assertThrows(IllegalStateException.class, () -> tree.get(Bytes.of("a")));
            assertThrows(IllegalStateException.class, () -> tree.flush(2, SessionChanges.NONE, META));
            trees.reopen();
            assertTrue(trees.store().groups().isEmpty());
            assertEquals(0, trees.store().tree(GROUP).size());
        }
    }
}
