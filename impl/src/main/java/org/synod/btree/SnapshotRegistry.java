package org.synod.btree;

import java.util.Map;
import java.util.Set;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;

/**
 * Which commits somebody still reads. Every read of a tree, long or short, holds a {@link Pin}: MVStore keeps the pages of
 * the commit that it is of, whatever is written, compacted or removed meanwhile. Thread-safe.
 */
final class SnapshotRegistry {

    /** A commit that stays until the pin is closed. Counted by the registry. */
    final class Pin implements AutoCloseable {
        private final MVStore.TxCounter usage;
        private final Map<GroupId, Base> bases;
        /** Invariant: not negative; the latest commit's has one for the registry itself. Guarded by the registry. */
        private int holders = 1;

        private Pin(MVStore.TxCounter usage, Map<GroupId, Base> bases) {
            this.usage = usage;
            this.bases = bases;
        }

        /** The group's tree; null: it has none. */
        @Nullable Base base(GroupId group) {
            return bases.get(group);
        }

        /** The groups that have a tree. */
        Set<GroupId> groups() {
            return bases.keySet();
        }

        @Override
        public void close() {
            release(this);
        }
    }

    private final MVStore store;
    private Pin latest;
    private int pins = 1;

    /** @param store with a commit that holds no tree */
    SnapshotRegistry(MVStore store) {
        this.store = store;
        this.latest = new Pin(store.registerVersionUsage(), Map.of());
    }

    /**
     * Makes a commit the latest one. On the thread that writes, between the commit and the next change.
     *
     * @param bases opened since the commit
     */
    void publish(Map<GroupId, Base> bases) {
        Pin next = new Pin(store.registerVersionUsage(), Map.copyOf(bases));
        Pin before;
        synchronized (this) {
            before = latest;
            latest = next;
            pins++;
        }
        release(before);
    }

    /** The latest commit. */
    synchronized Pin acquire() {
        latest.holders++;
        return latest;
    }

    private void release(Pin pin) {
        boolean unused;
        synchronized (this) {
            if (pin.holders == 0) {
                throw new IllegalStateException("a pin is closed once");
            }
            pin.holders--;
            unused = pin.holders == 0;
            if (unused) {
                pins--;
            }
        }
        if (unused) {
            store.deregisterVersionUsage(pin.usage);
        }
    }

    /** How many commits are kept, the latest one included. */
    synchronized int pins() {
        return pins;
    }
}
