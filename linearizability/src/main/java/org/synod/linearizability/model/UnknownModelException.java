package org.synod.linearizability.model;

/** No model has this name; the message says which there are, or why this one is not to be had. */
public final class UnknownModelException extends IllegalArgumentException {
    private UnknownModelException(String name, String known) {
        super("unknown model '" + name + "'; " + known);
    }

    UnknownModelException(String name) {
        this(name, "the models are " + String.join(", ", ModelKind.names()) + ".");
    }

    /**
     * A model that is not to be had.
     *
     * @param why the rest of a sentence
     */
    public static UnknownModelException because(String name, String why) {
        return new UnknownModelException(name, why);
    }

    static UnknownModelException permits(String name) {
        return new UnknownModelException(name, "a semaphore has a number of permits from 1, as in semaphore:3.");
    }
}
