package org.synod.conformance.steps;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.SortedMap;
import org.synod.specs.StepFigures;

/**
 * What was confronted of a model, and what came out of it.
 *
 * @param states the states of the model that were confronted
 * @param transitions its transitions out of them that change something
 * @param confirmed those of them that Java takes
 * @param exempt those that Java does not take, by the reason ({@link Exemption})
 * @param inputs how many inputs a Java replica was given
 * @param steps how many of these made it take steps, each of which the specification was asked about
 * @param outside how many led out of the bounds in which the specification can be asked
 * @param disagreements how many times the two disagreed
 * @param findings the first of these
 * @param complete whether all states of the model were confronted
 * @param seconds how long it took
 */
public record StepResult(
        String model,
        long states,
        long transitions,
        long confirmed,
        SortedMap<String, Long> exempt,
        long inputs,
        long steps,
        long outside,
        long disagreements,
        List<Finding> findings,
        boolean complete,
        double seconds) {

    /** What of it the manifest records. */
    @JsonIgnore
    public StepFigures figures() {
        return new StepFigures(states, transitions, confirmed, exempt, inputs, steps, outside);
    }

    /** Whether the two disagreed anywhere. */
    @JsonIgnore
    public boolean isViolated() {
        return disagreements > 0;
    }
}
