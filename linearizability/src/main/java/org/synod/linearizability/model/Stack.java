package org.synod.linearizability.model;

import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * A stack with {@code push v} and {@code pop}, which returned the newest element, or nil from an empty stack. A crashed
 * pop took whatever was on top, or nothing.
 *
 * <p>A step costs the same whatever the height.
 *
 * @param elements bottom first; none at first
 */
record Stack(Chain elements) implements Taking {
    static final Stack EMPTY = new Stack(Chain.EMPTY);

    @Override
    public Step step(Operation operation) {
        Object value = operation.value();
        return switch (operation.f()) {
            case "push" -> Step.next(new Stack(elements.plus(Shapes.element(value))));
            case "pop" -> {
                Object top = elements.last();
                if (!Taking.agrees(operation, top)) {
                    yield Step.inconsistent("can't pop " + EdnWriter.toString(value) + " from " + this);
                }
                yield Step.next(top == null ? this : new Stack(elements.withoutLast()));
            }
            default -> throw new IllegalArgumentException("a stack has no function " + operation.f());
        };
    }

    @Override
    public String take() {
        return "pop";
    }

    @Override
    public @Nullable Object next() {
        return elements.last();
    }

    @Override
    public String toString() {
        return "stack " + Shapes.shown(elements.newest(Shapes.MOST_SHOWN), elements.size(), false);
    }
}
