package org.synod.runtime;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.ObjectStore;
import org.synod.archive.SnapshotArchive;
import org.synod.archive.SnapshotManifest;
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
    private final ObjectStore store;
    private final SnapshotUploader uploader;
    private final ExecutorService reader;
    private final Pace pace;
    private final long everySlots;

    /** Up to which multiple of so many slots there is a snapshot. */
    private final Map<GroupId, Long> done = new ConcurrentHashMap<>();

    private final Set<GroupId> underWay = ConcurrentHashMap.newKeySet();

    SnapshotKeeper(TreeStore trees, ObjectStore store, ExecutorService reader, long bytesPerSecond, long everySlots) {
        this.trees = trees;
        this.store = store;
        this.reader = reader;
        this.pace = new Pace(bytesPerSecond, Pace.Clock.SYSTEM);
        this.uploader = new SnapshotUploader(store, pace::take);
        this.everySlots = everySlots;
    }

    /** A flush of a group that this node leads is durable. On the event loop. */
    void flushed(GroupId group, long slot) {
        // Not at certain slots alone: a flush there is left out when the disk is busy.
        if (slot / everySlots <= done.getOrDefault(group, 0L) || !underWay.add(group)) {
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
            if (snapshot == null) {
                return;
            }
            // Another leader may have archived one, or this node before it was started again.
            SnapshotManifest newest = new SnapshotArchive(store, group).newest();
            long archived = newest == null ? 0 : newest.slot() / everySlots;
            if (archived < snapshot.slot() / everySlots) {
                uploader.upload(snapshot, KEPT);
                archived = snapshot.slot() / everySlots;
                LOG.info("A snapshot of {} at slot {} is archived", group, snapshot.slot());
            }
            done.put(group, archived);
        } catch (ArchiveException | CorruptTreeException e) {
            LOG.warn("No snapshot of {} is archived: {}", group, e.getMessage());
        } catch (CancellationException e) {
            LOG.debug("The node stops: the snapshot of {} is not archived", group, e);
        } finally {
            underWay.remove(group);
        }
    }

    /** What is under way ends without a snapshot. */
    void stop() {
        pace.stop();
    }
}
