package org.synod.linearizability.history;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints values and events as EDN that Clojure, Knossos and {@link EdnReader} read. */
public final class EdnWriter {
    private EdnWriter() {}

    /** One value; what no EDN form stands for is printed as a string. */
    public static String toString(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    /** One event as the map that Jepsen writes. */
    public static String toString(Event event) {
        StringBuilder out = new StringBuilder("{:process ");
        write(out, event.process());
        out.append(", :type :").append(event.type().label()).append(", :f :").append(event.f());
        if (event.key() != null) {
            write(out.append(", :key "), event.key());
        }
        write(out.append(", :value "), event.value());
        if (event.index() != null) {
            out.append(", :index ").append(event.index());
        }
        if (event.time() != Event.NO_TIME) {
            out.append(", :time ").append(event.time());
        }
        event.extra()
                .forEach((field, value) -> write(out.append(", :").append(field).append(' '), value));
        return out.append('}').toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value == null) {
            out.append("nil");
            return;
        }
        switch (value) {
            case String text -> string(out, text);
            case Set<?> set -> items(out, "#{", set, '}');
            case Collection<?> list -> items(out, "[", list, ']');
            case Map<?, ?> map -> map(out, map);
            case BigDecimal number -> out.append(number).append('M');
            case Double number -> out.append(number(number));
            // Keywords, symbols, integers and booleans print as EDN has them.
            default -> out.append(value);
        }
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "##NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "##Inf" : "##-Inf";
        }
        return Double.toString(number);
    }

    private static void items(StringBuilder out, String open, Collection<?> items, char close) {
        out.append(open);
        Iterator<?> iterator = items.iterator();
        while (iterator.hasNext()) {
            write(out, iterator.next());
            out.append(iterator.hasNext() ? " " : "");
        }
        out.append(close);
    }

    private static void map(StringBuilder out, Map<?, ?> map) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            write(out.append(separator), entry.getKey());
            write(out.append(' '), entry.getValue());
            separator = ", ";
        }
        out.append('}');
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> character(out, c);
            }
        }
        out.append('"');
    }

    /** What a terminal would obey is written by its number. */
    private static void character(StringBuilder out, char c) {
        if (c < ' ' || c == 0x7f) {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }
}
