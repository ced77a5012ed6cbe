package org.synod.linearizability.history;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one event as a file gives them, whatever its format, and the event that they make; every complaint names
 * file and line. Used for one event after the other.
 */
final class EventFields {
    private final String source;
    private @Nullable Object process;
    private @Nullable Object type;
    private @Nullable Object function;
    private @Nullable Object key;
    private @Nullable Object value;
    private @Nullable Object index;
    private @Nullable Object time;
    /** A bit for each field that was set. */
    private int set;

    private @Nullable Map<String, @Nullable Object> extra;

    EventFields(String source) {
        this.source = source;
    }

    /** For the next event. */
    EventFields clear() {
        process = null;
        type = null;
        function = null;
        key = null;
        value = null;
        index = null;
        time = null;
        set = 0;
        extra = null;
        return this;
    }

    /** Sets a field, named without a colon; whether it is a new one. */
    boolean set(String field, @Nullable Object content) {
        int bit;
        switch (field) {
            case "process" -> {
                process = content;
                bit = 1;
            }
            case "type" -> {
                type = content;
                bit = 2;
            }
            case "f" -> {
                function = content;
                bit = 4;
            }
            case "key" -> {
                key = content;
                bit = 8;
            }
            case "value" -> {
                value = content;
                bit = 16;
            }
            case "index" -> {
                index = content;
                bit = 32;
            }
            case "time" -> {
                time = content;
                bit = 64;
            }
            default -> {
                return setExtra(field, content);
            }
        }
        boolean fresh = (set & bit) == 0;
        set |= bit;
        return fresh;
    }

    private boolean setExtra(String field, @Nullable Object content) {
        if (extra == null) {
            extra = new LinkedHashMap<>();
        }
        int size = extra.size();
        extra.put(field, content);
        return extra.size() > size;
    }

    /** The event that the fields describe. */
    Event event(int line) {
        Object who = process;
        if (who == null) {
            throw new BadHistoryException(source, line, "the event has no process.");
        }
        if (who instanceof Number && !(who instanceof Long)) {
            throw new BadHistoryException(source, line, "process " + who + " is neither an integer nor a name.");
        }
        EventType what = type(line);
        String f = name(function);
        if (f == null) {
            if (who instanceof Long) {
                throw new BadHistoryException(source, line, "the event has no function (f).");
            }
            f = "none";
        }
        Long position = integer(line, "index", index);
        Long nanos = integer(line, "time", time);
        return new Event(
                line,
                position,
                who,
                what,
                f,
                key,
                value,
                nanos == null ? Event.NO_TIME : nanos,
                extra == null ? Map.of() : extra);
    }

    private EventType type(int line) {
        String label = name(type);
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

    private @Nullable Long integer(int line, String field, @Nullable Object number) {
        if (number == null || number instanceof Long) {
            return (Long) number;
        }
        throw new BadHistoryException(source, line, field + " " + EdnWriter.toString(number) + " is no integer.");
    }
}
