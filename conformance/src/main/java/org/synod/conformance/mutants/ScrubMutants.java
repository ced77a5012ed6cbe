package org.synod.conformance.mutants;

import static org.synod.conformance.mutants.Layer.SCRUB;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.OrderedStore;

/** Mistakes in the tree of one replica of three, which no trace shows and which clients see only when that one leads. */
final class ScrubMutants {

    static final List<Mutant> ALL = List.of(
            of(
                    "TreeKeepsDeleted",
                    "OrderedStore.remove",
                    "One replica's tree keeps the keys that are deleted.",
                    right -> new Wrong(right) {
                        @Override
                        public void remove(Bytes key) {}
                    }),
            of(
                    "TreeDropsWrite",
                    "OrderedStore.put",
                    "One replica's tree drops a write now and then.",
                    right -> new Wrong(right) {
                        @Override
                        public void put(Item item) {
                            if (item.version() % 16 != 0) {
                                super.put(item);
                            }
                        }
                    }),
            of(
                    "TreeRaisesVersion",
                    "OrderedStore.put",
                    "One replica's tree counts a version twice.",
                    right -> new Wrong(right) {
                        @Override
                        public void put(Item item) {
                            super.put(
                                    item.version() % 16 == 0
                                            ? new Item(item.key(), item.value(), item.version() + 1)
                                            : item);
                        }
                    }));

    private ScrubMutants() {}

    private static Mutant of(String name, String method, String fault, UnaryOperator<OrderedStore> tree) {
        return new Mutant(name, method, fault, Set.of(SCRUB), new Mutant.Subject.OfTree(tree));
    }

    /** A tree that is right where nothing else is said. */
    private abstract static class Wrong implements OrderedStore {
        private final OrderedStore right;

        Wrong(OrderedStore right) {
            this.right = right;
        }

        @Override
        public @Nullable Item get(Bytes key) {
            return right.get(key);
        }

        @Override
        public void put(Item item) {
            right.put(item);
        }

        @Override
        public void remove(Bytes key) {
            right.remove(key);
        }

        @Override
        public void visit(Bytes from, Predicate<Item> visitor) {
            right.visit(from, visitor);
        }

        @Override
        public long size() {
            return right.size();
        }
    }
}
