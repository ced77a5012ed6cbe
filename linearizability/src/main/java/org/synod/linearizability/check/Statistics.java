package org.synod.linearizability.check;

/**
 * What a check had to do.
 *
 * @param operations operations of clients, failed ones included
 * @param failed operations that certainly did not happen, which take no part
 * @param crashed operations of which nobody knows whether they happened
 * @param objects objects that were judged apart: keys, or 1
 * @param configurations configurations that the search kept
 * @param nanos wall-clock nanoseconds
 */
public record Statistics(long operations, long failed, long crashed, int objects, long configurations, long nanos) {}
