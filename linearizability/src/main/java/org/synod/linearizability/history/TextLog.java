package org.synod.linearizability.history;

import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text log of Jepsen's etcd runs, as Porcupine's test data has it: {@code INFO jepsen.util - PROCESS TAB :TYPE TAB
 * :F TAB VALUE}; other lines do not count. A value {@code :timed-out} tells why, not what, and a read that timed out
 * has no effect, so it counts as failed.
 */
final class TextLog {
    static final String MARK = "jepsen.util - ";

    private static final Pattern EVENT = Pattern.compile("(\\S+)\\t:(\\S+)\\t:(\\S+)(?:\\t(.*))?");

    private TextLog() {}

    static List<Event> read(String source, Reader text) {
        List<Event> events = new ArrayList<>();
        TextLines lines = new TextLines(source, text);
        for (String row = lines.next(); row != null; row = lines.next()) {
            int line = lines.number();
            int mark = row.indexOf(MARK);
            if (mark >= 0 && row.indexOf('\t', mark) >= 0) {
                events.add(event(source, line, row.substring(mark + MARK.length())));
            } else if (mark >= 0) {
                throw new BadHistoryException(source, line, "the log's line is cut off.");
            }
        }
        return events;
    }

    private static Event event(String source, int line, String row) {
        Matcher matcher = EVENT.matcher(row);
        if (!matcher.matches()) {
            throw new BadHistoryException(
                    source, line, "expected PROCESS, :TYPE, :F and VALUE with tabs between them.");
        }
        Object process = value(source, line, matcher.group(1));
        EventFields fields = new EventFields(source);
        fields.set("process", process);
        fields.set("type", matcher.group(2));
        fields.set("f", matcher.group(3));
        String rest = matcher.group(4);
        Object value = process instanceof Long
                ? value(source, line, rest == null ? "" : rest.replaceFirst("\\t.*", ""))
                : rest;
        if (value instanceof Keyword why && !matcher.group(2).equals("invoke")) {
            fields.set("error", why);
            if (matcher.group(3).equals("read") && why.name().equals("timed-out")) {
                fields.set("type", "fail");
            }
        } else {
            fields.set("value", value);
        }
        return fields.event(line);
    }

    private static @Nullable Object value(String source, int line, String text) {
        if (text.isBlank()) {
            return null;
        }
        EdnReader reader = new EdnReader(source, text);
        try {
            Object value = reader.next();
            if (reader.peek() == 0) {
                return value;
            }
        } catch (BadHistoryException e) {
            throw new BadHistoryException(source, line, "'" + text.strip() + "' is no value.");
        }
        throw new BadHistoryException(source, line, "'" + text.strip() + "' is more than one value.");
    }
}
