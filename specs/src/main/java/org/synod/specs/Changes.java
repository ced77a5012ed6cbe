package org.synod.specs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is different between two values of a variable, in as few words as it takes. */
final class Changes {
    private Changes() {}

    /** Adds a line for each place where the value changed, such as {@code promised[r2] = 1 (was 0)}. */
    static void between(String place, TlaValue before, TlaValue after, List<String> lines) {
        if (before.equals(after)) {
            return;
        }
        if (isShortRecord(before) && isShortRecord(after) && differences(before, after) > 1) {
            lines.add(place + " = " + Words.of(after) + " (was " + Words.of(before) + ")");
        } else if (before instanceof TlaValue.Mapping old
                && after instanceof TlaValue.Mapping now
                && now.entries().keySet().containsAll(old.entries().keySet())) {
            for (Map.Entry<TlaValue, TlaValue> e : now.entries().entrySet()) {
                String inner = now.form() == TlaValue.Mapping.Form.RECORD
                        ? place + "." + e.getKey().text()
                        : place + "[" + e.getKey().text() + "]";
                TlaValue was = old.entries().get(e.getKey());
                if (was == null) {
                    lines.add(inner + " = " + Words.of(e.getValue()));
                } else {
                    between(inner, was, e.getValue(), lines);
                }
            }
        } else if (before instanceof TlaValue.Elements old && after instanceof TlaValue.Elements now) {
            add(place + " gains ", now, old, lines);
            add(place + " loses ", old, now, lines);
        } else if (before instanceof TlaValue.Atom && after instanceof TlaValue.Atom) {
            lines.add(place + " = " + after.text() + " (was " + before.text() + ")");
        } else {
            lines.add(place + " = " + Words.of(after));
        }
    }

    /** Whether all its fields are names, numbers or sets of them: such as a configuration, or a vote. */
    private static boolean isShortRecord(TlaValue value) {
        return value instanceof TlaValue.Mapping m
                && m.form() == TlaValue.Mapping.Form.RECORD
                && m.entries().values().stream().allMatch(Changes::isShort);
    }

    private static boolean isShort(TlaValue value) {
        return value instanceof TlaValue.Atom
                || (value instanceof TlaValue.Elements set
                        && set.values().stream().allMatch(e -> e instanceof TlaValue.Atom));
    }

    private static long differences(TlaValue before, TlaValue after) {
        return before instanceof TlaValue.Mapping old && after instanceof TlaValue.Mapping now
                ? now.entries().entrySet().stream()
                        .filter(e -> !e.getValue().equals(old.entries().get(e.getKey())))
                        .count()
                : 0;
    }

    private static void add(String words, TlaValue.Elements all, TlaValue.Elements but, List<String> lines) {
        List<TlaValue> rest = new ArrayList<>(all.values());
        rest.removeAll(but.values());
        if (!rest.isEmpty()) {
            lines.add(words + rest.stream().map(Words::of).collect(Collectors.joining(", ")));
        }
    }
}
