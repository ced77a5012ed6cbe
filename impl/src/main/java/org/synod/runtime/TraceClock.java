package org.synod.runtime;

import org.jspecify.annotations.Nullable;
import org.synod.transport.Stamp;

/** Numbers a replica's events and keeps its Lamport clock. */
public final class TraceClock {
    private final long incarnation;
    private long n;
    private long clock;
    private @Nullable Stamp stamp;

    /**
     * A clock that goes on where the last incarnation's stood.
     *
     * @param n the number of the last event, 0 for none
     * @param clock of that event
     */
    public TraceClock(long incarnation, long n, long clock) {
        this.incarnation = incarnation;
        this.n = n;
        this.clock = clock;
    }

    /** A message arrived: what follows comes after its sending. */
    public void received(Stamp sent) {
        if (sent.clock() > clock) {
            clock = sent.clock();
            stamp = null;
        }
    }

    /** One more event. */
    public void next() {
        n++;
        clock++;
        stamp = null;
    }

    public long incarnation() {
        return incarnation;
    }

    /** The number of the last event; counts on across restarts. */
    public long n() {
        return n;
    }

    public long clock() {
        return clock;
    }

    /** What a message carries that leaves now. */
    public Stamp stamp() {
        Stamp made = stamp;
        if (made == null) {
            made = new Stamp(incarnation, n, clock);
            stamp = made;
        }
        return made;
    }
}
