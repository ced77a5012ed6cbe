package org.synod.linearizability.model;

/** No model has this name; the message lists those that there are. */
public final class UnknownModelException extends IllegalArgumentException {
    UnknownModelException(String name) {
        super("unknown model '" + name + "'; the models are " + String.join(", ", ModelKind.names()) + ".");
    }
}
