package org.synod.conformance.replay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.synod.core.Ballot;
import org.synod.core.ReplicaId;

/**
 * One line of a scenario: a replica is to take an action. Parameters that are not given may be anything.
 *
 * @param replica who
 * @param action the action's name in the specification
 * @param parameters by their names in traces, as text: a ballot as {@code 2.r1}, a set of replicas as {@code {r1,r2}}
 * @param tried whether it does not matter if the replica takes it
 * @param line where it stands in its file, from 1; 0 when it is of no file
 */
public record ScenarioStep(String replica, String action, Map<String, String> parameters, boolean tried, int line) {

    public ScenarioStep {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** A step of no file; the parameters are names and values in turn. */
    static ScenarioStep of(String replica, String action, String... parameters) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return new ScenarioStep(replica, action, map, false, 0);
    }

    boolean has(String parameter) {
        return parameters.containsKey(parameter);
    }

    String text(String parameter) {
        String value = parameters.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException(action + " needs its parameter '" + parameter + "'");
        }
        return value;
    }

    long number(String parameter) {
        try {
            return Long.parseLong(text(parameter));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the parameter '" + parameter + "' is a number, and not '" + text(parameter) + "'");
        }
    }

    Ballot ballot() {
        return ballot(text("ballot"));
    }

    static Ballot ballot(String text) {
        String[] parts = text.split("\\.", 2);
        if (parts.length != 2 || !parts[0].matches("\\d{1,9}") || parts[1].isEmpty()) {
            throw new IllegalArgumentException(
                    "a ballot is a number and a replica, as in 2.r1, and not '" + text + "'");
        }
        return new Ballot(Long.parseLong(parts[0]), new ReplicaId(parts[1]));
    }

    /** As it stands in a scenario. */
    @Override
    public String toString() {
        String head = (tried ? "try " : "") + replica + " " + action;
        return parameters.isEmpty()
                ? head
                : parameters.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" ", head + " ", ""));
    }
}
