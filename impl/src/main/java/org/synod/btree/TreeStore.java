package org.synod.btree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;

/**
 * The trees of all groups of a node, in one file over H2's MVStore, and the one thread that writes them.
 *
 * <p>A commit holds each group at an exact slot. Readers hold a commit while they read, so that nothing which the thread
 * does gets in their way. Any thread may call; a {@link Tree} belongs to the thread that applies its group's commands.
 */
public final class TreeStore implements AutoCloseable {

    /** How long nothing must be written before the file is compacted. */
    private static final long IDLE_MILLIS = 1000;

    /** Hears from the store, on its thread, which must not be held up. */
    public interface Listener {

        /** Everything of the group up to this slot, its sessions included, is durable. */
        void durable(GroupId group, long slot);

        /**
         * Nothing more will ever be durable; the process must end.
         *
         * @param cause a {@link CorruptTreeException} if the disk does not hold what was written
         */
        void dead(RuntimeException cause);
    }

    private final BlockFile file;
    private final MVStore store;
    private final SnapshotRegistry registry;
    private final TreeWriter writer;

    /** Of the last tree that was begun; each has its own. */
    private final AtomicLong generation;

    private TreeStore(BlockFile file, MVStore store, Listener listener, long idleMillis) {
        this.file = file;
        this.store = store;
        TreeMaps maps = new TreeMaps(store);
        this.generation = new AtomicLong(maps.lastGeneration());
        store.commit();
        store.sync();
        this.registry = new SnapshotRegistry(store);
        registry.publish(maps.bases());
        this.writer = new TreeWriter(store, file, maps, registry, listener, idleMillis);
    }

    /**
     * Opens the file, or makes it. A last commit that a crash cut off is taken back.
     *
     * @param cacheMebibytes for pages that were read
     * @throws IOException when the file cannot be opened, or is in use
     * @throws CorruptTreeException when no commit in it is whole
     */
    public static TreeStore open(Path path, int cacheMebibytes, Listener listener) throws IOException {
        return open(Disk.open(path), cacheMebibytes, listener, IDLE_MILLIS);
    }

    static TreeStore open(Disk disk, int cacheMebibytes, Listener listener, long idleMillis) throws IOException {
        BlockFile file = new BlockFile(disk, cacheMebibytes);
        MVStore store = null;
        try {
            store = new MVStore.Builder()
                    .adoptFileStore(file)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
            file.opened();
            store.setVersionsToKeep(0);
            TreeStore opened = new TreeStore(file, store, listener, idleMillis);
            opened.writer.start();
            return opened;
        } catch (RuntimeException e) {
            if (store != null) {
                store.closeImmediately();
            }
            file.shut();
            if (e instanceof MVStoreException unreadable) {
                throw CorruptTreeException.of(null, null, unreadable);
            }
            throw e instanceof CorruptTreeException
                    ? e
                    : new CorruptTreeException(null, null, "the tree file cannot be read", e);
        }
    }

    /**
     * A group's tree, as it was last durable; empty if there is none. To be called once for each group, and again when a
     * tree was installed or removed: what the one before holds in memory is void.
     */
    public Tree tree(GroupId group) {
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            Base base = pin.base(group);
            return base == null
                    ? new Tree(group, generation.incrementAndGet(), 0, registry, writer)
                    : new Tree(group, base.generation(), base.slot(), registry, writer);
        }
    }

    /** The groups that have a tree on disk. */
    public Set<GroupId> groups() {
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            return pin.groups();
        }
    }

    /** The group's tree at the slot of its last durable flush, to be closed; null: there is none. */
    public @Nullable TreeSnapshot snapshot(GroupId group) {
        SnapshotRegistry.Pin pin = registry.acquire();
        Base base = pin.base(group);
        if (base == null) {
            pin.close();
            return null;
        }
        return new TreeSnapshot(pin, base);
    }

    /**
     * Begins to receive a snapshot, or goes on with it after a crash. What was received of another one of the group goes.
     *
     * @param slot of the snapshot
     */
    public CompletableFuture<TreeInstaller> installer(GroupId group, long slot) {
        long newGeneration = generation.incrementAndGet();
        return writer.write(maps -> maps.received(group, slot, newGeneration))
                .thenApply(received -> new TreeInstaller(group, slot, received, writer));
    }

    /** The slot of the snapshot whose installation a crash cut off, or that is under way; 0: there is none. */
    public CompletableFuture<Long> receiving(GroupId group) {
        return writer.write(maps -> maps.receivingSlot(group));
    }

    /** Removes a group's tree, and what was received of one. Completes when that is durable. */
    public CompletableFuture<Void> remove(GroupId group) {
        return writer.write(maps -> {
                    maps.remove(group);
                    return true;
                })
                .thenAccept(removed -> {});
    }

    /**
     * Compacts a little, at once instead of when nothing else is to be done.
     *
     * @return whether there was something to do
     */
    public CompletableFuture<Boolean> compact() {
        return writer.compact();
    }

    /** Bytes of the file. */
    public long fileBytes() {
        return file.storedBytes();
    }

    /** How many commits are kept for readers; at least 1. Each holds on to what was removed since. */
    public int keptCommits() {
        return registry.pins();
    }

    /** Writes what was flushed, and closes the file. Nothing may be read any more, snapshots included. */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Everything that is to stay was committed and forced: opening is the same as after a crash.
        store.closeImmediately();
        file.shut();
    }
}
