package org.synod.specs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values in fewer signs than TLA+ has for them, to be read and not to be parsed: {@code [slot 0, members {s1, s2}]} for
 * {@code [members |-> {s1, s2}, slot |-> 0]}. Of a record first come the fields that are short. A record with a field
 * {@code type} is a message: alone it is told in full, within another value by its short fields.
 */
final class Words {
    private static final TlaValue TYPE = new TlaValue.Atom("type");

    private Words() {}

    /** A value, or a message with its type before it. */
    static String of(TlaValue value) {
        if (type(value).isEmpty()) {
            return nested(value);
        }
        String fields = fields(value, e -> true);
        return type(value) + (fields.isEmpty() ? "" : ": " + fields);
    }

    /** What kind of message it is; empty if it is none. */
    static String type(TlaValue value) {
        return value instanceof TlaValue.Mapping m && m.entries().get(TYPE) instanceof TlaValue.Atom type
                ? type.text().replace("\"", "")
                : "";
    }

    /** The fields of a message that are wanted, without its type and without the empty ones, which say nothing. */
    static String fields(TlaValue message, Predicate<Map.Entry<TlaValue, TlaValue>> wanted) {
        return message instanceof TlaValue.Mapping m && m.form() == TlaValue.Mapping.Form.RECORD
                ? shortFirst(m)
                        .filter(e -> !isEmpty(e.getValue()) && wanted.test(e))
                        .map(Words::field)
                        .collect(Collectors.joining(", "))
                : nested(message);
    }

    /**
     * Variables with their values, a line for all that have the same one, such as {@code noted, trimmed = 0 for each}. Of
     * a function most of whose values are the same only the others are told apart.
     */
    static List<String> together(Map<String, TlaValue> variables) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        variables.forEach((name, value) ->
                names.computeIfAbsent(each(value), w -> new ArrayList<>()).add(name));
        return names.entrySet().stream()
                .map(e -> String.join(", ", e.getValue()) + " = " + e.getKey())
                .toList();
    }

    private static String each(TlaValue value) {
        if (!(value instanceof TlaValue.Mapping m)
                || m.form() != TlaValue.Mapping.Form.FUNCTION
                || m.entries().size() < 2) {
            return of(value);
        }
        Map.Entry<TlaValue, Long> usual = m.entries().values().stream()
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        if (usual.getValue() * 2 <= m.entries().size()) {
            return nested(value);
        }
        String others = m.entries().entrySet().stream()
                .filter(e -> !e.getValue().equals(usual.getKey()))
                .map(Words::entry)
                .collect(Collectors.joining(", "));
        return nested(usual.getKey()) + " for each" + (others.isEmpty() ? "" : " but " + others);
    }

    private static String nested(TlaValue value) {
        return switch (value) {
            case TlaValue.Atom atom -> atom.text();
            case TlaValue.Elements set ->
                set.values().stream().map(Words::nested).collect(Collectors.joining(", ", "{", "}"));
            case TlaValue.Mapping m ->
                switch (m.form()) {
                    case SEQUENCE ->
                        m.entries().values().stream().map(Words::nested).collect(Collectors.joining(", ", "<<", ">>"));
                    case FUNCTION ->
                        m.entries().entrySet().stream().map(Words::entry).collect(Collectors.joining(", ", "(", ")"));
                    case RECORD -> record(m);
                };
        };
    }

    private static String record(TlaValue.Mapping record) {
        String type = type(record);
        if (!type.isEmpty()) {
            Stream<String> shortOnes = shortFirst(record)
                    .filter(e -> !isEmpty(e.getValue()))
                    .map(e -> e.getValue() instanceof TlaValue.Atom ? field(e) : "…")
                    .distinct();
            return type + shortOnes.collect(Collectors.joining(", ", " [", "]"));
        }
        String fields = shortFirst(record).map(Words::field).collect(Collectors.joining(", "));
        return record.entries().size() == 1 ? fields : "[" + fields + "]";
    }

    private static Stream<Map.Entry<TlaValue, TlaValue>> shortFirst(TlaValue.Mapping record) {
        return record.entries().entrySet().stream()
                .filter(e -> !e.getKey().equals(TYPE))
                .sorted(Comparator.comparing(e -> !(e.getValue() instanceof TlaValue.Atom)));
    }

    private static String field(Map.Entry<TlaValue, TlaValue> e) {
        return e.getKey().text() + " " + nested(e.getValue());
    }

    private static String entry(Map.Entry<TlaValue, TlaValue> e) {
        return e.getKey().text() + ": " + nested(e.getValue());
    }

    private static boolean isEmpty(TlaValue value) {
        return switch (value) {
            case TlaValue.Atom atom -> false;
            case TlaValue.Elements set -> set.values().isEmpty();
            case TlaValue.Mapping m -> m.entries().isEmpty();
        };
    }
}
