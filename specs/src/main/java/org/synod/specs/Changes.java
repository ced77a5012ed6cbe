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
        if (before instanceof TlaValue.Mapping old
                && after instanceof TlaValue.Mapping now
                && now.entries().keySet().containsAll(old.entries().keySet())) {
            for (Map.Entry<TlaValue, TlaValue> e : now.entries().entrySet()) {
                String inner = now.form() == TlaValue.Mapping.Form.RECORD
                        ? place + "." + e.getKey().text()
                        : place + "[" + e.getKey().text() + "]";
                TlaValue was = old.entries().get(e.getKey());
                if (was == null) {
                    lines.add(inner + " = " + e.getValue().text());
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
            lines.add(place + " = " + after.text());
        }
    }

    private static void add(String words, TlaValue.Elements all, TlaValue.Elements but, List<String> lines) {
        List<TlaValue> rest = new ArrayList<>(all.values());
        rest.removeAll(but.values());
        if (!rest.isEmpty()) {
            lines.add(words + rest.stream().map(TlaValue::text).collect(Collectors.joining(", ")));
        }
    }
}
