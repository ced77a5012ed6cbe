/**
 * What every replica of a group can have when a log no longer has it: the chosen log in segments, and snapshots, in an
 * object store.
 *
 * <p>A caller opens an {@link org.synod.archive.ObjectStore} by its location
 * ({@link org.synod.archive.ObjectStores#open}: a folder, or a bucket of S3) and starts one
 * {@link org.synod.archive.Archiver} for all groups of the node. Of each group it cuts the chosen log where
 * {@link org.synod.archive.GroupArchive#lastSlotOfSegment} says, submits the segments in their order, and may trim what
 * the listener hears to be archived. All replicas of a group may do so at once: the chain of segments stays one, and who
 * comes second compares. Who lacks slots reads them through {@link org.synod.archive.GroupArchive#read}; who lacks too
 * many begins with a snapshot of {@link org.synod.archive.SnapshotArchive}.
 *
 * <p>An object is written once and never changed. It counts only when a manifest names it, and the manifest is written
 * last.
 */
@NullMarked
package org.synod.archive;

import org.jspecify.annotations.NullMarked;
