package org.synod.conformance.job;

/**
 * What judging a trace may cost; 0 for as much as it takes.
 *
 * @param timeNanos reading the files included
 * @param memoryBytes of the whole process, as far as it is in use
 */
public record TraceLimits(long timeNanos, long memoryBytes) {

    /** None. */
    public static final TraceLimits NONE = new TraceLimits(0, 0);
}
