package org.synod.restore;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.synod.archive.ArchiveException;
import org.synod.archive.ObjectStore;
import org.synod.archive.SnapshotArchive;
import org.synod.archive.SnapshotManifest;
import org.synod.btree.Chunk;
import org.synod.btree.SnapshotDescription;
import org.synod.btree.TreeSnapshot;
import org.synod.core.CodecException;
import org.synod.core.TreeMeta;

/**
 * Puts snapshots of trees into the archive. Pieces are cut by size alone, so that all replicas make the same ones of the
 * same slot: whoever comes second finds what it was about to put, and who has something else is told so.
 */
public final class SnapshotUploader {

    /** Bytes of the items of a piece; the same on all nodes that archive the same group. */
    public static final int CHUNK_BYTES = 8 << 20;

    private final ObjectStore store;
    private final LongConsumer pace;

    /**
     * @param pace hears how many bytes were read, and may hold up the reading or end it by an exception
     */
    public SnapshotUploader(ObjectStore store, LongConsumer pace) {
        this.store = store;
        this.pace = pace;
    }

    /**
     * Puts a snapshot; on the caller's thread, for as long as it takes.
     *
     * @param snapshot whose meta are those of a {@link TreeMeta}; stays open
     * @param keep how many snapshots of the group are to stay, this one included
     * @return its manifest, in the archive
     * @throws ArchiveException when the store fails, or has another snapshot at that slot
     * @throws IllegalArgumentException when the snapshot's meta are something else
     * @throws org.synod.btree.CorruptTreeException when the tree cannot be read: nothing of it is visible then
     */
    public SnapshotManifest upload(TreeSnapshot snapshot, int keep) throws ArchiveException {
        TreeMeta meta = meta(snapshot);
        SnapshotArchive archive = new SnapshotArchive(store, snapshot.group());
        SnapshotArchive.Upload upload = archive.begin(snapshot.slot());
        Chunk.@Nullable Position next = Chunk.Position.START;
        while (next != null) {
            Chunk chunk = snapshot.chunk(next, CHUNK_BYTES);
            byte[] bytes = chunk.encode();
            pace.accept(bytes.length);
            upload.put(bytes);
            next = chunk.next();
        }
        snapshot.paced(pace);
        SnapshotDescription description = snapshot.describe();
        SnapshotManifest manifest = upload.finish(meta.timeMillis(), meta.governing(), description.encode());
        archive.keepNewest(keep);
        return manifest;
    }

    private static TreeMeta meta(TreeSnapshot snapshot) {
        try {
            return TreeMeta.decode(snapshot.meta().array());
        } catch (CodecException e) {
            throw new IllegalArgumentException(
                    "the tree of " + snapshot.group() + " at slot " + snapshot.slot() + " has no meta", e);
        }
    }
}
