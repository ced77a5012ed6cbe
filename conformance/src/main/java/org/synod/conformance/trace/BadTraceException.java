package org.synod.conformance.trace;

import java.nio.file.Path;

/** A trace that cannot be judged: cut off, of another specification, or not a trace at all. Exit code 65. */
public final class BadTraceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** One sentence, with the file and the line where it is wrong; line 0 for the file as a whole. */
    public BadTraceException(Path file, long line, String what) {
        super(file + (line > 0 ? ":" + line : "") + ": " + what);
    }
}
