package org.synod.specs;

import java.util.Map;

/**
 * What TLC counted in one run.
 *
 * @param generated states generated, duplicates included
 * @param distinct distinct states found
 * @param queue states found whose successors were not yet generated
 * @param depth the depth of the search, 1 for the initial states alone, 0 if TLC did not say
 * @param seconds wall-clock time of the process, its start included
 * @param collisionProbability TLC's larger estimate of the probability that it missed a state because two had the same
 *     fingerprint; 0 if TLC did not say
 * @param coverage by action, if asked for
 */
public record Statistics(
        long generated,
        long distinct,
        long queue,
        int depth,
        double seconds,
        double collisionProbability,
        Map<String, Coverage> coverage) {
    public Statistics {
        coverage = Map.copyOf(coverage);
    }

    /**
     * How often an action was taken.
     *
     * @param distinct distinct states that it was the first to find
     * @param taken steps of it that were generated
     */
    public record Coverage(long distinct, long taken) {}
}
