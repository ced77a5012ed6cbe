package org.synod.runtime;

import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/** Takes the transitions of one replica, in their order. */
public interface TransitionSink extends AutoCloseable {

    /**
     * Whose message a step received.
     *
     * @param n the number of the sender's last event when it left
     */
    record Cause(ReplicaId from, long n) {}

    /** Takes nothing. */
    TransitionSink NONE = new TransitionSink() {
        @Override
        public void took(Transition transition, TraceClock clock, long timeNanos, @Nullable Cause cause) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /**
     * The replica took a transition.
     *
     * @param clock already counts it
     * @param timeNanos monotonic
     */
    void took(Transition transition, TraceClock clock, long timeNanos, @Nullable Cause cause);

    /** Makes what was taken survive the end of the process. Before that, nothing of those steps may leave the node. */
    void flush();

    /** The replica was stopped in order. */
    @Override
    void close();
}
