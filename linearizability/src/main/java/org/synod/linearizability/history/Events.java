package org.synod.linearizability.history;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an event from the fields that a file gives, whatever its format; every complaint names file and line. */
final class Events {
    private Events() {}

    /** The event that the fields, named without colons, describe. */
    static Event event(String source, int line, Map<String, @Nullable Object> fields) {
        Object process = fields.get("process");
        if (process == null) {
            throw new BadHistoryException(source, line, "the event has no process.");
        }
        if (process instanceof Number && !(process instanceof Long)) {
            throw new BadHistoryException(source, line, "process " + process + " is neither an integer nor a name.");
        }
        EventType type = type(source, line, fields.get("type"));
        String f = name(fields.get("f"));
        if (f == null) {
            if (process instanceof Long) {
                throw new BadHistoryException(source, line, "the event has no function (f).");
            }
            f = "none";
        }
        Long index = integer(source, line, "index", fields.get("index"));
        Long time = integer(source, line, "time", fields.get("time"));
        Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        fields.forEach((field, value) -> {
            switch (field) {
                case "process", "type", "f", "key", "value", "index", "time" -> {}
                default -> extra.put(field, value);
            }
        });
        return new Event(
                line,
                index,
                process,
                type,
                f,
                fields.get("key"),
                fields.get("value"),
                time == null ? Event.NO_TIME : time,
                extra);
    }

    private static EventType type(String source, int line, @Nullable Object value) {
        String label = name(value);
        if (label == null) {
            throw new BadHistoryException(source, line, "the event has no type.");
        }
        return EventType.labelled(label)
                .orElseThrow(() -> new BadHistoryException(
                        source, line, "unknown type '" + label + "'; an event is invoke, ok, fail or info."));
    }

    /** A keyword, symbol or string as a name; null for anything else. */
    private static @Nullable String name(@Nullable Object value) {
        if (value instanceof Keyword keyword) {
            return keyword.name();
        }
        if (value instanceof Symbol symbol) {
            return symbol.name();
        }
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable Long integer(String source, int line, String field, @Nullable Object value) {
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        throw new BadHistoryException(source, line, field + " " + EdnWriter.toString(value) + " is no integer.");
    }
}
