package org.synod.linearizability.model;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * A counter with {@code add n}, where n may be negative, and {@code read}; a read that returned nil did not learn the
 * value and is legal in every state.
 *
 * @param value 0 at first
 */
record Counter(BigInteger value) implements Answering {
    @Override
    public Step step(Operation operation) {
        Object argument = operation.value();
        return switch (operation.f()) {
            case "add" -> Step.next(new Counter(value.add(Shapes.integer(argument))));
            case "read" ->
                argument == null || Shapes.integer(argument).equals(value)
                        ? Step.next(this)
                        : Step.inconsistent("can't read " + EdnWriter.toString(argument) + " from " + this);
            default -> throw new IllegalArgumentException("a counter has no function " + operation.f());
        };
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("read") || Shapes.integer(operation.value()).signum() == 0;
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return f.equals("read") ? States.number(value) : argument;
    }

    @Override
    public String toString() {
        return "counter " + value;
    }
}
