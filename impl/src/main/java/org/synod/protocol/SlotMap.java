package org.synod.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map from slots to values, dense behind a first slot that may be moved up. It grows by one chunk at a time: a single
 * array would have to be copied whole again and again, and the longer the log the longer everybody would wait for that.
 */
final class SlotMap<V> {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;

    /** Invariant: the first holds the slots from {@code firstChunk * CHUNK + 1} on. */
    private final List<@Nullable Object @Nullable []> chunks = new ArrayList<>();

    private long firstChunk;
    private long removedUpTo;
    private long lastSlot;

    @SuppressWarnings("unchecked") // Only put stores anything.
    @Nullable V get(long slot) {
        if (slot <= removedUpTo || slot > lastSlot) {
            return null;
        }
        long index = slot - 1;
        long at = (index >> CHUNK_BITS) - firstChunk;
        if (at >= chunks.size()) {
            return null;
        }
        Object[] chunk = chunks.get((int) at);
        return chunk == null ? null : (V) chunk[(int) index & (CHUNK - 1)];
    }

    /** Does nothing for a slot that was removed. */
    void put(long slot, V value) {
        if (slot <= removedUpTo) {
            return;
        }
        long index = slot - 1;
        int at = Math.toIntExact((index >> CHUNK_BITS) - firstChunk);
        while (chunks.size() <= at) {
            chunks.add(null);
        }
        Object[] chunk = chunks.get(at);
        if (chunk == null) {
            chunk = new Object[CHUNK];
            chunks.set(at, chunk);
        }
        chunk[(int) index & (CHUNK - 1)] = value;
        lastSlot = Math.max(lastSlot, slot);
    }

    /** Lets go of all up to the slot. */
    void removeUpTo(long slot) {
        if (slot <= removedUpTo) {
            return;
        }
        removedUpTo = slot;
        long chunk = slot >> CHUNK_BITS;
        while (firstChunk < chunk) {
            if (!chunks.isEmpty()) {
                chunks.removeFirst();
            }
            firstChunk++;
            if (chunks.isEmpty()) {
                firstChunk = chunk;
            }
        }
        lastSlot = Math.max(lastSlot, slot);
    }

    /** The highest slot that may hold a value; 0 when there is none. */
    long lastSlot() {
        return lastSlot;
    }
}
