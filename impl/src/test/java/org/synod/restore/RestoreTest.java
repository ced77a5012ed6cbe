package org.synod.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.archive.GroupArchive;
import org.synod.btree.Chunk;
import org.synod.btree.TreeSnapshot;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.core.TreeMeta;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.Operation;

class RestoreTest {
    private static final int SLOTS = 120;

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private ArchivedGroup group;

    private int made;

    @BeforeEach
    void archive() throws IOException {
        group = new ArchivedGroup(folder.resolve("archive"), new Random(5), SLOTS);
    }

    private Path fresh() {
        return folder.resolve("made" + made++);
    }

    private Restore restore(Restore.Base base) {
        return new Restore(group.store(), ArchivedGroup.GROUP, base, Restore.Progress.NONE);
    }

    private void snapshots(int... slots) throws Exception {
        for (int slot : slots) {
            group.snapshot(fresh(), slot);
        }
    }

    private void assertIs(long slot, Restored restored) throws Exception {
        assertEquals(slot, restored.slot());
        assertEquals(group.time(slot), restored.timeMillis());
        assertEquals(group.governing(slot), restored.governing());
        assertEquals(group.state(slot).size(), restored.keys());
        try (Rebuild opened = new Rebuild(ArchivedGroup.GROUP, restored.file());
                TreeSnapshot snapshot = Objects.requireNonNull(opened.snapshot())) {
            assertEquals(slot, snapshot.slot());
            TreeMeta meta = TreeMeta.decode(snapshot.meta().array());
            assertEquals(new TreeMeta(group.governing(slot), group.time(slot)), meta);
            Map<Bytes, Item> state = new TreeMap<>();
            snapshot.chunk(Chunk.Position.START, Integer.MAX_VALUE)
                    .items()
                    .forEach(item -> state.put(item.key(), item));
            assertEquals(group.state(slot), state);
        }
    }

    /** From whatever it begins, at every slot it makes the same as a replica that was there all the time. */
    @Test
    void everySlotComesBack() throws Exception {
        snapshots(30, 60, 87);
        for (long slot = 1; slot <= SLOTS; slot += slot < 100 ? 9 : 1) {
            Path replica = fresh();
            group.replica(replica, slot, 1000);
            long digest;
            try (Rebuild opened = new Rebuild(ArchivedGroup.GROUP, replica);
                    TreeSnapshot snapshot = Objects.requireNonNull(opened.snapshot())) {
                digest = snapshot.describe().checksum();
            }
            for (Restore.Base base : Restore.Base.values()) {
                Restored restored = restore(base).toSlot(slot, fresh());
                assertIs(slot, restored);
                assertEquals(digest, restored.digest());
            }
        }
    }

    @Test
    void theNewestSnapshotIsUsedOrComparedWith() throws Exception {
        snapshots(30, 60, 87);
        Restored newest = restore(Restore.Base.NEWEST).toSlot(100, fresh());
        assertEquals(87, newest.snapshotSlot());
        assertEquals(0, newest.comparedSlot());
        assertEquals(2, newest.segments());
        Restored compared = restore(Restore.Base.COMPARED).toSlot(87, fresh());
        assertEquals(60, compared.snapshotSlot());
        assertEquals(87, compared.comparedSlot());
        Restored first = restore(Restore.Base.COMPARED).toSlot(59, fresh());
        assertEquals(30, first.snapshotSlot());
        assertEquals(0, first.comparedSlot());
        Restored log = restore(Restore.Base.LOG).toSlot(61, fresh());
        assertEquals(0, log.snapshotSlot());
        assertEquals(60, log.comparedSlot());
        Restored none = restore(Restore.Base.COMPARED).toSlot(29, fresh());
        assertEquals(0, none.snapshotSlot());
    }

    /** Every moment of the log: the last command that is not later. */
    @Test
    void everyTimeComesBack() throws Exception {
        snapshots(30);
        for (long time = group.time(1); time <= group.time(SLOTS); time += 97) {
            long slot = 0;
            for (long i = 1; i <= SLOTS; i++) {
                if (group.time(i) <= time && group.time(i) > 0 && isTimed(i)) {
                    slot = i;
                }
            }
            assertIs(slot, restore(Restore.Base.NEWEST).toTime(time, fresh()));
        }
    }

