package org.synod.linearizability.history;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jepsen's EDN: one collection of events, or a stream of them; an event is a map or {@code [process type f value]}. */
final class EdnHistory {
    private final String source;
    private final EdnReader reader;
    private List<Event> events = new ArrayList<>();

    /** The text of a chunk: one after the other stands in the same place. */
    private CharBuffer characters = CharBuffer.allocate(0);

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    /** Of the event that is being read. */
    private final EventFields fields;

    private EdnHistory(String source, EdnReader reader) {
        this.source = source;
        this.reader = reader;
        this.fields = new EventFields(source);
    }

    /** For texts one after the other. */
    static EdnHistory ofChunks(String source) {
        return new EdnHistory(source, new EdnReader(source, Reader.nullReader()));
    }

    /**
     * The events of a text that is a stream of them.
     *
     * @param text in UTF-8
     * @param line of its first character
     */
    List<Event> chunk(ByteBuffer text, int line) throws CharacterCodingException {
        if (characters.capacity() < text.remaining()) {
            characters = CharBuffer.allocate(text.remaining());
        }
        characters.clear();
        utf8.reset();
        CoderResult result = utf8.decode(text, characters, true);
        if (result.isError()) {
            result.throwException();
        }
        events = new ArrayList<>();
        reader.reset(characters.array(), characters.position(), line);
        stream((char) 0);
        return events;
    }

    static List<Event> read(String source, Reader text) {
        EdnHistory history = new EdnHistory(source, new EdnReader(source, text));
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
        reader.mark();
        reader.skip();
        char inner = reader.peek();
        // The first thing inside is no collection: this is an event of the short form, and a stream of them.
        boolean isEvent = inner != 0 && "{[(#])".indexOf(inner) < 0;
        reader.unmark(isEvent);
        if (isEvent) {
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
            events.add(event(reader.line()));
        }
    }

    private Event event(int line) {
        fields.clear();
        if (reader.peek() == '{') {
            reader.entries((key, value) -> field(line, key, value));
            return fields.event(line);
        }
        Object form = reader.next();
        if (form instanceof Map<?, ?> map) {
            map.forEach((key, value) -> field(line, key, value));
        } else if (form instanceof List<?> list && (list.size() == 3 || list.size() == 4)) {
            fields.set("process", list.get(0));
            fields.set("type", list.get(1));
            fields.set("f", list.get(2));
            fields.set("value", list.size() == 4 ? list.get(3) : null);
        } else {
            throw new BadHistoryException(
                    source, line, "expected an event, found " + shortened(EdnWriter.toString(form)) + ".");
        }
        return fields.event(line);
    }

    private boolean field(int line, @Nullable Object key, @Nullable Object value) {
        if (!(key instanceof Keyword keyword)) {
            throw new BadHistoryException(
                    source, line, "the event has a field " + EdnWriter.toString(key) + " that is no keyword.");
        }
        return fields.set(keyword.name(), value);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
