package org.synod.runtime;

/** A node could not start. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    /** Bad input: a wrong configuration, a folder or port in use, a damaged or newer data folder. */
    public static final int BAD_INPUT = 65;

    /** An internal error, or a machine that fails. */
    public static final int INTERNAL = 70;

    private final int exitCode;

    /**
     * @param message one sentence for people
     */
    public StartException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** With which code the process should end. */
    public int exitCode() {
        return exitCode;
    }
}
