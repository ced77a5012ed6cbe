package org.synod.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map from slots to values, dense from slot 1: an array that grows. */
final class SlotMap<V> {

    private final List<@Nullable V> values = new ArrayList<>();

    @Nullable V get(long slot) {
        return slot >= 1 && slot <= values.size() ? values.get(Math.toIntExact(slot - 1)) : null;
    }

    void put(long slot, V value) {
        int index = Math.toIntExact(slot - 1);
        while (values.size() <= index) {
            values.add(null);
        }
        values.set(index, value);
    }

    /** The highest slot that may hold a value; 0 when there is none. */
    long lastSlot() {
        return values.size();
    }
}
