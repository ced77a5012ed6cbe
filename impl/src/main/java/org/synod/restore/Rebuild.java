package org.synod.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.synod.btree.Chunk;
import org.synod.btree.SnapshotDescription;
import org.synod.btree.Tree;
import org.synod.btree.TreeInstaller;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.KeyValueStore;

/** A tree in a file of its own on its way to a slot. For one thread, which waits for the disk. */
final class Rebuild implements AutoCloseable, TreeStore.Listener {

    private static final int CACHE_MEBIBYTES = 16;

    /** Bytes of changes in memory from which on they are written. */
    private static final long FLUSH_BYTES = 8 << 20;

    private final GroupId group;
    private final TreeStore store;
    private Tree tree;
    private ClientSessions sessions;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by lock, as is the next one. */
    private long durable;

    private @Nullable RuntimeException death;

    Rebuild(GroupId group, Path file) throws IOException {
        this.group = group;
        this.store = TreeStore.open(file, CACHE_MEBIBYTES, this);
        this.tree = store.tree(group);
        this.sessions = load();
    }

    private ClientSessions load() {
        Tree.Recovered recovered = tree.recovered();
        return ClientSessions.load(
                new KeyValueStore(tree), ClientSessions.MOST_SESSIONS, recovered.slot(), recovered.sessions());
    }

    /** Every command up to this slot is applied. */
    long applied() {
        return sessions.applied();
    }

    /** Where a snapshot's chunks go. */
    TreeInstaller installer(long slot) throws InterruptedException {
        return await(store.installer(group, slot));
    }

    void add(TreeInstaller installer, Chunk chunk) throws InterruptedException {
        await(installer.add(chunk));
    }

    /** Goes on with what was installed. */
    void finish(TreeInstaller installer, SnapshotDescription description) throws InterruptedException {
        await(installer.finish(description));
        tree = store.tree(group);
        sessions = load();
    }

    /**
     * Applies the command of the next slot.
     *
     * @throws IllegalStateException when it is another slot's
     */
    void apply(long slot, Command command) throws InterruptedException {
        if (tree.unflushedBytes() > FLUSH_BYTES) {
            flush(Bytes.wrap(new byte[0]));
        }
        sessions.apply(slot, command);
    }

    /** Writes what was applied, with what belongs to the slot; waits until it is durable. */
    void flush(Bytes meta) throws InterruptedException {
        if (applied() > tree.flushedSlot()) {
            tree.flush(applied(), sessions.takeChanges(), meta);
            awaitDurable(applied());
        }
    }

    private void awaitDurable(long slot) throws InterruptedException {
        lock.lock();
        try {
            while (durable < slot && death == null) {
                changed.await();
            }
            if (death != null) {
                throw death;
            }
        } finally {
            lock.unlock();
        }
    }

    private static <T> T await(CompletableFuture<T> written) throws InterruptedException {
        try {
            return written.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What was written, to be closed; null: nothing was. */
    @Nullable TreeSnapshot snapshot() {
        return store.snapshot(group);
    }

    @Override
    public void durable(GroupId written, long slot) {
        lock.lock();
        try {
            durable = slot;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dead(RuntimeException cause) {
        lock.lock();
        try {
            death = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
