package org.synod.specs;

import java.util.Locale;

/** How much time a model may take. */
public enum Level {
    /** Part of every build: at most 60,000 distinct states each, at most three minutes all together. */
    QUICK,
    /** At most an hour each. */
    DEEP,
    /** For TLC's distributed mode: any time, and invariants alone. */
    DISTRIBUTED;

    /** The name as the manifest and the command line have it, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
