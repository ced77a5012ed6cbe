package org.synod.scrub;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.synod.archive.ArchiveException;
import org.synod.archive.ArchivedEntry;
import org.synod.archive.DamagedArchiveException;
import org.synod.archive.GroupArchive;
import org.synod.archive.ObjectStore;
import org.synod.archive.SegmentReader;
import org.synod.archive.SnapshotArchive;
import org.synod.archive.SnapshotManifest;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;

/** Reads a group's whole chain of segments, and its newest snapshot, as slowly as it must. */
final class ArchiveScrub {
    private static final Bytes START = Bytes.wrap(new byte[0]);

    private ArchiveScrub() {}

    /**
     * The first thing that is wrong; null: all is whole.
     *
     * @throws ArchiveException when the store cannot be asked, so that nothing can be said
     */
    static @Nullable Finding run(ObjectStore store, GroupId group, LongConsumer pace) throws ArchiveException {
        long whole = 0;
        try {
            GroupArchive archive = new GroupArchive(store, group, 1);
            if (archive.archivedUpTo() > 0) {
                SegmentReader reader = archive.read(1);
                long bytes = 0;
                for (ArchivedEntry entry = reader.next(); entry != null; entry = reader.next()) {
                    pace.accept(reader.bytes() - bytes);
                    bytes = reader.bytes();
                    whole = entry.slot();
                }
            }
            SnapshotArchive snapshots = new SnapshotArchive(store, group);
            SnapshotManifest newest = snapshots.newest();
            for (int i = 0; newest != null && i < newest.checksums().size(); i++) {
                pace.accept(snapshots.chunk(newest, i).length);
            }
            return null;
        } catch (DamagedArchiveException e) {
            return damaged(group, whole, String.valueOf(e.getMessage()));
        }
    }

    static Finding damaged(GroupId group, long wholeUpTo, String sentence) {
        return new Finding(Finding.Kind.ARCHIVE_DAMAGED, group, null, START, null, null, wholeUpTo, sentence);
    }
}
