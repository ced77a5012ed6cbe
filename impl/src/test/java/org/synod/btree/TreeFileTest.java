package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SessionChanges;

/** What the disk may do to the file. */
class TreeFileTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final Bytes META = Bytes.of("meta");
    private static final int KEYS = 150;

    /** What the disk might hold after a crash, and the last slot that had been said to be durable. */
    private record Crash(byte[] image, long durable) {}

    /** The last image of the disk, crashes on the way there, and what the tree was at each slot. */
    private record History(byte[] image, List<Crash> crashes, Map<Long, Map<Bytes, Item>> bySlot) {}

    private static History history(Random random, int commits, boolean compact) throws Exception {
        List<Crash> crashes = new CopyOnWriteArrayList<>();
        Map<Long, Map<Bytes, Item>> bySlot = new TreeMap<>();
        Map<Bytes, Item> model = new TreeMap<>();
        LossyDisk disk = new LossyDisk(new byte[0]);
        try (OpenTrees trees = new OpenTrees(disk)) {
            Random crash = new Random(random.nextLong());
            disk.watch(changing -> {
                if (crash.nextInt(4) == 0) {
                    long durable = trees.heard(GROUP);
                    crashes.add(new Crash(changing.crashed(crash), durable));
                }
            });
            Tree tree = trees.store().tree(GROUP);
            bySlot.put(0L, Map.of());
            for (long slot = 1; slot <= commits; slot++) {
                int changes = 1 + random.nextInt(60);
                for (int i = 0; i < changes; i++) {
                    Bytes key = Bytes.of("key " + random.nextInt(KEYS));
                    byte[] value = new byte[random.nextInt(300)];
                    random.nextBytes(value);
                    Item item = new Item(key, Bytes.wrap(value), slot);
                    tree.put(item);
                    model.put(key, item);
                }
                tree.flush(slot, SessionChanges.NONE, META);
                trees.awaitDurable(GROUP, slot);
                bySlot.put(slot, new TreeMap<>(model));
                if (compact && random.nextInt(3) == 0) {
                    assertNotNull(trees.store().compact().get(60, TimeUnit.SECONDS));
                }
            }
        }
        return new History(disk.image(), crashes, bySlot);
    }

    /** Every answer is right for the slot that the tree says it is at, or a refusal; the slot. */
    private static long check(byte[] image, Map<Long, Map<Bytes, Item>> bySlot, List<RuntimeException> refusals)
            throws IOException {
        try (OpenTrees trees = new OpenTrees(new LossyDisk(image))) {
            Tree tree = trees.store().tree(GROUP);
            Map<Bytes, Item> expected = bySlot.get(tree.flushedSlot());
            assertNotNull(expected);
            for (int i = 0; i < KEYS; i++) {
                Bytes key = Bytes.of("key " + i);
                try {
                    assertEquals(expected.get(key), tree.get(key));
                } catch (CorruptTreeException e) {
                    refusals.add(e);
                }
            }
            try {
                List<Item> items = new ArrayList<>();
                tree.visit(Bytes.of(""), items::add);
                assertEquals(List.copyOf(expected.values()), items);
            } catch (CorruptTreeException e) {
                refusals.add(e);
            }
            return tree.flushedSlot();
        } catch (CorruptTreeException e) {
            refusals.add(e);
            return -1;
        }
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void aFlippedBitNeverMakesAWrongAnswer(@ForAll Random random) throws Exception {
        History history = history(random, 6, false);
        byte[] image = history.image;
        int found = 0;
        for (int i = 0; i < 40; i++) {
            byte[] flipped = image.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            List<RuntimeException> refusals = new ArrayList<>();
            long slot = check(flipped, history.bySlot, refusals);
            found += refusals.isEmpty() && slot == 6 ? 0 : 1;
        }
        assertTrue(found > 0, "no flipped bit was noticed");
    }

    /** The disk may write what was not forced in any order, and cut a block in two; compaction is no exception. */
    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void aCrashLosesNothingThatWasSaidToBeDurable(@ForAll Random random) throws Exception {
        History history = history(random, 12, true);
        assertFalse(history.crashes.isEmpty());
        for (Crash crash : history.crashes) {
            List<RuntimeException> refusals = new ArrayList<>();
            long slot = check(crash.image, history.bySlot, refusals);
            assertEquals(0, refusals.size(), () -> "after slot " + crash.durable + ": " + refusals.getFirst());
            assertTrue(
                    slot == crash.durable || slot == crash.durable + 1,
                    () -> "slot " + slot + " after slot " + crash.durable + " was durable");
        }
    }

    @Test
    void aWrongValueIsNotServed() {
        Item item = new Item(Bytes.of("k"), Bytes.of("value"), 5);
        byte[] sealed = Sealed.seal(item);
        assertEquals(item, Sealed.open(GROUP, item.key().array(), sealed));
        CorruptTreeException other = assertThrows(
                CorruptTreeException.class,
                () -> Sealed.open(GROUP, Bytes.of("other").array(), sealed));
        assertEquals(GROUP, other.group());
        assertEquals(Bytes.of("other"), other.key());
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(
                    CorruptTreeException.class,
                    () -> Sealed.open(GROUP, item.key().array(), flipped));
        }
    }

    @Test
    void aFileIsOpenedOnceAndKeepsWhatItHolds(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trees");
        OpenTrees news = new OpenTrees();
        try (TreeStore store = TreeStore.open(file, 1, news)) {
            assertThrows(IOException.class, () -> TreeStore.open(file, 1, news));
            Tree tree = store.tree(GROUP);
            tree.put(new Item(Bytes.of("k"), Bytes.of("v"), 3));
            tree.flush(3, SessionChanges.NONE, META);
            news.awaitDurable(GROUP, 3);
            assertEquals(Files.size(file), store.fileBytes());
        }
        try (TreeStore store = TreeStore.open(file, 1, news)) {
            assertEquals(
                    Bytes.of("v"),
                    Objects.requireNonNull(store.tree(GROUP).get(Bytes.of("k"))).value());
        }
        news.close();
    }
}
