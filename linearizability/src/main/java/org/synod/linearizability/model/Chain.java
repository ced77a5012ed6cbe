package org.synod.linearizability.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list that grows and shrinks at its end, in constant time and space: versions share what they have in
 * common.
 *
 * <p>{@code hashCode} is constant; {@code equals} walks back to the first element that both share.
 */
final class Chain {
    static final Chain EMPTY = new Chain(null, null, 0, 1);

    private final @Nullable Object last;
    private final @Nullable Chain before;
    private final int size;
    private final int hash;

    private Chain(@Nullable Object last, @Nullable Chain before, int size, int hash) {
        this.last = last;
        this.before = before;
        this.size = size;
        this.hash = hash;
    }

    int size() {
        return size;
    }

    Chain plus(Object element) {
        return new Chain(element, this, size + 1, 31 * hash + element.hashCode());
    }

    /** The last element; null when there is none. */
    @Nullable Object last() {
        return last;
    }

    /** The list without its last element. */
    Chain withoutLast() {
        if (before == null) {
            throw new NoSuchElementException("the list is empty");
        }
        return before;
    }

    /** Whether these are the elements, in their order. */
    boolean holds(List<?> elements) {
        if (elements.size() != size) {
            return false;
        }
        Chain at = this;
        for (int i = size - 1; i >= 0; i--) {
            if (!Objects.equals(at.last, elements.get(i))) {
                return false;
            }
            at = at.withoutLast();
        }
        return true;
    }

    /** The elements from the last one back to the first of the wanted number of them, in the order of the list. */
    List<Object> newest(int most) {
        Deque<Object> elements = new ArrayDeque<>();
        for (Chain at = this; at.last != null && elements.size() < most; at = at.withoutLast()) {
            elements.addFirst(at.last);
        }
        return List.copyOf(elements);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        if (!(object instanceof Chain other) || size != other.size || hash != other.hash) {
            return false;
        }
        Chain mine = this;
        Chain theirs = other;
        while (mine != theirs) {
            if (!Objects.equals(mine.last, theirs.last)) {
                return false;
            }
            mine = mine.withoutLast();
            theirs = theirs.withoutLast();
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
