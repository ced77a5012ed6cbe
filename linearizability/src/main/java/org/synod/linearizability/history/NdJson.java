package org.synod.linearizability.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Synod's own format: one event a line, {@code {"process":0,"type":"invoke","f":"write","value":3}}.
 *
 * <p>A file may open with {@code {"synod-history":1}}; one that does must close with {@code {"end":true,"events":N}}, so
 * that a file cut between two lines is not taken for a whole one. Values are encoded as {@link JsonValues} says.
 */
final class NdJson {
    static final String VERSION_FIELD = "synod-history";
    static final long VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectReader READER = MAPPER.readerFor(Map.class);
    private static final ObjectWriter WRITER = MAPPER.writer();

    private NdJson() {}

    static String header() {
        return print(Map.of(VERSION_FIELD, VERSION));
    }

    static String end(long events) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("end", true);
        fields.put("events", events);
        return print(fields);
    }

    static String line(Event event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("process", JsonValues.encode(event.process()));
        fields.put("type", event.type().label());
        fields.put("f", event.f());
        if (event.key() != null) {
            fields.put("key", JsonValues.encode(event.key()));
        }
        fields.put("value", JsonValues.encode(event.value()));
        if (event.index() != null) {
            fields.put("index", event.index());
        }
        if (event.time() != Event.NO_TIME) {
            fields.put("time", event.time());
        }
        event.extra().forEach((field, value) -> fields.put(field, JsonValues.encode(value)));
        return print(fields);
    }

    private static String print(Map<String, @Nullable Object> fields) {
        try {
            return WRITER.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event cannot be written as JSON: " + fields, e);
        }
    }

    static List<Event> read(String source, Reader text) {
        List<Event> events = new ArrayList<>();
        EventFields event = new EventFields(source);
        boolean sealed = false;
        boolean ended = false;
        TextLines lines = new TextLines(source, text);
        for (String row = lines.next(); row != null; row = lines.next()) {
            int line = lines.number();
            if (row.isBlank()) {
                continue;
            }
            if (ended) {
                throw new BadHistoryException(source, line, "something follows the end line.");
            }
            Map<String, @Nullable Object> fields = fields(source, line, row);
            if (fields.containsKey(VERSION_FIELD)) {
                Object version = fields.get(VERSION_FIELD);
                if (line != 1 || !Long.valueOf(VERSION).equals(version)) {
                    throw new BadHistoryException(
                            source, line, "history format " + version + " is not " + VERSION + ", the one known here.");
                }
                sealed = true;
            } else if (Boolean.TRUE.equals(fields.get("end"))) {
                ended = true;
                if (!Long.valueOf(events.size()).equals(fields.get("events"))) {
                    throw new BadHistoryException(
                            source,
                            line,
                            "the end line counts " + fields.get("events") + " events, the file has " + events.size()
                                    + ".");
                }
            } else {
                event.clear();
                fields.forEach(event::set);
                events.add(event.event(line));
            }
        }
        if (sealed && !ended) {
            throw new BadHistoryException(source, lines.number(), "the file is cut off: it has no end line.");
        }
        return events;
    }

    private static Map<String, @Nullable Object> fields(String source, int line, String row) {
        try {
            Map<?, ?> json = READER.readValue(row);
            if (json == null) {
                throw new BadHistoryException(source, line, "expected an event, found null.");
            }
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            json.forEach((field, value) -> fields.put(String.valueOf(field), JsonValues.decode(value)));
            return fields;
        } catch (JsonProcessingException e) {
            throw new BadHistoryException(source, line, "the line is no JSON object (" + firstLine(e) + ").");
        } catch (IllegalArgumentException e) {
            throw new BadHistoryException(source, line, "a value is no history value (" + e.getMessage() + ").");
        }
    }

    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
