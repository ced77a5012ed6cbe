package org.synod.specs;

import java.util.Locale;

/** What a model is for. */
public enum Kind {
    /** Invariants and action properties hold in every reachable state. */
    SAFETY,
    /** Something good happens under fairness; checked by one worker, see tlaplus issue 971. */
    LIVENESS,
    /** One specification implements another. */
    REFINEMENT,
    /** Something is possible: its negation must be violated, or the other properties hold for nothing. */
    REACHABILITY,
    /** A planted mistake: a property must be violated. */
    MUTANT,
    /** What TLC itself does with a specification that it is known to find right or to get wrong. */
    SELFTEST;

    /** Invariant: these have a counterexample whose length is recorded, so one worker looks for the shortest. */
    boolean oneWorker() {
        return this == LIVENESS || this == REACHABILITY || this == MUTANT || this == SELFTEST;
    }

    /** The name as the manifest and tables have it, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
