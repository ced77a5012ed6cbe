package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One step of the specification that a replica says it took.
 *
 * @param number counts per replica, over all its incarnations
 * @param clock a Lamport clock: higher than that of everything that this event may have been caused by
 * @param timeNanos the node's own monotonic clock
 * @param parameters by name; a ballot is {@code [number, replica]}
 * @param cause the event whose message this one received, when there is one
 */
public record TraceEvent(
        long number,
        String replica,
        long incarnation,
        long clock,
        long timeNanos,
        String action,
        JsonNode parameters,
        @Nullable Cause cause) {

    /** Another replica's event. */
    public record Cause(String from, long number) {}

    /** As a person would say it: {@code r2 #17 Accept ballot=3.r1 slot=9 command=c7:15#1c291ca3}. */
    @Override
    public String toString() {
        return words(replica + " #" + number, action, parameters);
    }

    static String words(String who, String action, JsonNode parameters) {
        StringBuilder text = new StringBuilder(who + " " + action);
        parameters
                .properties()
                .forEach(p -> text.append(' ').append(p.getKey()).append('=').append(words(p.getValue())));
        return text.toString();
    }

    /** A value of a parameter: a ballot as {@code 3.r1}. */
    static String words(JsonNode value) {
        return isBallot(value)
                ? value.get(0).asText() + "." + value.get(1).asText()
                : value.isTextual() ? value.asText() : value.toString();
    }

    /** Whether one of its parameters is what these words say. */
    boolean speaksOf(String words) {
        return parameters.properties().stream()
                .anyMatch(p -> words(p.getValue()).equals(words));
    }

    /** Another event in its place. */
    TraceEvent with(String otherAction, String otherReplica, JsonNode otherParameters) {
        return new TraceEvent(number, otherReplica, incarnation, clock, timeNanos, otherAction, otherParameters, cause);
    }

    static boolean isBallot(JsonNode value) {
        return value.isArray()
                && value.size() == 2
                && value.get(0).isIntegralNumber()
                && value.get(1).isTextual();
    }
}
