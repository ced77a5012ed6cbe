package org.synod.statemachine;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keys in memory, lost with the process: for simulation, tests, and replicas that keep the whole log. */
public final class MemoryStore implements OrderedStore {
    private final NavigableMap<Bytes, Item> items = new TreeMap<>();

    @Override
    public @Nullable Item get(Bytes key) {
        return items.get(key);
    }

    @Override
    public void put(Item item) {
        items.put(item.key(), item);
    }

    @Override
    public void remove(Bytes key) {
        items.remove(key);
    }

    @Override
    public void visit(Bytes from, Predicate<Item> visitor) {
        for (Item item : items.tailMap(from, true).values()) {
            if (!visitor.test(item)) {
                return;
            }
        }
    }

    @Override
    public long size() {
        return items.size();
    }
}
