/**
 * What a storage replica has on disk besides its log: an ordered tree of keys for each group, with the client sessions, at an
 * exact slot, over H2's MVStore.
 *
 * <p>At the start: open the {@link org.synod.btree.TreeStore}; for each group take its {@link org.synod.btree.Tree}, load
 * {@code ClientSessions} from {@link org.synod.btree.Tree#recovered}, give the tree to a {@code KeyValueStore}, and apply the
 * commands behind the recovered slot. If the log begins later than that, install a snapshot from elsewhere.
 *
 * <p>Then, on the thread that applies: apply; now and then, when {@link org.synod.btree.Tree#mayFlush}, take the changes of
 * the sessions and {@link org.synod.btree.Tree#flush} with the slot that was applied last; refuse writes of clients while
 * {@link org.synod.btree.Tree#holdsMoreThan}. What the listener says is durable needs no log any more.
 *
 * <p>To send or archive: take a {@link org.synod.btree.TreeSnapshot}, describe it, cut it into chunks from
 * {@code Position.START} on, close it. To receive: take a {@link org.synod.btree.TreeInstaller}, add chunks from where it says,
 * finish it; then take the group's tree anew, as at the start. To compare two replicas: digests of snapshots at the same slot.
 *
 * <p>What is read is checked: the file by blocks, each value with its key and version. Whatever is wrong is a
 * {@link org.synod.btree.CorruptTreeException}, never a value.
 */
@NullMarked
package org.synod.btree;

import org.jspecify.annotations.NullMarked;
