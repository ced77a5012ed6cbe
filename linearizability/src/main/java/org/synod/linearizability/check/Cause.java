package org.synod.linearizability.check;

import java.util.Locale;

/** Why a check ended without an answer. */
public enum Cause {
    /** The time limit passed. */
    TIMEOUT,
    /** The memory limit was reached. */
    OUT_OF_MEMORY;

    /** The name in JSON, and as a keyword in Knossos's result map. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
