package org.synod.conformance.replay;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.specs.Counterexample;
import org.synod.specs.TlaValue;

/** What the values of a model are called in a scenario. */
final class ModelValues {

    private ModelValues() {}

    /** The members at first are called r1, r2, r3 in Java. */
    static String name(String replica) {
        return replica.matches("s[123]") ? "r" + replica.substring(1) : replica;
    }

    static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    static String set(String text) {
        return TlaValue.parse(text) instanceof TlaValue.Elements elements
                ? elements.values().stream().map(v -> name(v.text())).collect(Collectors.joining(",", "{", "}"))
                : text;
    }

    static String command(String text) {
        TlaValue value = TlaValue.parse(text);
        if (value instanceof TlaValue.Mapping record) {
            return set(words(record.entries().get(new TlaValue.Atom("members"))));
        }
        return text.equals("noop") ? "no-op" : text;
    }

    /** The value that the variable has for the replica, under either of its names. */
    static @Nullable TlaValue variable(Counterexample.State state, String variable, String replica) {
        String text = state.variables().get(variable);
        if (text == null || !(TlaValue.parse(text) instanceof TlaValue.Mapping function)) {
            return null;
        }
        return function.entries().entrySet().stream()
                .filter(e -> name(e.getKey().text()).equals(replica))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    static String upTo(Counterexample.State state, String variable, String replica) {
        return variable(state, variable, replica) instanceof TlaValue.Mapping tree
                ? words(tree.entries().get(new TlaValue.Atom("upTo")))
                : "0";
    }

    static int size(@Nullable String sequence) {
        return sequence != null && TlaValue.parse(sequence) instanceof TlaValue.Mapping m
                ? m.entries().size()
                : 0;
    }

    static String words(@Nullable TlaValue value) {
        return value == null ? "<<>>" : value.text();
    }
}
