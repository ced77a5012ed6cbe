package org.synod.specs;

import java.util.Locale;

/**
 * How far a run has come, as TLC last said. Nobody knows how much is left: the queue may grow and shrink.
 *
 * @param generated states generated so far
 * @param distinct distinct states found so far
 * @param queue states whose successors are still to be generated
 * @param depth the depth of the search so far
 * @param statesPerSecond states generated per second since the report before
 * @param seconds wall-clock time since the start
 */
public record Progress(long generated, long distinct, long queue, int depth, long statesPerSecond, double seconds) {
    /** One line for a log. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%,d states, %,d distinct, %,d in the queue, depth %d, %,d states/s, %.0f s",
                generated,
                distinct,
                queue,
                depth,
                statesPerSecond,
                seconds);
    }
}
