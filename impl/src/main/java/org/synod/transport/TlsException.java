package org.synod.transport;

/** Files for TLS that make no sense. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param message one sentence: which file, and what is wrong with it
     */
    public TlsException(String message) {
        super(message);
    }
}
