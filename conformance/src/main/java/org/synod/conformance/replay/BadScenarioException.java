package org.synod.conformance.replay;

import java.nio.file.Path;

/** A file that is no scenario, with the line that says so. */
public final class BadScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadScenarioException(Path file, int line, String what) {
        super(line == 0 ? file + ": " + what : file + ":" + line + ": " + what);
    }
}
