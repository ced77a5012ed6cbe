package org.synod.btree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Item;

/** Several ordered sources seen as one: of a key that several know, the newest source tells. */
final class Merge {

    /** The base as a source: everything in it is there. */
    record OfBase(Iterator<Item> items) implements Iterator<Memtable.Change> {
        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public Memtable.Change next() {
            Item item = items.next();
            return new Memtable.Change(item.key(), item);
        }
    }

    private final List<Iterator<Memtable.Change>> newestFirst;

    /** The next change of each source; null: it has no more. */
    private final List<Memtable.@Nullable Change> heads = new ArrayList<>();

    Merge(List<Iterator<Memtable.Change>> newestFirst) {
        this.newestFirst = newestFirst;
        for (Iterator<Memtable.Change> source : newestFirst) {
            heads.add(next(source));
        }
    }

    private static Memtable.@Nullable Change next(Iterator<Memtable.Change> source) {
        return source.hasNext() ? source.next() : null;
    }

    /** Shows the items in order until there are no more or the visitor returns false. */
    void visit(Predicate<Item> visitor) {
        Memtable.Change least = takeLeast();
        while (least != null) {
            Item item = least.item();
            if (item != null && !visitor.test(item)) {
                return;
            }
            least = takeLeast();
        }
    }

    private Memtable.@Nullable Change takeLeast() {
        Memtable.Change least = null;
        for (Memtable.Change head : heads) {
            if (head != null && (least == null || head.key().compareTo(least.key()) < 0)) {
                least = head;
            }
        }
        for (int i = 0; least != null && i < heads.size(); i++) {
            Memtable.Change head = heads.get(i);
            if (head != null && head.key().equals(least.key())) {
                heads.set(i, next(newestFirst.get(i)));
            }
        }
        return least;
    }
}
