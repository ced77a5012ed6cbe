package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.synod.core.Configuration;

class SnapshotArchiveTest {
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final SnapshotArchive archive = new SnapshotArchive(store, Logs.GROUP);
    private final Configuration configuration = Configuration.first(Logs.members(0));

    private void snapshot(long slot, long time, int chunks) throws ArchiveException {
        SnapshotArchive.Upload upload = archive.begin(slot);
        for (int i = 0; i < chunks; i++) {
            upload.put(new byte[] {(byte) slot, (byte) i});
        }
        upload.finish(time, configuration, new byte[] {42});
    }

    private static long slot(@Nullable SnapshotManifest manifest) {
        assertNotNull(manifest);
        return Objects.requireNonNull(manifest).slot();
    }

    @Test
    void aSnapshotComesBack() throws ArchiveException {
        snapshot(10, 1000, 3);
        SnapshotManifest found = Objects.requireNonNull(archive.newest());
        assertEquals(10, found.slot());
        assertEquals(1000, found.timeMillis());
        assertEquals(configuration, found.configuration());
        assertEquals(3, found.checksums().size());
        assertArrayEquals(new byte[] {42}, found.description());
        assertArrayEquals(new byte[] {10, 2}, archive.chunk(found, 2));
    }

    @Test
    void theNewestAtASlotOrATime() throws ArchiveException {
        assertNull(archive.newest());
        snapshot(10, 1000, 1);
        snapshot(20, 2000, 0);
        snapshot(300, 3000, 2);
        assertEquals(List.of(10L, 20L, 300L), archive.list());
        assertEquals(300, slot(archive.newest()));
        assertEquals(20, slot(archive.newestAtSlot(299)));
        assertEquals(300, slot(archive.newestAtSlot(300)));
        assertNull(archive.newestAtSlot(9));
        assertEquals(10, slot(archive.newestAtTime(1999)));
        assertNull(archive.newestAtTime(999));
    }

    @Test
    void whatIsNotFinishedIsNotThere() throws ArchiveException {
        SnapshotArchive.Upload upload = archive.begin(10);
        upload.put(new byte[5]);
        assertNull(archive.newest());
        // Cut off and begun again.
        SnapshotArchive.Upload again = archive.begin(10);
        again.put(new byte[5]);
        assertThrows(ArchiveException.class, () -> archive.begin(10).put(new byte[6]));
        again.finish(1, configuration, new byte[0]);
        assertEquals(10, slot(archive.newest()));
    }

    @Test
    void olderOnesGo() throws ArchiveException {
        archive.keepNewest(1);
        snapshot(10, 1000, 2);
        archive.begin(15).put(new byte[1]);
        snapshot(20, 2000, 2);
        archive.begin(25).put(new byte[1]);
        snapshot(30, 3000, 2);
        archive.begin(35).put(new byte[1]);
        archive.keepNewest(2);
        assertEquals(List.of(20L, 30L), archive.list());
        archive.keepNewest(1);
        assertEquals(List.of(30L), archive.list());
        assertEquals(4, store.objects.size());
    }

    @Test
    void aRottenChunkIsFound() throws ArchiveException {
        snapshot(10, 1000, 2);
        SnapshotManifest manifest = Objects.requireNonNull(archive.newest());
        Objects.requireNonNull(store.objects.get(Names.chunk(Logs.GROUP, 10, 1)))[0] ^= 1;
        DamagedArchiveException told = assertThrows(DamagedArchiveException.class, () -> archive.chunk(manifest, 1));
        assertEquals(Names.chunk(Logs.GROUP, 10, 1), told.object());
        store.objects.remove(Names.chunk(Logs.GROUP, 10, 0));
        assertThrows(DamagedArchiveException.class, () -> archive.chunk(manifest, 0));
        Objects.requireNonNull(store.objects.get(Names.snapshotManifest(Logs.GROUP, 10)))[30] ^= 1;
        assertThrows(DamagedArchiveException.class, archive::newest);
    }
}
