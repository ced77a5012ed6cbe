package org.synod.conformance.steps;

import java.util.SortedMap;
import java.util.TreeMap;

/** What {@link StepResult} has, while it is counted. */
final class Counts {
    long states;
    long transitions;
    long confirmed;
    final SortedMap<String, Long> exempt = new TreeMap<>();
    long inputs;
    long steps;
    long outside;
    long disagreements;
}
