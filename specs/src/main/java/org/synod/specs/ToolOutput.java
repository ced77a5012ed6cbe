package org.synod.specs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts what TLC prints in its {@code -tool} mode into messages, each with its code (of {@code tlc2.output.EC}).
 * Messages may stand inside others; what stands outside of all of them, which is where the parser prints its errors,
 * has the code {@link #OUTSIDE}.
 */
final class ToolOutput {
    /** The code of a line outside of all messages. */
    static final int OUTSIDE = -1;

    private static final Pattern START = Pattern.compile("@!@!@STARTMSG (\\d+):\\d+ @!@!@$");
    private static final Pattern END = Pattern.compile("@!@!@ENDMSG (\\d+) @!@!@$");

    private record Open(int code, StringBuilder text) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private final BiConsumer<Integer, String> sink;

    /** Hands each message to the sink when it ends: its code and its text without the last line end. */
    ToolOutput(BiConsumer<Integer, String> sink) {
        this.sink = sink;
    }

    void line(String line) {
        Matcher start = START.matcher(line);
        if (start.find()) {
            text(line.substring(0, start.start()));
            open.push(new Open(Integer.parseInt(start.group(1)), new StringBuilder()));
            return;
        }
        Matcher end = END.matcher(line);
        Open top = open.peek();
        if (end.find() && top != null) {
            text(line.substring(0, end.start()));
            open.pop();
            sink.accept(top.code(), top.text().toString().stripTrailing());
            return;
        }
        text(line);
    }

    private void text(String text) {
        Open top = open.peek();
        if (top != null) {
            top.text().append(text).append('\n');
        } else if (!text.isBlank()) {
            sink.accept(OUTSIDE, text);
        }
    }
}
