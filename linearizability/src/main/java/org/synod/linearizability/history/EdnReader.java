package org.synod.linearizability.history;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN forms one after the other, and knows the line of each.
 *
 * <p>Our own rather than Clojure's, because a history with a fault must be refused with its line, and because reading a
 * file must not start Clojure. Tags are dropped: Jepsen prints its operations as tagged records that mean plain maps.
 */
final class EdnReader {
    private static final int DEEPEST = 200;

    private final String source;
    private final String text;
    private int at;
    private int line = 1;
    private int depth;

    EdnReader(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /** The line of the next character. */
    int line() {
        return line;
    }

    /** Moves to the next form or closing bracket; the character there, or 0 at the end of the text. */
    char peek() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == '#' && at + 1 < text.length() && text.charAt(at + 1) == '_') {
                at += 2;
                next();
            } else if (c == ',' || Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
            } else {
                return c;
            }
        }
        return 0;
    }

    /** Consumes the one character that {@link #peek} saw. */
    void skip() {
        at++;
    }

    /** A place to come back to. */
    long mark() {
        return ((long) line << 32) | at;
    }

    void reset(long mark) {
        at = (int) mark;
        line = (int) (mark >>> 32);
    }

    /** The next form. */
    @Nullable Object next() {
        char c = peek();
        if (++depth > DEEPEST) {
            throw bad("the form is nested more than " + DEEPEST + " deep.");
        }
        try {
            return switch (c) {
                case 0 -> throw bad("the text ends in the middle of a form.");
                case '[' -> sequence(']');
                case '(' -> sequence(')');
                case '{' -> map();
                case '#' -> dispatch();
                case '"' -> string();
                case '\\' -> character();
                case ':' -> keyword();
                case ']', ')', '}' -> throw bad("unexpected '" + c + "'.");
                default -> atom();
            };
        } finally {
            depth--;
        }
    }

    private List<@Nullable Object> sequence(char close) {
        int opened = line;
        at++;
        List<@Nullable Object> items = new ArrayList<>();
        while (true) {
            char c = peek();
            if (c == close) {
                at++;
                return Collections.unmodifiableList(items);
            }
            if (c == 0) {
                throw bad("the text ends before the '" + close + "' of the form that opens on line " + opened + ".");
            }
            items.add(next());
        }
    }

    private Map<@Nullable Object, @Nullable Object> map() {
        int opened = line;
        List<@Nullable Object> items = sequence('}');
        if (items.size() % 2 != 0) {
            throw bad("the map that opens on line " + opened + " has a key without a value.");
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i += 2) {
            if (map.containsKey(items.get(i))) {
                throw bad("the map that opens on line " + opened + " has the key " + EdnWriter.toString(items.get(i))
                        + " twice.");
            }
            map.put(items.get(i), items.get(i + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object dispatch() {
        char c = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if (c == '{') {
            at++;
            Set<@Nullable Object> set = new LinkedHashSet<>(sequence('}'));
            return Collections.unmodifiableSet(set);
        }
        if (c == '#') {
            at += 2;
            return switch (token()) {
                case "NaN" -> Double.NaN;
                case "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> throw bad("unknown symbolic value.");
            };
        }
        if (Character.isLetter(c)) {
            at++;
            token();
            return next();
        }
        throw bad("unexpected '#'.");
    }

    private String string() {
        int opened = line;
        StringBuilder result = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return result.toString();
            }
            line += c == '\n' ? 1 : 0;
            result.append(c == '\\' ? escape() : c);
        }
        throw bad("the text ends inside the string that opens on line " + opened + ".");
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\' -> c;
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw bad("the text ends inside a string.");
                }
                String digits = text.substring(at, at + 4);
                at += 4;
                try {
                    yield (char) Integer.parseInt(digits, 16);
                } catch (NumberFormatException e) {
                    throw bad("\\u" + digits + " is no character.");
                }
            }
            default -> throw bad("a string has the unknown escape \\" + c + ".");
        };
    }

    private Object character() {
        int start = at++;
        if (at < text.length()) {
            at++;
        }
        token();
        return new Symbol(text.substring(start, at));
    }

    private Keyword keyword() {
        at++;
        String name = token();
        if (name.isEmpty()) {
            throw bad("a colon without a keyword.");
        }
        return new Keyword(name);
    }

    private @Nullable Object atom() {
        String token = token();
        if (token.isEmpty()) {
            throw bad("unexpected '" + text.charAt(at) + "'.");
        }
        char first = token.charAt(0);
        boolean signed = (first == '-' || first == '+') && token.length() > 1;
        if (Character.isDigit(signed ? token.charAt(1) : first)) {
            return number(token);
        }
        return switch (token) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> new Symbol(token);
        };
    }

    private Object number(String token) {
        try {
            String digits = token.startsWith("+") ? token.substring(1) : token;
            if (digits.startsWith("0x")) {
                return integer(new BigInteger(digits.substring(2), 16));
            }
            if (digits.endsWith("M")) {
                return new BigDecimal(digits.substring(0, digits.length() - 1));
            }
            if (digits.contains(".") || digits.contains("e") || digits.contains("E")) {
                return Double.valueOf(digits);
            }
            return integer(new BigInteger(digits.endsWith("N") ? digits.substring(0, digits.length() - 1) : digits));
        } catch (NumberFormatException e) {
            throw bad("'" + token + "' is no number.");
        }
    }

    private static Object integer(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    private String token() {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || Character.isISOControl(c) || "[](){}\",;\\^`~@".indexOf(c) >= 0) {
                break;
            }
            at++;
        }
        return text.substring(start, at);
    }

    BadHistoryException bad(String fault) {
        return new BadHistoryException(source, line, fault);
    }
}
