package org.synod.scrub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;

/**
 * The last snapshots of each group, so that two nodes have one at the same slot though one is a little ahead; and those that
 * are in use. Any thread.
 */
final class Shelf {

    /** Of each group. */
    private static final int KEPT = 2;

    private final TreeStore store;

    /** Oldest first. */
    private final Map<GroupId, Deque<TreeSnapshot>> kept = new HashMap<>();

    /** Once for each use. */
    private final List<TreeSnapshot> used = new ArrayList<>();

    private boolean closed;

    Shelf(TreeStore store) {
        this.store = store;
    }

    /** Takes the newest snapshot. Does not touch the disk. */
    synchronized void flushed(GroupId group) {
        TreeSnapshot newest = closed ? null : store.snapshot(group);
        if (newest == null) {
            return;
        }
        Deque<TreeSnapshot> all = kept.computeIfAbsent(group, unused -> new ArrayDeque<>());
        if (!all.isEmpty() && all.getLast().slot() >= newest.slot()) {
            if (all.getLast().slot() == newest.slot()) {
                newest.close();
                return;
            }
            // The tree was replaced by an older one.
            all.forEach(this::drop);
            all.clear();
        }
        all.addLast(newest);
        if (all.size() > KEPT) {
            drop(all.removeFirst());
        }
    }

    private void drop(TreeSnapshot snapshot) {
        if (!used.contains(snapshot)) {
            snapshot.close();
        }
    }

    /** Forgets what was kept, and takes the newest, if there is one. */
    synchronized void replaced(GroupId group) {
        Deque<TreeSnapshot> all = kept.remove(group);
        if (all != null) {
            all.forEach(this::drop);
        }
        flushed(group);
    }

    synchronized boolean has(GroupId group, long slot) {
        return kept.getOrDefault(group, new ArrayDeque<>()).stream().anyMatch(one -> one.slot() == slot);
    }

    /** The newest slot; 0: there is none. */
    synchronized long newest(GroupId group) {
        Deque<TreeSnapshot> all = kept.get(group);
        return all == null || all.isEmpty() ? 0 : all.getLast().slot();
    }

    /** The snapshot at that slot, to be given back; null: there is none any more, or not yet. */
    synchronized @Nullable TreeSnapshot borrow(GroupId group, long slot) {
        for (TreeSnapshot one : kept.getOrDefault(group, new ArrayDeque<>())) {
            if (one.slot() == slot) {
                used.add(one);
                return one;
            }
        }
        return null;
    }

    synchronized void giveBack(TreeSnapshot snapshot) {
        used.remove(snapshot);
        Deque<TreeSnapshot> all = kept.get(snapshot.group());
        if (all == null || !all.contains(snapshot)) {
            drop(snapshot);
        }
    }

    /** What is in use is closed when it is given back. */
    synchronized void close() {
        closed = true;
        for (Iterator<Deque<TreeSnapshot>> groups = kept.values().iterator(); groups.hasNext(); ) {
            groups.next().forEach(this::drop);
            groups.remove();
        }
    }
}
