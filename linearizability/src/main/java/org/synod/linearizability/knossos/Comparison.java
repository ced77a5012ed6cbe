package org.synod.linearizability.knossos;

import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;

/**
 * Our verdict beside Knossos's. Where one of the two ends unknown the other decides; where one says valid and the other
 * violated one of them is wrong, and until somebody has found out which, the history counts as violated.
 */
public record Comparison(Verdict ours, Opinion theirs) {

    /** Whether the two say the same; null when one of them is unknown. */
    public @Nullable Boolean agree() {
        if (ours instanceof Verdict.Unknown || theirs.answer() == Opinion.Answer.UNKNOWN) {
            return null;
        }
        return ours.exitCode() == theirs.answer().exitCode();
    }

    /** The exit code of both together: 1 if either says violated, 0 if one says valid, 2 if neither says anything. */
    public int exitCode() {
        int one = ours.exitCode();
        int other = theirs.answer().exitCode();
        return one == 1 || other == 1 ? 1 : Math.min(one, other);
    }

    /** What a reader must not miss; null when they do not contradict each other. */
    public @Nullable String disagreement() {
        return Boolean.FALSE.equals(agree())
                ? "DISAGREEMENT: Synod says " + ours.label() + ", Knossos says "
                        + theirs.answer().label()
                        + ". One of them is wrong; please keep the history, and report it."
                : null;
    }
}
