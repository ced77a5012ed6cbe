package org.synod.linearizability.check;

import java.io.Serial;

/** Holds an algorithm to its {@link Budget}, inside a step as well. */
final class Meter {
    private static final int CHECK_EVERY = 1 << 14;

    private final Budget budget;
    private long bytes;
    private int steps;

    Meter(Budget budget) {
        this.budget = budget;
    }

    /** A limit was reached. */
    static final class Exceeded extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final Cause limit;

        private Exceeded(Cause limit) {
            super(limit.label(), null, false, false);
            this.limit = limit;
        }

        Cause limit() {
            return limit;
        }
    }

    Budget budget() {
        return budget;
    }

    /** That many bytes more are held, about. */
    void hold(long more) {
        bytes += more;
        check();
    }

    /** So many steps are taken, each of less than a microsecond. */
    void steps(int more) {
        steps += more;
        if (steps > CHECK_EVERY || steps < 0) {
            steps = 0;
            check();
        }
    }

    private void check() {
        Cause cause = budget.exceeded(bytes);
        if (cause != null) {
            throw new Exceeded(cause);
        }
    }
}
