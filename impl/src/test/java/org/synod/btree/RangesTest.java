package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SessionChanges;

class RangesTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final Bytes FIRST = Bytes.of("");

    /** Builds a tree of these items on some detour: in any order, with keys that go again, in several flushes. */
    private static TreeSnapshot build(OpenTrees trees, Collection<Item> items, Random random) throws Exception {
        Tree tree = trees.store().tree(GROUP);
        List<Item> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        for (Item item : shuffled) {
            tree.put(item);
            Bytes passing = Bytes.of("passing " + random.nextInt(50));
            tree.put(new Item(passing, FIRST, 1));
            if (random.nextInt(15) == 0 && tree.mayFlush()) {
                tree.flush(tree.flushedSlot() + 1, SessionChanges.NONE, FIRST);
            }
        }
        for (int i = 0; i < 50; i++) {
            tree.remove(Bytes.of("passing " + i));
        }
        trees.awaitDurable(GROUP, tree.flushedSlot());
        tree.flush(1000, SessionChanges.NONE, FIRST);
        trees.awaitDurable(GROUP, 1000);
        TreeSnapshot snapshot = trees.store().snapshot(GROUP);
        assertNotNull(snapshot);
        return snapshot;
    }

    private static NavigableMap<Bytes, Item> items(Random random) {
        NavigableMap<Bytes, Item> items = new TreeMap<>();
        for (int i = random.nextInt(200); i > 0; i--) {
            byte[] key = new byte[1 + random.nextInt(3)];
            random.nextBytes(key);
            Bytes wrapped = Bytes.wrap(key);
            items.put(wrapped, new Item(wrapped, Bytes.of("v" + random.nextInt(5)), random.nextInt(1, 900)));
        }
        return items;
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void equalTreesHaveEqualDigestsAndTheFirstDifferenceIsFound(@ForAll Random random) throws Exception {
        NavigableMap<Bytes, Item> items = items(random);
        NavigableMap<Bytes, Item> changed = new TreeMap<>(items);
        TreeMap<Bytes, Item> differences = new TreeMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Item difference = change(changed, random);
            differences.put(difference.key(), difference);
        }
        try (OpenTrees one = new OpenTrees();
                OpenTrees two = new OpenTrees();
                OpenTrees three = new OpenTrees();
                TreeSnapshot first = build(one, items.values(), random);
                TreeSnapshot same = build(two, items.values(), random);
                TreeSnapshot other = build(three, changed.values(), random)) {
            assertEquals(first.describe(), same.describe());
            int maxKeys = 1 + random.nextInt(8);
            List<RangeDigest> parts = parts(first, maxKeys, Long.MAX_VALUE);
            assertEquals(parts, parts(same, maxKeys, Long.MAX_VALUE));
            assertNull(Ranges.firstDifference(first, same, FIRST, null));
            assertTrue(parts.stream().allMatch(part -> part.count() <= maxKeys));
            assertEquals(
                    items.size(), parts.stream().mapToLong(RangeDigest::count).sum());
            Bytes expected = firstDifference(items, changed);
            assertEquals(expected, Ranges.firstDifference(first, other, FIRST, null));
            assertEquals(expected, Ranges.firstDifference(other, first, FIRST, null));
            if (expected != null) {
                assertNotEquals(first.describe(), other.describe());
                assertTrue(differences.containsKey(expected));
            }
        }
    }

    /** Another value, another version, a key more, or one less. */
    private static Item change(NavigableMap<Bytes, Item> items, Random random) {
        Bytes key = Bytes.of("x" + random.nextInt(1000));
        if (random.nextInt(4) > 0 && !items.isEmpty()) {
            key = List.copyOf(items.keySet()).get(random.nextInt(items.size()));
        }
        Item changed = new Item(key, Bytes.of("v" + random.nextInt(5)), random.nextInt(1, 900));
        if (random.nextInt(3) == 0) {
            items.remove(key);
        } else {
            items.put(key, changed);
        }
        return changed;
    }

    private static @Nullable Bytes firstDifference(NavigableMap<Bytes, Item> one, NavigableMap<Bytes, Item> other) {
        TreeMap<Bytes, Item> all = new TreeMap<>(one);
        all.putAll(other);
        for (Bytes key : all.keySet()) {
            Item mine = one.get(key);
            if (mine == null || !mine.equals(other.get(key))) {
                return key;
            }
        }
        return null;
    }

    private static List<RangeDigest> parts(TreeSnapshot snapshot, int maxKeys, long maxBytes) {
        List<RangeDigest> parts = new ArrayList<>();
        for (Bytes from = FIRST; from != null; ) {
            TreeSnapshot.Part part = snapshot.part(from, maxKeys, maxBytes);
            Bytes next = part.next();
            assertEquals(part.digest(), snapshot.digest(from, next));
            parts.add(part.digest());
            from = next;
        }
        return parts;
    }

    /** A part that is full has one key more than its bytes allow, however large that is. */
    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void aPartEndsWithItsBytes(@ForAll Random random) throws Exception {
        NavigableMap<Bytes, Item> items = items(random);
        try (OpenTrees trees = new OpenTrees();
                TreeSnapshot snapshot = build(trees, items.values(), random)) {
            List<RangeDigest> parts = parts(snapshot, Integer.MAX_VALUE, 1);
            assertEquals(Math.max(1, items.size()), parts.size());
            assertTrue(parts.stream().allMatch(part -> part.count() <= 1));
        }
    }
}
