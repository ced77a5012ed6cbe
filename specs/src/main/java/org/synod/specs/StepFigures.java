package org.synod.specs;

import java.util.SortedMap;

/**
 * What step conformance counted of a model ({@code ./synod steps check --record}): its states and transitions, confronted
 * with the Java core both ways.
 *
 * @param states all states of the model
 * @param transitions the transitions out of them that change something
 * @param confirmed those of them that Java takes
 * @param exempt those that Java does not take, by the reason
 * @param inputs how many inputs Java was given
 * @param steps how many of them made it take steps, each of which the specification allows
 * @param outside how many led out of the bounds in which the specification can be asked
 */
public record StepFigures(
        long states,
        long transitions,
        long confirmed,
        SortedMap<String, Long> exempt,
        long inputs,
        long steps,
        long outside) {}
