package org.synod.linearizability.model;

import org.jspecify.annotations.Nullable;

/** A model that can say what a correct object returns; what generated histories are made from. */
interface Answering extends Model {
    /**
     * The value with which a correct object completes an operation in this state: what {@link #step} then accepts,
     * unless the object has to refuse the operation.
     */
    @Nullable Object answer(String f, @Nullable Object argument);
}
