package org.synod.client;

/** The operation may have happened, or may happen later: no answer came in time, or none that tells. */
public final class UnknownOutcomeException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param message one sentence: why
     */
    public UnknownOutcomeException(String message) {
        super(message);
    }
}
