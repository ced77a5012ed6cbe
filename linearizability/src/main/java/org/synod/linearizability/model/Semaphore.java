package org.synod.linearizability.model;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;

/**
 * A number of permits with {@code acquire n} and {@code release n}; nil is one permit. Who releases is not asked, but
 * nobody can release what is not held.
 *
 * @param permits how many there are in all
 * @param held how many of them are held; none at first
 */
public record Semaphore(int permits, int held) implements Answering {
    /** What {@code semaphore} means without a number: the fewest that make it no mutex. */
    public static final int DEFAULT_PERMITS = 2;

    /** Checks that there are permits, and not more held than there are. */
    public Semaphore {
        if (permits < 1 || held < 0 || held > permits) {
            throw new IllegalArgumentException("no semaphore: " + held + " of " + permits + " permits held");
        }
    }

    @Override
    public Step step(Operation operation) {
        BigInteger wanted = wanted(operation);
        return switch (operation.f()) {
            case "acquire" ->
                wanted.compareTo(BigInteger.valueOf(permits - held)) <= 0
                        ? Step.next(new Semaphore(permits, held + wanted.intValueExact()))
                        : Step.inconsistent("can't acquire " + wanted + " from " + this);
            case "release" ->
                wanted.compareTo(BigInteger.valueOf(held)) <= 0
                        ? Step.next(new Semaphore(permits, held - wanted.intValueExact()))
                        : Step.inconsistent("can't release " + wanted + " to " + this);
            default -> throw new IllegalArgumentException("a semaphore has no function " + operation.f());
        };
    }

    private static BigInteger wanted(Operation operation) {
        Object value = operation.value();
        return value == null ? BigInteger.ONE : Shapes.integer(value);
    }

    @Override
    public Object effect(Operation operation) {
        return operation.f() + " " + wanted(operation);
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return argument;
    }

    @Override
    public String toString() {
        return "semaphore with " + held + " of " + permits + " permits held";
    }
}
