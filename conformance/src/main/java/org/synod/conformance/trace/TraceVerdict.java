package org.synod.conformance.trace;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
     * @param conditions all conditions that are false, and behind each what comes nearest to it
     * @param meaning what the specification says of the action or of the property; empty if nothing
     * @param change what, changed alone, would let the event conform; empty if no single change would
     * @param origin the events that made the state what the conditions look at
     * @param allowed what the specification would have let the same replica do instead
     * @param context the last events before it
     * @param state the last state that agreed, as far as it matters: by variable and replica
     * @param picture a sequence diagram of these events, as SVG
     */
    public record Refusal(
            String event,
            String because,
            List<String> conditions,
            String meaning,
            List<String> change,
            List<String> origin,
            List<String> allowed,
            List<String> context,
            SortedMap<String, String> state,
            @JsonIgnore @Nullable String picture) {
        public Refusal {
            conditions = List.copyOf(conditions);
            change = List.copyOf(change);
            origin = List.copyOf(origin);
            allowed = List.copyOf(allowed);
            context = List.copyOf(context);
            state = Collections.unmodifiableSortedMap(new TreeMap<>(state));
        }

        /** One about which there is no more to say. */
        public static Refusal of(String event, String because, List<String> context) {
            return new Refusal(
                    event, because, List.of(), "", List.of(), List.of(), List.of(), context, new TreeMap<>(), null);
        }
    }
}
