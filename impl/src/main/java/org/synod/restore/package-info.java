/**
 * Between trees and the archive: a tree as it was at an earlier slot or time, and snapshots for the archive.
 *
 * <p>{@link org.synod.restore.Restore} takes an archived snapshot and applies the archived log behind it; what it gives is a
 * tree's file, as a node has one. {@link org.synod.restore.SnapshotUploader} puts a node's snapshot into the archive. Both
 * work on the caller's thread for as long as it takes: never on a node's event loop.
 */
@NullMarked
package org.synod.restore;

import org.jspecify.annotations.NullMarked;
