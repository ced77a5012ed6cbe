package org.synod.btree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/**
 * What changed since some slot, in memory. Written, and looked up, by one thread; once frozen, any may ask for all of it.
 *
 * <p>It has an order only from the first time that somebody asks for that: most tables are written and never scanned, and
 * to find a place in an order takes several times as long.
 */
final class Memtable {

    /** What became of a key; no item: it was taken away. */
    record Change(Bytes key, @Nullable Item item) {}

    /** About what a change takes besides its bytes. */
    private static final long OVERHEAD = 160;

    private final Map<Bytes, Change> changes = new HashMap<>();
    private @Nullable NavigableMap<Bytes, Change> ordered;
    private long bytes;

    void put(Change change) {
        bytes += size(change);
        Change before = changes.put(change.key(), change);
        if (ordered != null) {
            ordered.put(change.key(), change);
        }
        if (before != null) {
            bytes -= size(before);
        }
    }

    private static long size(Change change) {
        Item item = change.item();
        return OVERHEAD
                + change.key().length()
                + (item == null ? 0 : item.value().length());
    }

    @Nullable Change get(Bytes key) {
        return changes.get(key);
    }

    /** All changes from a key on, in order. */
    Iterable<Change> from(Bytes key) {
        NavigableMap<Bytes, Change> present = ordered;
        if (present == null) {
            present = new TreeMap<>(changes);
            ordered = present;
        }
        return present.tailMap(key, true).values();
    }

    /** All changes, by key. */
    Map<Bytes, Change> all() {
        return changes;
    }

    /** All changes in order: that of the disk. */
    List<Change> sorted() {
        List<Change> all = new ArrayList<>(changes.values());
        all.sort(Comparator.comparing(Change::key));
        return all;
    }

    long bytes() {
        return bytes;
    }
}
