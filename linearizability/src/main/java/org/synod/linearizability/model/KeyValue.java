package org.synod.linearizability.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * One key of a key-value store; keys are independent, so each is judged alone.
 *
 * <p>{@code put v}, {@code get} that returned v, {@code delete}, {@code cas [old new]}, whose result may be {@code [old
 * new swapped]}. Nil is an absent key and is judged like any value: unlike in {@link Register}, a get of nil is a claim.
 * A cas that came back with {@code swapped} false is a claim as well: the value was not {@code old}. Without that flag an
 * {@code ok} did swap; a crashed cas swaps if it can, and one that does not has no effect and need not be placed.
 *
 * @param value what the key holds; null while it is absent
 */
public record KeyValue(@Nullable Object value) implements Answering {

    @Override
    public Step step(Operation operation) {
        Object argument = operation.value();
        return switch (operation.f()) {
            case "get" ->
                Objects.equals(argument, value)
                        ? Step.next(this)
                        : Step.inconsistent("can't get " + EdnWriter.toString(argument) + " from " + this);
            case "put" -> Step.next(new KeyValue(argument));
            case "delete" -> Step.next(new KeyValue(null));
            case "cas" -> cas(operation);
            default -> throw new IllegalArgumentException("a key-value store has no function " + operation.f());
        };
    }

    private Step cas(Operation operation) {
        List<?> parts = parts(operation);
        boolean matches = Objects.equals(parts.get(0), value);
        if (swapped(parts)) {
            return matches
                    ? Step.next(new KeyValue(parts.get(1)))
                    : Step.inconsistent("can't cas " + EdnWriter.toString(parts.get(0)) + " to "
                            + EdnWriter.toString(parts.get(1)) + " in " + this);
        }
        return matches
                ? Step.inconsistent("can't refuse a cas from " + EdnWriter.toString(parts.get(0)) + " in " + this)
                : Step.next(this);
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return switch (f) {
            case "get" -> value;
            case "cas" -> {
                List<?> oldAndNew = Shapes.pair(argument);
                yield Arrays.asList(oldAndNew.get(0), oldAndNew.get(1), Objects.equals(oldAndNew.get(0), value));
            }
            default -> argument;
        };
    }

    private static List<?> parts(Operation operation) {
        if (operation.value() instanceof List<?> list && list.size() >= 2) {
            return list;
        }
        throw new IllegalArgumentException("no cas: " + operation.value());
    }

    private static boolean swapped(List<?> parts) {
        return parts.size() == 2 || Boolean.TRUE.equals(parts.get(2));
    }

    @Override
    public boolean readOnly(Operation operation) {
        if (operation.f().equals("cas")) {
            List<?> parts = parts(operation);
            return !swapped(parts) || Objects.equals(parts.get(0), parts.get(1));
        }
        return operation.f().equals("get");
    }

    @Override
    public @Nullable Access access(Operation operation) {
        return switch (operation.f()) {
            case "get" -> new Access(Access.Kind.READ, operation.value());
            case "put" -> new Access(Access.Kind.WRITE, operation.value());
            default -> null;
        };
    }

    @Override
    public String toString() {
        return value == null ? "absent key" : "key with " + EdnWriter.toString(value);
    }
}
