package org.synod.specs;

/** What the caller handed in cannot be used; the message says what is wrong with it and where. Exit code 65. */
public final class InputException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the one sentence that the user is to see. */
    public InputException(String message) {
        super(message);
    }
}
