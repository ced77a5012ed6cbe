package org.synod.statemachine;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where keys are, apart from what operations do with them. Ordered by unsigned bytes. One thread only. */
public interface OrderedStore {

    /** What a key holds; null: it is not there. */
    @Nullable Item get(Bytes key);

    /** Puts a key in place of what it held. */
    void put(Item item);

    /** Takes a key away, if it is there. */
    void remove(Bytes key);

    /**
     * Shows the items in order until there are no more or the visitor returns false. The visitor must not change the store.
     *
     * @param from the first key, if it is there
     */
    void visit(Bytes from, Predicate<Item> visitor);

    /** How many keys there are. */
    long size();
}
