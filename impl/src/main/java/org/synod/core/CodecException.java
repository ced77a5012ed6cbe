package org.synod.core;

/** Bytes that are not what they should be. Every codec of Synod gives a value or this, whatever the bytes. */
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message one sentence: what was expected, and what stood there */
    public CodecException(String message) {
        super(message);
    }
}
