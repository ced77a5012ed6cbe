package org.synod.linearizability.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable collection that counts its elements. To add, to remove and to look up cost the logarithm of the number of
 * different elements; versions share what they have in common.
 *
 * <p>It is a binary tree that branches by the bits of the elements' hashes, as deep as it takes to part them, so equal
 * collections have equal trees, however they came about: {@code equals} skips what is shared. Elements of equal hashes
 * share a leaf.
 */
final class Bag {
    static final Bag EMPTY = new Bag(null, 0);

    private final @Nullable Node root;
    private final int size;

    private Bag(@Nullable Node root, int size) {
        this.root = root;
        this.size = size;
    }

    private sealed interface Node {
        int hash();
    }

    private record Leaf(int path, Map<Object, Integer> counts) implements Node {
        @Override
        public int hash() {
            return path * 31 + counts.hashCode();
        }
    }

    /** Exactly one of the branches may be missing, when the elements are parted only by later bits. */
    private record Fork(@Nullable Node zero, @Nullable Node one, int hash) implements Node {
        static Fork of(@Nullable Node zero, @Nullable Node one) {
            return new Fork(zero, one, (zero == null ? 7 : zero.hash()) * 31 + (one == null ? 5 : one.hash()));
        }

        @Nullable Node branch(int bit) {
            return bit == 0 ? zero : one;
        }

        Fork with(int bit, @Nullable Node branch) {
            return bit == 0 ? of(branch, one) : of(zero, branch);
        }

        /** The hash was made once; equal forks are compared branch by branch, and shared ones not at all. */
        @Override
        public boolean equals(@Nullable Object object) {
            return object == this
                    || (object instanceof Fork other
                            && hash == other.hash
                            && Objects.equals(zero, other.zero)
                            && Objects.equals(one, other.one));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** How many elements there are, each as often as it was added. */
    int size() {
        return size;
    }

    int count(Object element) {
        int path = path(element);
        Node at = root;
        int depth = 0;
        while (at instanceof Fork fork) {
            at = fork.branch(bit(path, depth++));
        }
        return at instanceof Leaf leaf ? leaf.counts().getOrDefault(element, 0) : 0;
    }

    Bag plus(Object element) {
        return new Bag(plus(root, element, path(element), 0), size + 1);
    }

    /** The collection with one of the element less, of which there is at least one. */
    Bag minus(Object element) {
        if (root == null || count(element) == 0) {
            throw new IllegalArgumentException("there is no " + element);
        }
        return new Bag(minus(root, element, path(element), 0), size - 1);
    }

    /** Some element, the same in equal collections that have no two elements of equal hash; null when there is none. */
    @Nullable Object any() {
        Node at = root;
        while (at instanceof Fork fork) {
            at = fork.zero() == null ? fork.one() : fork.zero();
        }
        return at instanceof Leaf leaf ? leaf.counts().keySet().iterator().next() : null;
    }

    void forEach(BiConsumer<Object, Integer> reader) {
        forEach(root, reader);
    }

    private static void forEach(@Nullable Node at, BiConsumer<Object, Integer> reader) {
        if (at instanceof Leaf leaf) {
            leaf.counts().forEach(reader);
        } else if (at instanceof Fork fork) {
            forEach(fork.zero(), reader);
            forEach(fork.one(), reader);
        }
    }

    private static Node plus(@Nullable Node at, Object element, int path, int depth) {
        if (at instanceof Fork fork) {
            int bit = bit(path, depth);
            return fork.with(bit, plus(fork.branch(bit), element, path, depth + 1));
        }
        if (at instanceof Leaf leaf) {
            if (leaf.path() == path) {
                return change(leaf, element, 1);
            }
            // Two hashes that differ are parted at the first bit in which they do.
            Fork fork = bit(leaf.path(), depth) == 0 ? Fork.of(leaf, null) : Fork.of(null, leaf);
            return plus(fork, element, path, depth);
        }
        return new Leaf(path, Map.of(element, 1));
    }

    private static @Nullable Node minus(Node at, Object element, int path, int depth) {
        if (at instanceof Leaf leaf) {
            Leaf less = change(leaf, element, -1);
            return less.counts().isEmpty() ? null : less;
        }
        Fork fork = (Fork) at;
        int bit = bit(path, depth);
        Node branch = Objects.requireNonNull(fork.branch(bit));
        Fork next = fork.with(bit, minus(branch, element, path, depth + 1));
        // A leaf that is alone again moves up, so that the tree is what its elements make it.
        if (next.zero() == null && !(next.one() instanceof Fork)) {
            return next.one();
        }
        return next.one() == null && !(next.zero() instanceof Fork) ? next.zero() : next;
    }

    private static Leaf change(Leaf leaf, Object element, int by) {
        Map<Object, Integer> counts = new LinkedHashMap<>(leaf.counts());
        counts.merge(element, by, Integer::sum);
        counts.values().removeIf(count -> count == 0);
        return new Leaf(leaf.path(), counts);
    }

    private static int path(Object element) {
        int mixed = element.hashCode() * 0x9E37_79B9;
        return mixed ^ (mixed >>> 16);
    }

    private static int bit(int path, int depth) {
        return (path >>> depth) & 1;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Bag other && size == other.size && Objects.equals(root, other.root);
    }

    @Override
    public int hashCode() {
        return root == null ? 0 : root.hash();
    }
}
