package org.synod.conformance.mutants;

import java.util.Locale;

/** A way in which mistakes are found. */
public enum Layer {
    /** TLC finds a behaviour of the specification that breaks a property. */
    MODELS,
    /** Every step of a small model is confronted with the same step of the Java core. */
    STEPS,
    /** A trace is followed through the specification. */
    TRACE,
    /** What clients saw is no history of a key-value store. */
    HISTORY,
    /** A replica stops itself, or the group does not get well when the faults are over, or its copies differ then. */
    SIMULATION,
    /** No order of the operations of several threads explains their answers. */
    LINCHECK,
    /** Copies of a tree, and the archive, are compared. */
    SCRUB;

    /** As it is written on the command line and in the table. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
