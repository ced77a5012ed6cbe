package org.synod.linearizability.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jepsen's EDN: one collection of events, or a stream of them; an event is a map or {@code [process type f value]}. */
final class EdnHistory {
    private final String source;
    private final EdnReader reader;
    private final List<Event> events = new ArrayList<>();

    private EdnHistory(String source, String text) {
        this.source = source;
        this.reader = new EdnReader(source, text);
    }

    static List<Event> read(String source, String text) {
        EdnHistory history = new EdnHistory(source, text);
        history.readAll();
        return history.events;
    }

    private void readAll() {
        char first = reader.peek();
        if (first != '[' && first != '(') {
            stream((char) 0);
            return;
        }
        int opened = reader.line();
        long start = reader.mark();
        reader.skip();
        char inner = reader.peek();
        if (inner != 0 && "{[(#])".indexOf(inner) < 0) {
            // The first thing inside is no collection: this is an event of the short form, and a stream of them.
            reader.reset(start);
            stream((char) 0);
            return;
        }
        char close = first == '[' ? ']' : ')';
        stream(close);
        if (reader.peek() != close) {
            throw new BadHistoryException(
                    source,
                    reader.line(),
                    "the text ends before the '" + close + "' of the collection that opens on line " + opened + ".");
        }
        reader.skip();
        if (reader.peek() != 0) {
            throw reader.bad("something follows the collection of events.");
        }
    }

    /** Reads events up to the closing bracket or, with 0, to the end of the text. */
    private void stream(char close) {
        while (true) {
            char c = reader.peek();
            if (c == 0 || c == close) {
                return;
            }
            int line = reader.line();
            events.add(event(line, reader.next()));
        }
    }

    private Event event(int line, @Nullable Object form) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (form instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (!(key instanceof Keyword keyword)) {
                    throw new BadHistoryException(
                            source, line, "the event has a field " + EdnWriter.toString(key) + " that is no keyword.");
                }
                fields.put(keyword.name(), value);
            });
        } else if (form instanceof List<?> list && (list.size() == 3 || list.size() == 4)) {
            fields.put("process", list.get(0));
            fields.put("type", list.get(1));
            fields.put("f", list.get(2));
            fields.put("value", list.size() == 4 ? list.get(3) : null);
        } else {
            throw new BadHistoryException(
                    source, line, "expected an event, found " + shortened(EdnWriter.toString(form)) + ".");
        }
        return Events.event(source, line, fields);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
