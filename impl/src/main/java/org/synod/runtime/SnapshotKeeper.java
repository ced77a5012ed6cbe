package org.synod.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.ObjectStore;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.Pace;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.restore.SnapshotUploader;

/**
 * Puts snapshots of the trees that this node leads into the archive, every so many slots, so that a restore need not begin
 * with the first command. Asked on any thread; reads and uploads on the reader's, at the pace of snapshots.
 */
final class SnapshotKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final int KEPT = 3;

    private final TreeStore trees;
    private final SnapshotUploader uploader;
    private final ExecutorService reader;
    private final Pace pace;
    private final long everySlots;

    SnapshotKeeper(TreeStore trees, ObjectStore store, ExecutorService reader, long bytesPerSecond, long everySlots) {
        this.trees = trees;
        this.reader = reader;
        this.pace = new Pace(bytesPerSecond, Pace.Clock.SYSTEM);
        this.uploader = new SnapshotUploader(store, pace::take);
        this.everySlots = everySlots;
    }

    /** A flush of a group that this node leads is durable. */
    void flushed(GroupId group, long slot) {
        if (slot % everySlots != 0) {
            return;
        }
        try {
            reader.execute(() -> upload(group));
        } catch (RejectedExecutionException e) {
            LOG.debug("The node stops: no snapshot of {} is archived", group, e);
        }
    }

    private void upload(GroupId group) {
        try (TreeSnapshot snapshot = trees.snapshot(group)) {
            if (snapshot != null) {
                uploader.upload(snapshot, KEPT);
                LOG.info("A snapshot of {} at slot {} is archived", group, snapshot.slot());
            }
        } catch (ArchiveException | CorruptTreeException e) {
            LOG.warn("No snapshot of {} is archived: {}", group, e.getMessage());
        }
    }

    /** What is under way ends without a snapshot. */
    void stop() {
        pace.stop();
    }
}
