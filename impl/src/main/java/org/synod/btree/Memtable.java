package org.synod.btree;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/** What changed since some slot, in memory. Written by one thread; once frozen, read by any. */
final class Memtable {

    /** What became of a key; no item: it was taken away. */
    record Change(Bytes key, @Nullable Item item) {}

    /** About what a change takes besides its bytes. */
    private static final long OVERHEAD = 160;

    private final NavigableMap<Bytes, Change> changes = new TreeMap<>();
    private long bytes;

    void put(Change change) {
        bytes += size(change);
        Change before = changes.put(change.key(), change);
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
        return changes.tailMap(key, true).values();
    }

    /** All changes, by key. */
    Map<Bytes, Change> all() {
        return changes;
    }

    long bytes() {
        return bytes;
    }
}
