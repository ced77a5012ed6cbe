package org.synod.linearizability.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;

/**
 * A model of which elements are taken; what {@code dequeue} and {@code pop} have in common: the result tells what was taken, nil that there was nothing.
 *
 * <p>A crashed one has no result. If it happened it took what there was, or found nothing: its nil is no claim, and so
 * its effect is another than that of one which returned nil.
 */
interface Taking extends Answering {

    /** The name of the operation that takes: {@code dequeue} or {@code pop}. */
    String take();

    /** What there is to take; null for nothing. */
    @Nullable Object next();

    /** Whether the operation took an element, and nobody knows which. */
    static boolean isUnknown(Operation take) {
        return take.isCrashed();
    }

    /** Whether a take with that result may come where {@code next} is what there is to take; null for nothing. */
    static boolean agrees(Operation take, @Nullable Object next) {
        return isUnknown(take) || (next == null ? take.value() == null : next.equals(take.value()));
    }

    @Override
    default Object effect(Operation operation) {
        return operation.f().equals(take()) && isUnknown(operation)
                ? List.of(take())
                : new Effect(operation.f(), operation.value());
    }

    /** A take that returned nil claims that there was nothing, and leaves it so. */
    @Override
    default boolean readOnly(Operation operation) {
        return operation.f().equals(take()) && !isUnknown(operation) && operation.value() == null;
    }

    @Override
    default @Nullable Object answer(String f, @Nullable Object argument) {
        return f.equals(take()) ? next() : argument;
    }
}