    private boolean isTimed(long slot) throws IOException {
        var entry = new GroupArchive(group.store(), ArchivedGroup.GROUP, 1)
                .read(slot)
                .next();
        return entry != null && entry.command().timeMillis() > 0;
    }

    private static void assertRefused(RestoreException refused, RestoreException.Kind kind, String words) {
        assertEquals(kind, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    }

    @Test
    void whatIsNotThereIsRefused() {
        Path out = fresh();
        RestoreException.Kind none = RestoreException.Kind.NO_SUCH_TARGET;
        Restore restore = restore(Restore.Base.NEWEST);
        assertRefused(assertThrows(RestoreException.class, () -> restore.toSlot(0, out)), none, "Slot 0");
        assertRefused(assertThrows(RestoreException.class, () -> restore.toSlot(121, out)), none, "to slot 120, 1970");
        assertRefused(assertThrows(RestoreException.class, () -> restore.toTime(5, out)), none, "before the first");
        assertRefused(
                assertThrows(RestoreException.class, () -> restore.toTime(9_000_000, out)), none, "to slot 120, 1970");
        Restore other = new Restore(group.store(), new GroupId(9), Restore.Base.NEWEST, Restore.Progress.NONE);
        assertRefused(assertThrows(RestoreException.class, () -> other.toSlot(1, out)), none, "nothing of group 9");
        assertFalse(Files.exists(out), "something was written");
    }

    @Test
    void aTreeIsNotOverwritten() throws Exception {
        Path out = fresh();
        restore(Restore.Base.NEWEST).toSlot(20, out);
        byte[] before = Files.readAllBytes(out.resolve(Restore.FILE));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> restore(Restore.Base.NEWEST).toSlot(30, out));
        assertArrayEquals(before, Files.readAllBytes(out.resolve(Restore.FILE)));
    }

    private void flip(String part) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("archive"))) {
            Path file = files.filter(path -> path.toString().contains(part))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.delete(file);
            Files.write(file, bytes);
        }
    }

    private void assertDamaged(Restore.Base base, long slot, String words) throws IOException {
        Path out = fresh();
        RestoreException refused =
                assertThrows(RestoreException.class, () -> restore(base).toSlot(slot, out));
        assertRefused(refused, RestoreException.Kind.DAMAGED, words);
        try (Stream<Path> left = Files.list(out)) {
            assertEquals(0, left.count(), "something was left");
        }
    }

    @Test
    void aDamagedSegmentIsFound() throws Exception {
        flip("segments/0000000000000000051");
        assertIs(50, restore(Restore.Base.NEWEST).toSlot(50, fresh()));
        assertDamaged(Restore.Base.NEWEST, 51, "0000000000000000051");
        assertDamaged(Restore.Base.NEWEST, 110, "0000000000000000051");
    }

    @Test
    void aDamagedSnapshotIsFound() throws Exception {
        snapshots(60);
        flip("snapshots/0000000000000000060/000000");
        assertDamaged(Restore.Base.NEWEST, 80, "0000000000000000060");
    }

    /** A replica that went astray has archived what no log makes. */
    @Test
    void aSnapshotThatTheLogDoesNotMakeIsFound() throws Exception {
        snapshots(30);
        Path astray = fresh();
        group.replica(astray, 50, 1000);
        try (Rebuild rebuild = new Rebuild(ArchivedGroup.GROUP, astray)) {
            rebuild.apply(51, new Command(77, 1, new Operation.Put(Bytes.of("x"), Bytes.of("y")).encode()));
            rebuild.flush(Bytes.wrap(new TreeMeta(group.governing(51), group.time(51)).encode()));
            try (TreeSnapshot snapshot = Objects.requireNonNull(rebuild.snapshot())) {
                new SnapshotUploader(group.store(), bytes -> {}).upload(snapshot, 100);
            }
        }
        assertDamaged(Restore.Base.COMPARED, 70, "At slot 51");
        assertDamaged(Restore.Base.COMPARED, 51, "At slot 51");
        assertEquals(51, restore(Restore.Base.NEWEST).toSlot(51, fresh()).slot());
    }

    @Test
    void aSnapshotIsPutTwice() throws Exception {
        snapshots(30);
        snapshots(30);
        assertEquals(30, restore(Restore.Base.NEWEST).toSlot(30, fresh()).snapshotSlot());
    }
}
