package org.synod.linearizability.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * One register with {@code read}, {@code write} and {@code cas [old new]}, as Knossos has it: a read that returned nil
 * did not learn the value and is legal in every state; {@code cas} that came back {@code ok} did swap.
 *
 * @param value what the register holds; null at first
 */
public record Register(@Nullable Object value) implements Answering {

    @Override
    public Step step(Operation operation) {
        Object argument = operation.value();
        return switch (operation.f()) {
            case "read" ->
                argument == null || argument.equals(value)
                        ? Step.next(this)
                        : Step.inconsistent("can't read " + EdnWriter.toString(argument) + " from " + this);
            case "write" -> Step.next(new Register(argument));
            case "cas" -> cas(Shapes.pair(argument));
            default -> throw new IllegalArgumentException("a register has no function " + operation.f());
        };
    }

    private Step cas(List<?> oldAndNew) {
        if (Objects.equals(oldAndNew.get(0), value)) {
            return Step.next(new Register(oldAndNew.get(1)));
        }
        return Step.inconsistent("can't cas " + EdnWriter.toString(oldAndNew.get(0)) + " to "
                + EdnWriter.toString(oldAndNew.get(1)) + " in " + this);
    }

    @Override
    public boolean readOnly(Operation operation) {
        if (operation.f().equals("cas")) {
            List<?> oldAndNew = Shapes.pair(operation.value());
            return Objects.equals(oldAndNew.get(0), oldAndNew.get(1));
        }
        return operation.f().equals("read");
    }

    @Override
    public @Nullable Access access(Operation operation) {
        Object argument = operation.value();
        return switch (operation.f()) {
            case "write" -> new Access(Access.Kind.WRITE, argument);
            case "read" -> new Access(argument == null ? Access.Kind.NOTHING : Access.Kind.READ, argument);
            default -> null;
        };
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return f.equals("read") ? value : argument;
    }

    @Override
    public String toString() {
        return "register " + EdnWriter.toString(value);
    }
}
