package org.synod.linearizability.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;

/**
 * What {@code dequeue} and {@code pop} have in common: the result tells what was taken, nil that there was nothing.
 *
 * <p>A crashed one has no result. If it happened it took what there was, or found nothing: its nil is no claim, and so
 * its effect is another than that of one which returned nil.
 */
final class Takes {
    private Takes() {}

    /** Whether the operation took an element, and nobody knows which. */
    static boolean isUnknown(Operation take) {
        return take.isCrashed();
    }

    static Object effect(Operation operation, String take) {
        return operation.f().equals(take) && isUnknown(operation)
                ? List.of(take)
                : Arrays.asList(operation.f(), operation.value());
    }

    /** A take that returned nil claims that there was nothing, and leaves it so. */
    static boolean readOnly(Operation operation, String take) {
        return operation.f().equals(take) && !isUnknown(operation) && operation.value() == null;
    }

    /** Whether a take with that result may come where {@code next} is what there is to take; null for nothing. */
    static boolean agrees(Operation take, @Nullable Object next) {
        return isUnknown(take) || (next == null ? take.value() == null : next.equals(take.value()));
    }
}
