package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;

/** A tree store on a disk of its own, and what its listener heard. */
final class OpenTrees implements TreeStore.Listener, AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final LossyDisk disk;
    private final Lock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<GroupId, Long> durable = new HashMap<>();
    private @Nullable RuntimeException death;
    private TreeStore store;

    OpenTrees() throws IOException {
        this(new LossyDisk(new byte[0]));
    }

    /** Opens what the disk holds. */
    OpenTrees(LossyDisk disk) throws IOException {
        this.disk = disk;
        this.store = open();
    }

    private TreeStore open() throws IOException {
        return TreeStore.open(disk, 1, this, TimeUnit.HOURS.toMillis(1));
    }

    TreeStore store() {
        return store;
    }

    /** All that was flushed stays; what was not is lost. */
    void reopen() throws IOException {
        store.close();
        store = open();
    }

    /** What the listener heard last; 0: nothing yet. */
    long heard(GroupId group) {
        lock.lock();
        try {
            return durable.getOrDefault(group, 0L);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void durable(GroupId group, long slot) {
        lock.lock();
        try {
            durable.put(group, slot);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dead(RuntimeException cause) {
        lock.lock();
        try {
            death = cause;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void awaitDurable(GroupId group, long slot) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        lock.lock();
        try {
            while (durable.getOrDefault(group, 0L) < slot) {
                if (death != null) {
                    throw death;
                }
                left = news.awaitNanos(left);
                assertTrue(left > 0, "slot " + slot + " of " + group + " does not become durable");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
