package org.synod.specs;

import java.util.Locale;

/** What TLC must say of a model. */
public enum Expected {
    /** No error is found. */
    HOLDS,
    /** The model's property is violated. */
    VIOLATED,
    /** TLC cannot evaluate the specification; recorded only of TLC's own known faults. */
    ERROR;

    /** The name as the manifest and tables have it, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
