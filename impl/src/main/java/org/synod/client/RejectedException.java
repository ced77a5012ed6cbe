package org.synod.client;

/** The operation did not happen and never will. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param message one sentence: why
     */
    public RejectedException(String message) {
        super(message);
    }
}
