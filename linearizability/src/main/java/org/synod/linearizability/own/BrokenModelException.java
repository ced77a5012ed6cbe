package org.synod.linearizability.own;

import org.jspecify.annotations.Nullable;

/** A model of somebody's own does not keep to what a model is; the message is one sentence. */
public final class BrokenModelException extends RuntimeException {
    BrokenModelException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** The same, with the history that showed it. */
    BrokenModelException in(String source) {
        return new BrokenModelException(source + ": " + getMessage(), getCause());
    }
}
