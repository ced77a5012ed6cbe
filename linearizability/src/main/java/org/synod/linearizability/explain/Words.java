package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.List;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.Operation;

/** Operations and values in few words: a value of a history may be of any length. */
final class Words {
    /** Names under which events say which server they spoke to. */
    private static final List<String> SERVERS = List.of("node", "server", "replica", "host");

    private static final int LABEL = 60;

    private Words() {}

    /** The text, cut off with an ellipsis. */
    static String shorten(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }

    /** What is written on a bar: function and value, without process and key, which stand beside it. */
    static String label(Operation operation) {
        return what(operation.on(null, operation.value()));
    }

    /** The operation without its process. */
    static String what(Operation operation) {
        String text = operation.describe();
        int by = text.lastIndexOf(" by process ");
        return shorten(text.substring(0, by).replace("->", "→"), LABEL);
    }

    /** The server that the operation spoke to, as its events say; empty when they do not. */
    static String server(Operation operation) {
        Event completion = operation.completion();
        for (String field : SERVERS) {
            Object name = operation.invoke().extra().get(field);
            if (name == null && completion != null) {
                name = completion.extra().get(field);
            }
            if (name != null) {
                return shorten(name instanceof String text ? text : EdnWriter.toString(name), LABEL);
            }
        }
        return "";
    }

    /** The servers of the operations, each once. */
    static List<String> servers(List<Operation> operations) {
        List<String> names = new ArrayList<>();
        for (Operation operation : operations) {
            String name = server(operation);
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Text between tags, or in quotes within one. What no document may contain is shown by a sign that stands for it. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) c);
                default -> out.appendCodePoint(printable(c));
            }
        });
        return out.toString();
    }

    private static int printable(int c) {
        if (c < ' ') {
            return '\u2400' + c;
        }
        boolean alone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return alone || c == 0x7f || c == 0xfffe || c == 0xffff ? 0xfffd : c;
    }
}
