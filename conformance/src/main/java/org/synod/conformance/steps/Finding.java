package org.synod.conformance.steps;

import java.util.SortedMap;

/**
 * A disagreement.
 *
 * @param state the number of the state, in the order in which the model is enumerated
 * @param replica whose step it is
 * @param what the inputs that were given, or the transition that Java does not take
 * @param specification what the specification says
 * @param java what Java did
 * @param variables the state, a variable each
 * @param command repeats it
 */
public record Finding(
        long state,
        String replica,
        String what,
        String specification,
        String java,
        SortedMap<String, String> variables,
        String command) {

    /** For a person. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("state ")
                .append(state)
                .append(", replica ")
                .append(replica)
                .append(": ")
                .append(what);
        text.append("\n  the specification: ").append(specification);
        text.append("\n  Java: ").append(java);
        text.append("\n  the state:");
        variables.forEach((name, value) ->
                text.append("\n    ").append(name).append(" = ").append(value));
        return text.append("\n  again: ").append(command).toString();
    }
}
