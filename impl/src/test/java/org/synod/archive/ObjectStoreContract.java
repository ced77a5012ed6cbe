package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class ObjectStoreContract {
    private ObjectStore store = new MemoryObjectStore();

    /** A store that is empty. */
    abstract ObjectStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private boolean put(String name, byte[] bytes) throws ArchiveException {
        return store.putIfAbsent(name, bytes, Checksum.of(bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anObjectIsPutOnceAndStays() throws ArchiveException {
        assertNull(store.get("g1/a"));
        assertEquals(-1, store.size("g1/a"));
        assertTrue(put("g1/a", bytes("one")));
        assertFalse(put("g1/a", bytes("other")));
        assertFalse(put("g1/a", bytes("one")));
        assertArrayEquals(bytes("one"), store.get("g1/a"));
        assertEquals(3, store.size("g1/a"));
    }

    @Test
    void largeAndEmptyObjects() throws ArchiveException {
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        assertTrue(put("large", large));
        assertArrayEquals(large, store.get("large"));
        assertTrue(put("empty", new byte[0]));
        assertEquals(0, Objects.requireNonNull(store.get("empty")).length);
        assertEquals(0, store.size("empty"));
    }

    @Test
    void namesAreListedInOrder() throws ArchiveException {
        assertEquals(List.of(), store.list("g1/"));
        for (String name : List.of("g1/s/2", "g1/s/10", "g1/m", "g10/s/1", "g1/s/1")) {
            put(name, bytes(name));
        }
        assertEquals(List.of("g1/m", "g1/s/1", "g1/s/10", "g1/s/2"), store.list("g1/"));
        assertEquals(List.of("g1/s/1", "g1/s/10"), store.list("g1/s/1"));
        assertEquals(5, store.list("").size());
    }

    @Test
    void aDeletedObjectMayBePutAgain() throws ArchiveException {
        store.delete("a/b");
        put("a/b", bytes("1"));
        store.delete("a/b");
        assertNull(store.get("a/b"));
        assertEquals(List.of(), store.list("a"));
        assertTrue(put("a/b", bytes("2")));
    }

    @Test
    void aWrongChecksumIsRefused() throws ArchiveException {
        assertThrows(ArchiveException.class, () -> store.putIfAbsent("a", bytes("x"), 1));
        assertNull(store.get("a"));
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : List.of("", "/a", "a/../b", "..", "a//b", "a/", ".unfinished/a", "a b")) {
            assertThrows(IllegalArgumentException.class, () -> store.get(name), name);
        }
    }

    @Test
    void anArchiveInIt() throws ArchiveException {
        List<SegmentContent> segments = Logs.segments(Logs.commands(new Random(3), 40), 10);
        GroupArchive archive = new GroupArchive(store, Logs.GROUP, 10);
        for (SegmentContent segment : segments) {
            archive.append(segment);
        }
        new GroupArchive(store, Logs.GROUP, 10).append(segments.get(2));
        assertEquals(new Verification.Whole(4, 40), new GroupArchive(store, Logs.GROUP, 10).verify());
    }
}
