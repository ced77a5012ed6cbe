package org.synod.linearizability.model;

import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;

/**
 * A state of a sequential object. States are immutable and equal when no future can tell them apart; {@code toString} is
 * what an explanation shows.
 */
public interface Model {

    /** What the operation, with the value that it returned, does to this state. */
    Step step(Operation operation);

    /**
     * Two operations with equal effects get the same answer from {@link #step} in every state. The search takes them for
     * interchangeable, so a model that looks at more than function and value must say so here.
     */
    default Object effect(Operation operation) {
        return new Effect(operation.f(), operation.value());
    }

    /**
     * Whether the operation only looks. If it does, it may be left out when it crashed, and in every state that can
     * follow one which it left unchanged, it leaves the state unchanged again or is refused.
     */
    default boolean readOnly(Operation operation) {
        return false;
    }

    /**
     * Where the model is a plain register for this operation: what it reads or writes. Lets the checker decide histories
     * of distinct values without a search; null when in doubt.
     */
    default @Nullable Access access(Operation operation) {
        return null;
    }

    /**
     * A read or a blind write of one register.
     *
     * @param kind which of them
     * @param value what is written, or what the read returned
     */
    record Access(Kind kind, @Nullable Object value) {
        /** What an operation does to a register. */
        public enum Kind {
            /** It sets the value whatever was there. */
            WRITE,
            /** It is legal exactly when the value is there. */
            READ,
            /** It is legal everywhere and changes nothing. */
            NOTHING
        }
    }
}
