package org.synod.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map from slots to values, dense from slot 1. It grows by one chunk at a time: a single array would have to be copied
 * whole again and again, and the longer the log the longer everybody would wait for that.
 */
final class SlotMap<V> {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final List<@Nullable Object[]> chunks = new ArrayList<>();
    private long lastSlot;

    @SuppressWarnings("unchecked") // Only put stores anything.
    @Nullable V get(long slot) {
        if (slot < 1 || slot > lastSlot) {
            return null;
        }
        long index = slot - 1;
        return (V) chunks.get((int) (index >> CHUNK_BITS))[(int) index & (CHUNK - 1)];
    }

    void put(long slot, V value) {
        long index = slot - 1;
        int chunk = Math.toIntExact(index >> CHUNK_BITS);
        while (chunks.size() <= chunk) {
            chunks.add(new Object[CHUNK]);
        }
        chunks.get(chunk)[(int) index & (CHUNK - 1)] = value;
        lastSlot = Math.max(lastSlot, slot);
    }

    /** The highest slot that may hold a value; 0 when there is none. */
    long lastSlot() {
        return lastSlot;
    }
}
