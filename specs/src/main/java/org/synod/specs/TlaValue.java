package org.synod.specs;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A value as TLC prints it, taken apart: to tell two states apart, and messages of one state from each other.
 *
 * <p>Elements, keys and fields have an order of their own here, since TLC's is another in each run: numbers by size, names
 * by the alphabet, and before all the field {@code type}, which says what a message is.
 */
public sealed interface TlaValue {
    /** As TLA+ text on one line. */
    String text();

    /** The value of this text; a text that is none of the forms that TLC prints is one {@link Atom}. */
    static TlaValue parse(String text) {
        return TlaParser.parse(text);
    }

    /** The order in which elements, keys and fields are shown. */
    Comparator<TlaValue> ORDER = Comparator.<TlaValue>comparingInt(v -> v.text().equals("type") ? 0 : 1)
            .thenComparingInt(v -> v.text().matches("-?\\d{1,9}") ? Integer.parseInt(v.text()) : Integer.MAX_VALUE)
            .thenComparing(TlaValue::text);

    private static Set<TlaValue> sorted(Set<TlaValue> values) {
        Set<TlaValue> sorted = new TreeSet<>(ORDER);
        sorted.addAll(values);
        return Collections.unmodifiableSet(sorted);
    }

    private static Map<TlaValue, TlaValue> sorted(Map<TlaValue, TlaValue> entries) {
        Map<TlaValue, TlaValue> sorted = new TreeMap<>(ORDER);
        sorted.putAll(entries);
        return Collections.unmodifiableMap(sorted);
    }

    /** A number, a string with its quotes, a truth value, a model value. */
    record Atom(String text) implements TlaValue {}

    /** A set. */
    record Elements(Set<TlaValue> values) implements TlaValue {
        public Elements {
            values = sorted(values);
        }

        @Override
        public String text() {
            return values.stream().map(TlaValue::text).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** A function, record or sequence; of a record the keys are names, of a sequence the numbers from 1. */
    record Mapping(Form form, Map<TlaValue, TlaValue> entries) implements TlaValue {
        /** How TLC writes it. */
        public enum Form {
            /** {@code (a :> 1 @@ b :> 2)}. */
            FUNCTION,
            /** {@code [a |-> 1, b |-> 2]}. */
            RECORD,
            /** {@code <<1, 2>>}. */
            SEQUENCE
        }

        public Mapping {
            entries = sorted(entries);
        }

        @Override
        public String text() {
            return switch (form) {
                case FUNCTION -> joined(" :> ", " @@ ", "(", ")");
                case RECORD -> joined(" |-> ", ", ", "[", "]");
                case SEQUENCE ->
                    entries.values().stream().map(TlaValue::text).collect(Collectors.joining(", ", "<<", ">>"));
            };
        }

        private String joined(String arrow, String comma, String open, String close) {
            return entries.entrySet().stream()
                    .map(e -> e.getKey().text() + arrow + e.getValue().text())
                    .collect(Collectors.joining(comma, open, close));
        }
    }
}
