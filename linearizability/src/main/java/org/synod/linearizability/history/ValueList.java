package org.synod.linearizability.history;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list that was read from a file: it cannot change, and may hold nil. A history has millions of them. */
final class ValueList extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] items;

    /** Keeps the array. */
    ValueList(@Nullable Object[] items) {
        this.items = items;
    }

    @Override
    public @Nullable Object get(int at) {
        return items[at];
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public @Nullable Object[] toArray() {
        return Arrays.copyOf(items, items.length, Object[].class);
    }

    /** As {@link List#equals} says, without an iterator. */
    @Override
    public boolean equals(@Nullable Object object) {
        if (object instanceof ValueList other) {
            return Arrays.equals(items, other.items);
        }
        if (!(object instanceof List<?> list) || list.size() != items.length) {
            return false;
        }
        int at = 0;
        for (Object item : list) {
            if (!Objects.equals(items[at++], item)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }
}
