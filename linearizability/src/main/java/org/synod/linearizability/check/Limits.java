package org.synod.linearizability.check;

/**
 * How far a check may go before it answers unknown.
 *
 * @param timeMillis wall-clock milliseconds for the whole check
 * @param memoryBytes bytes that the search may hold at one time, for configurations and its own stack
 */
public record Limits(long timeMillis, long memoryBytes) {
    /** One minute, and a quarter of the memory that this JVM may use. */
    public static final Limits DEFAULT = new Limits(60_000, Runtime.getRuntime().maxMemory() / 4);

    /** Refuses limits that nothing fits into. */
    public Limits {
        if (timeMillis <= 0 || memoryBytes <= 0) {
            throw new IllegalArgumentException(
                    "a limit must be positive: " + timeMillis + " ms, " + memoryBytes + " bytes");
        }
    }

    /** The same with another time limit. */
    public Limits withTimeMillis(long millis) {
        return new Limits(millis, memoryBytes);
    }
}
