package org.synod.specs;

import org.jspecify.annotations.Nullable;

/** What came of one run of TLC. */
public sealed interface Outcome {
    /** What was counted until the run ended. */
    Statistics statistics();

    /** TLC has looked at every reachable state and found nothing. */
    record Holds(Statistics statistics) implements Outcome {}

    /**
     * TLC has found a violation.
     *
     * @param property the property's name as the configuration has it; {@code Deadlock}; {@code Assumption} or
     *     {@code Assert} with its location
     * @param counterexample the behaviour that violates it
     */
    record Violated(String property, Counterexample counterexample, Statistics statistics) implements Outcome {}

    /** The run ended before TLC could tell. */
    record Unknown(Cause cause, String detail, Statistics statistics) implements Outcome {}

    /**
     * TLC cannot check this: the specification or its configuration is wrong, or cannot be evaluated.
     *
     * @param message TLC's own words
     * @param module the module or configuration at fault; null if TLC did not say
     * @param line the line at fault, from 1; 0 if TLC did not say
     */
    record Failed(String message, @Nullable String module, int line, Statistics statistics) implements Outcome {}

    /** Why nothing is known. */
    enum Cause {
        /** The time limit was reached. */
        TIMEOUT,
        /** The memory limit was reached. */
        MEMORY,
        /** TLC ended without a verdict: killed from outside, or failed inside itself. */
        ENDED
    }
}
