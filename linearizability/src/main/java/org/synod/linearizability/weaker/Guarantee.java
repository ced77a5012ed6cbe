package org.synod.linearizability.weaker;

import java.util.Locale;

/**
 * A session guarantee (Terry et al., "Session guarantees for weakly consistent replicated data", 1994); a process is a
 * session. {@link SessionGuarantees} says what exactly is checked.
 */
public enum Guarantee {
    /** A read sees no older write than its session's own before it. */
    READ_YOUR_WRITES,
    /** A read sees no older write than its session's reads before it. */
    MONOTONIC_READS,
    /** A write is newer than the writes that its session's reads before it saw. */
    WRITES_FOLLOW_READS;

    /** The name in texts: {@code read-your-writes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
