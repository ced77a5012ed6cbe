package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * A queue with {@code enqueue v} and {@code dequeue}, which returned the oldest element, or nil from an empty queue; a
 * dequeue that failed did not happen. A crashed dequeue took whatever was first, or nothing.
 *
 * <p>Along one order of operations a step costs a constant on average: the newer elements are turned round when the
 * older ones are used up. {@code equals} compares the elements only when hashes agree.
 */
final class FifoQueue implements Taking {
    static final FifoQueue EMPTY = new FifoQueue(Chain.EMPTY, Chain.EMPTY, 0, 1);

    private static final long BASE = 0x9E37_79B9_7F4A_7C15L;
    /** {@code BASE * INVERSE == 1} in 64 bits. */
    private static final long INVERSE = inverse(BASE);

    /** The oldest element stands last. Invariant: empty only when the queue is. */
    private final Chain older;
    /** The newest element stands last. */
    private final Chain newer;
    /** The sum of each element's hash times {@code BASE} to the number of elements after it. */
    private final long hash;
    /** {@code BASE} to the number of elements. */
    private final long power;

    private FifoQueue(Chain older, Chain newer, long hash, long power) {
        this.older = older;
        this.newer = newer;
        this.hash = hash;
        this.power = power;
    }

    /** By Newton's iteration, which doubles the number of right bits; five steps from the three that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    @Override
    public Step step(Operation operation) {
        Object value = operation.value();
        return switch (operation.f()) {
            case "enqueue" -> Step.next(plus(Shapes.element(value)));
            case "dequeue" -> {
                Object first = older.last();
                if (!Taking.agrees(operation, first)) {
                    yield Step.inconsistent("can't dequeue " + EdnWriter.toString(value) + " from " + this);
                }
                yield Step.next(first == null ? this : withoutFirst(first));
            }
            default -> throw new IllegalArgumentException("a queue has no function " + operation.f());
        };
    }

    private FifoQueue plus(Object element) {
        long next = hash * BASE + element.hashCode();
        return older.size() == 0
                ? new FifoQueue(older.plus(element), newer, next, power * BASE)
                : new FifoQueue(older, newer.plus(element), next, power * BASE);
    }

    private FifoQueue withoutFirst(Object first) {
        long lower = power * INVERSE;
        long rest = hash - first.hashCode() * lower;
        if (older.size() > 1) {
            return new FifoQueue(older.withoutLast(), newer, rest, lower);
        }
        Chain turned = Chain.EMPTY;
        Chain from = newer;
        for (Object element = from.last(); element != null; element = from.last()) {
            turned = turned.plus(element);
            from = from.withoutLast();
        }
        return new FifoQueue(turned, Chain.EMPTY, rest, lower);
    }

    private int size() {
        return older.size() + newer.size();
    }

    /** The elements, oldest first. */
    List<Object> all() {
        return oldest(size());
    }

    private List<Object> oldest(int most) {
        List<Object> elements =
                new ArrayList<>(older.newest(Math.min(most, older.size())).reversed());
        if (elements.size() < most) {
            List<Object> others = newer.newest(newer.size());
            elements.addAll(others.subList(0, Math.min(others.size(), most - elements.size())));
        }
        return elements;
    }

    @Override
    public String take() {
        return "dequeue";
    }

    @Override
    public @Nullable Object next() {
        return older.last();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        if (!(object instanceof FifoQueue other) || hash != other.hash || size() != other.size()) {
            return false;
        }
        return (older.equals(other.older) && newer.equals(other.newer)) || Objects.equals(all(), other.all());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    @Override
    public String toString() {
        return "queue " + Shapes.shown(oldest(Math.min(size(), Shapes.MOST_SHOWN)), size(), true);
    }
}
