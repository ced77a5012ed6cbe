package org.synod.conformance.mutants;

/** What a layer made of a mutant. */
public sealed interface Detection {

    /**
     * It was found.
     *
     * @param events how many events or states it took; 0 where nobody counts them
     * @param by what was said, in one line
     */
    record Caught(long events, double seconds, String by) implements Detection {}

    /**
     * It was not found.
     *
     * @param events how many events, states or invocations were looked at
     */
    record Missed(long events, double seconds) implements Detection {}
}
