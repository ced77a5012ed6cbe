package org.synod.conformance.trace;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of checking a trace.
 *
 * @param events how many events of the trace were judged to conform, from its beginning
 * @param total how many events the trace has
 * @param coverage how often each action of the specification was taken, those never taken included
 */
public record TraceVerdict(
        Result result,
        long events,
        long total,
        SortedMap<String, Long> coverage,
        @Nullable Refusal refusal) {

    /** Three verdicts, as everywhere; the exit code of each. */
    public enum Result {
        CONFORMS(0),
        REFUSED(1),
        UNKNOWN(2);

        private final int exitCode;

        Result(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    /**
     * Where the trace left the specification, or where the checker could not go on.
     *
     * @param event the event that is no step of the specification, in words
     * @param because the first condition of the action that is false, or the property that the step breaks
     * @param state the last state that agreed, a variable each
     */
    public record Refusal(String event, String because, SortedMap<String, String> state, String context) {}
}
