package org.synod.linearizability.history;

import java.io.Reader;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN forms one after the other, as they are asked for, and knows the line of each.
 *
 * <p>Our own rather than Clojure's, because a history with a fault must be refused with its line, and because reading a
 * file must not start Clojure. Tags are dropped: Jepsen prints its operations as tagged records that mean plain maps.
 * Names and strings that come again and again are the same objects: a history has few different ones.
 */
final class EdnReader extends TextWindow {
    private static final int DEEPEST = 200;

    private final Names names;
    private int depth;

    /** The items so far of the collections that are being read, the outermost first. */
    private @Nullable Object[] items = new @Nullable Object[64];

    private int pending;

    /** The keys of the map before, in their order: the events of a file mostly have the same ones. */
    private final @Nullable Keyword[] expected = new @Nullable Keyword[8];

    /** Reads a short text. */
    EdnReader(String source, String text) {
        super(source, text);
        this.names = new Names(Names.FEW);
    }

    /** Reads a text that may be long. */
    EdnReader(String source, Reader text) {
        super(source, text);
        this.names = new Names(Names.MANY);
    }

    /** Goes on with another text, and knows the names that it has seen. */
    @Override
    void reset(char[] other, int length, int firstLine) {
        super.reset(other, length, firstLine);
        depth = 0;
        pending = 0;
    }

    /** Moves to the next form or closing bracket; the character there, or 0 at the end of the text. */
    char peek() {
        while (has()) {
            char c = text[at];
            if (c > ',' && c < 127 && c != ';') {
                return c;
            }
            if (c == ';') {
                while (has() && text[at] != '\n') {
                    at++;
                }
            } else if (c == '#' && ahead(1) == '_') {
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
        int first = pending;
        at++;
        while (true) {
            char c = peek();
            if (c == close) {
                at++;
                List<@Nullable Object> list = new ValueList(Arrays.copyOfRange(items, first, pending));
                Arrays.fill(items, first, pending, null);
                pending = first;
                return list;
            }
            Object item = item(close, opened);
            if (pending == items.length) {
                items = Arrays.copyOf(items, 2 * pending);
            }
            items[pending++] = item;
        }
    }

    private Map<@Nullable Object, @Nullable Object> map() {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        entries((key, value) -> {
            int size = map.size();
            map.put(key, value);
            return map.size() > size;
        });
        return Collections.unmodifiableMap(map);
    }

    /** Takes the entries of a map. */
    interface Entries {
        /** Whether the key is a new one. */
        boolean add(@Nullable Object key, @Nullable Object value);
    }

    /** Hands on the entries of the map that begins here. */
    void entries(Entries entries) {
        int opened = line;
        at++;
        for (int number = 0; peek() != '}'; number++) {
            Object key = key(number, opened);
            if (peek() == '}') {
                throw bad("the map that opens on line " + opened + " has a key without a value.");
            }
            if (!entries.add(key, item('}', opened))) {
                throw bad(
                        "the map that opens on line " + opened + " has the key " + EdnWriter.toString(key) + " twice.");
            }
        }
        at++;
    }

    /** The key of the map's entry of that number, from 0. */
    private @Nullable Object key(int number, int opened) {
        Keyword likely = number < expected.length ? expected[number] : null;
        if (likely != null && skipped(likely)) {
            return likely;
        }
        Object key = item('}', opened);
        if (key instanceof Keyword keyword && number < expected.length) {
            expected[number] = keyword;
        }
        return key;
    }

    /** Consumes this keyword; false where another form stands, or the text in the window ends. */
    private boolean skipped(Keyword keyword) {
        String name = keyword.name();
        int from = at + 1;
        int to = from + name.length();
        if (to >= end || text[at] != ':' || !endsToken(text[to])) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text[i] != name.charAt(i - from)) {
                return false;
            }
        }
        at = to;
        return true;
    }

    private @Nullable Object item(char close, int opened) {
        if (peek() == 0) {
            throw bad("the text ends before the '" + close + "' of the form that opens on line " + opened + ".");
        }
        return next();
    }

    private @Nullable Object dispatch() {
        char c = ahead(1);
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
        at++;
        start = at;
        while (has()) {
            char c = text[at];
            if (c == '"') {
                String result = names.string(text, start, at);
                start = -1;
                at++;
                return result;
            }
            if (c == '\\') {
                StringBuilder begun = new StringBuilder().append(text, start, at - start);
                start = -1;
                return escaped(begun, opened);
            }
            line += c == '\n' ? 1 : 0;
            at++;
        }
        throw bad("the text ends inside the string that opens on line " + opened + ".");
    }

    /** The rest of a string that has escapes. */
    private String escaped(StringBuilder result, int opened) {
        while (has()) {
            char c = text[at++];
            if (c == '"') {
                return result.toString();
            }
            if (result.length() >= LONGEST) {
                throw bad("something here is longer than " + (LONGEST >> 20) + " Mi characters.");
            }
            line += c == '\n' ? 1 : 0;
            result.append(c == '\\' ? escape() : c);
        }
        throw bad("the text ends inside the string that opens on line " + opened + ".");
    }

    private char escape() {
        char c = ahead(0);
        at++;
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\' -> c;
            case 'u' -> {
                if (ahead(3) == 0) {
                    throw bad("the text ends inside a string.");
                }
                String digits = new String(text, at, 4);
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
        at++;
        String first = has() ? String.valueOf(text[at++]) : "";
        return new Symbol("\\" + first + token());
    }

    private Keyword keyword() {
        at++;
        scan();
        if (at == start) {
            throw bad("a colon without a keyword.");
        }
        Keyword keyword = names.keyword(text, start, at);
        start = -1;
        return keyword;
    }

    private @Nullable Object atom() {
        scan();
        if (at == start) {
            start = -1;
            throw bad("unexpected '" + text[at] + "'.");
        }
        if (EdnNumbers.isSmallInteger(text, start, at)) {
            long value = EdnNumbers.smallInteger(text, start, at);
            start = -1;
            return value;
        }
        String token = scanned();
        char first = token.charAt(0);
        boolean signed = (first == '-' || first == '+') && token.length() > 1;
        if (Character.isDigit(signed ? token.charAt(1) : first)) {
            try {
                return EdnNumbers.number(token);
            } catch (NumberFormatException e) {
                throw bad("'" + token + "' is no number.");
            }
        }
        return switch (token) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> new Symbol(token);
        };
    }

    private String token() {
        scan();
        return scanned();
    }

    private String scanned() {
        String token = names.string(text, start, at);
        start = -1;
        return token;
    }
}
