package org.synod.linearizability.model;

import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;

/**
 * A lock with {@code acquire} and {@code release}; values do not count.
 *
 * @param held whether somebody holds it; free at first
 */
public record Mutex(boolean held) implements Answering {

    @Override
    public Step step(Operation operation) {
        return switch (operation.f()) {
            case "acquire" -> held ? Step.inconsistent("can't acquire a held mutex") : Step.next(new Mutex(true));
            case "release" -> held ? Step.next(new Mutex(false)) : Step.inconsistent("can't release a free mutex");
            default -> throw new IllegalArgumentException("a mutex has no function " + operation.f());
        };
    }

    @Override
    public Object effect(Operation operation) {
        return operation.f();
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return argument;
    }

    @Override
    public String toString() {
        return held ? "held mutex" : "free mutex";
    }
}
