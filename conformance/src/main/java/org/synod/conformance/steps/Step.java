package org.synod.conformance.steps;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A step of the specification: an action with its parameters, as Java has them.
 *
 * @param parameters each a {@code ReplicaId}, a {@code Set} of them, a {@code Command} or a {@code Long}; ballots are
 *     numbers here
 */
record Step(String action, List<Object> parameters) {

    static Step of(String action, Object... parameters) {
        return new Step(action, List.of(parameters));
    }

    /** The replica that takes it; every action has that as its first parameter. */
    Object replica() {
        return parameters.getFirst();
    }

    long number(int parameter) {
        return (Long) parameters.get(parameter);
    }

    @Override
    public String toString() {
        return parameters.stream().map(Object::toString).collect(Collectors.joining(", ", action + "(", ")"));
    }
}
