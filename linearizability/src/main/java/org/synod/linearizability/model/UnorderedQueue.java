package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * A queue that keeps no order: {@code enqueue v}, and {@code dequeue}, which returned some element, or nil from an empty
 * queue; a dequeue that failed did not happen.
 *
 * <p>A crashed dequeue took some element, or nothing, and a step leads to one state only. Here it takes a certain
 * element, and no answer is lost by that: that an element is gone helps nothing but a dequeue that found the queue empty,
 * and a crashed dequeue may come as late as one likes. So those that are needed may all stand right before such a
 * dequeue, where together they take all that is left, and which of them takes what is no matter.
 *
 * <p>A step costs the logarithm of the number of different elements.
 *
 * @param elements none at first
 */
record UnorderedQueue(Bag elements) implements Taking {
    static final UnorderedQueue EMPTY = new UnorderedQueue(Bag.EMPTY);

    @Override
    public Step step(Operation operation) {
        Object value = operation.value();
        return switch (operation.f()) {
            case "enqueue" -> Step.next(new UnorderedQueue(elements.plus(Shapes.element(value))));
            case "dequeue" -> {
                boolean known = value != null && !Taking.isUnknown(operation);
                Object taken = known && elements.count(Shapes.element(value)) > 0 ? value : elements.any();
                if (!Taking.agrees(operation, taken)) {
                    yield Step.inconsistent("can't dequeue " + EdnWriter.toString(value) + " from " + this);
                }
                yield Step.next(taken == null ? this : new UnorderedQueue(elements.minus(taken)));
            }
            default -> throw new IllegalArgumentException("a queue has no function " + operation.f());
        };
    }

    @Override
    public String take() {
        return "dequeue";
    }

    @Override
    public @Nullable Object next() {
        return elements.any();
    }

    @Override
    public String toString() {
        List<Object> shown = new ArrayList<>();
        elements.forEach((element, count) -> {
            for (int i = 0; i < count && shown.size() < Shapes.MOST_SHOWN; i++) {
                shown.add(element);
            }
        });
        return "queue of " + Shapes.shown(shown, elements.size(), true);
    }
}
