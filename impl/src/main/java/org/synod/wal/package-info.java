/**
 * The write-ahead log that all groups of a node share, and the folder that it lies in.
 *
 * <p>A caller opens the {@link org.synod.wal.DataFolder} (which locks it), opens the
 * {@link org.synod.wal.WriteAheadLog} in it (which hands out every record that the log holds, oldest first), and starts
 * it with a listener. Then one thread appends, and the listener hears, on the log's own thread, up to which sequence
 * number everything is durable. A group that has its old slots elsewhere appends that durably and then calls
 * {@link org.synod.wal.WriteAheadLog#trim}, again after each restart; segments that no group needs are deleted. A log that failed to sync is dead for ever: the process must end.
 *
 * <p>Files: segments of a fixed size, filled with zeros and synced before their first record, so that a group commit is
 * one write and one fdatasync that changes no metadata. See {@link org.synod.wal.RecordFormat} for the bytes.
 */
@NullMarked
package org.synod.wal;

import org.jspecify.annotations.NullMarked;
