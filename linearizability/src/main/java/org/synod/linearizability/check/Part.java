package org.synod.linearizability.check;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

/**
 * One object with its operations. Linearizability is local (Herlihy & Wing 1990, theorem 1): a history is linearizable
 * exactly when it is for each object alone.
 *
 * @param key the object; null when the history has only one
 * @param initial its state before the first operation
 * @param operations those that happened or may have happened, in the order of invocation
 */
public record Part(@Nullable Object key, Model initial, List<Operation> operations) {
    /** Guards the list. */
    public Part {
        operations = Collections.unmodifiableList(operations);
    }
}
