package org.synod.linearizability.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * A list with {@code append v} and {@code read}, which returned the whole list, {@code []} when it was empty. A read that
 * returned nil did not learn the list and is legal in every state.
 *
 * <p>An append costs the same whatever the length, a read the length if that is right, and a constant if not.
 *
 * @param elements none at first
 */
record AppendList(Chain elements) implements Answering {
    static final AppendList EMPTY = new AppendList(Chain.EMPTY);

    @Override
    public Step step(Operation operation) {
        Object value = operation.value();
        return switch (operation.f()) {
            case "append" -> Step.next(new AppendList(elements.plus(Shapes.element(value))));
            case "read" ->
                value == null || elements.holds((List<?>) value)
                        ? Step.next(this)
                        : Step.inconsistent("can't read "
                                + (((List<?>) value).size() <= Shapes.MOST_SHOWN
                                        ? EdnWriter.toString(value)
                                        : "another list of " + ((List<?>) value).size())
                                + " from " + this);
            default -> throw new IllegalArgumentException("a list has no function " + operation.f());
        };
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("read");
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return f.equals("read") ? elements.newest(elements.size()) : argument;
    }

    @Override
    public String toString() {
        return "list " + Shapes.shown(elements.newest(Shapes.MOST_SHOWN), elements.size(), false);
    }
}
