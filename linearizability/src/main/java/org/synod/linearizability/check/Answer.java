package org.synod.linearizability.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question about a history.
 *
 * @param kind what is known
 * @param cause why nothing is known; null when something is
 */
public record Answer(Kind kind, @Nullable Cause cause) {
    /** The history has the property. */
    public static final Answer HOLDS = new Answer(Kind.HOLDS, null);

    /** The history does not have it. */
    public static final Answer VIOLATED = new Answer(Kind.VIOLATED, null);

    /** What may be known. */
    public enum Kind {
        /** The history has the property. */
        HOLDS,
        /** It does not have it. */
        VIOLATED,
        /** A limit was reached first. */
        UNKNOWN
    }

    /** Refuses an unknown without a cause. */
    public Answer {
        if ((kind == Kind.UNKNOWN) != (cause != null)) {
            throw new IllegalArgumentException(kind + " with the cause " + cause);
        }
    }

    /** Nobody knows. */
    public static Answer unknown(Cause cause) {
        return new Answer(Kind.UNKNOWN, cause);
    }

    /** Whether the history certainly has the property. */
    public boolean holds() {
        return kind == Kind.HOLDS;
    }

    /** Whether the history certainly does not have it. */
    public boolean isViolated() {
        return kind == Kind.VIOLATED;
    }

    /** {@code holds}, {@code violated} or {@code unknown}. */
    public String label() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
