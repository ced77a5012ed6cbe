package org.synod.statemachine;

import org.jspecify.annotations.Nullable;

/** Executes operations in the order of their slots. Operations and results are opaque bytes to all but its clients. */
public interface StateMachine {

    /** Why an operation can never be executed, as one sentence; null when it can. */
    @Nullable String refusal(byte[] operation);

    /** Whether an operation changes nothing, so that its result need not be kept for a repetition. */
    boolean isRead(byte[] operation);

    /**
     * Executes one operation, whatever its bytes: one that makes no sense has a result too.
     *
     * @param slot where the log has it
     */
    byte[] apply(long slot, byte[] operation);

    /** Answers an operation that reads, from the present state. */
    byte[] read(byte[] operation);
}
