package org.synod.linearizability.history;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN forms one after the other, as they are asked for, and knows the line of each.
 *
 * <p>Our own rather than Clojure's, because a history with a fault must be refused with its line, and because reading a
 * file must not start Clojure. Tags are dropped: Jepsen prints its operations as tagged records that mean plain maps.
 * Names and strings that come again and again are the same objects: a history has few different ones.
 */
final class EdnReader {
    private static final int DEEPEST = 200;
    private static final int WINDOW = 1 << 16;

    /** Of a name, a number or a string. */
    static final int LONGEST = 1 << 26;

    /** How many names, numbers and strings are kept of a long text, and of a short one. */
    private static final int MANY = 1 << 16;

    private static final int FEW = 1 << 4;

    private static final boolean[] ENDS_TOKEN = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) {
            ENDS_TOKEN[c] =
                    Character.isWhitespace(c) || Character.isISOControl(c) || "[](){}\",;\\^`~@".indexOf(c) >= 0;
        }
    }

    private final String source;
    /** The names that came not long ago, by their hash. */
    private final @Nullable String[] interned;

    private final char[] @Nullable [] characters;
    private final @Nullable Keyword[] keywords;

    /** Where the rest of the text comes from; null when all of it is in the window. */
    private @Nullable Reader rest;

    /** The window: what is not consumed yet stands from {@link #at} to {@link #end}. */
    private char[] text;

    private int at;
    private int end;

    /** Where the token begins that is being read, or the place to come back to: both stay in the window; or -1. */
    private int start = -1;

    private int marked = -1;
    private int markedLine;
    private int line = 1;
    private int depth;

    /** The items so far of the collections that are being read, the outermost first. */
    private @Nullable Object[] items = new @Nullable Object[64];

    private int pending;

    private EdnReader(String source, int names) {
        this.source = source;
        this.interned = new @Nullable String[names];
        this.characters = new char[names] @Nullable [];
        this.keywords = new @Nullable Keyword[names];
        this.text = new char[0];
    }

    /** Reads a short text. */
    EdnReader(String source, String text) {
        this(source, FEW);
        this.text = text.toCharArray();
        this.end = this.text.length;
    }

    /** Reads a text that may be long. */
    EdnReader(String source, Reader text) {
        this(source, MANY);
        this.rest = text;
        this.text = new char[WINDOW];
    }

    /** Goes on with another text, which it may change, and knows the names that it has seen. */
    void reset(char[] other, int length, int firstLine) {
        rest = null;
        text = other;
        at = 0;
        end = length;
        start = -1;
        marked = -1;
        line = firstLine;
        depth = 0;
        pending = 0;
    }

    /** The line of the next character. */
    int line() {
        return line;
    }

    /** Whether there is a character at {@link #at}. */
    private boolean has() {
        return at < end || more();
    }

    /** The character so many behind the next one; 0 behind the end. */
    private char ahead(int count) {
        while (at + count >= end) {
            if (!more()) {
                return 0;
            }
        }
        return text[at + count];
    }

    /** Moves the window on; false at the end of the text. */
    private boolean more() {
        Reader reader = rest;
        if (reader == null) {
            return false;
        }
        int keep = start < 0 ? at : Math.min(at, start);
        keep = marked < 0 ? keep : Math.min(keep, marked);
        System.arraycopy(text, keep, text, 0, end - keep);
        at -= keep;
        end -= keep;
        start -= start < 0 ? 0 : keep;
        marked -= marked < 0 ? 0 : keep;
        if (end == text.length) {
            if (end >= LONGEST) {
                throw bad("something here is longer than " + (LONGEST >> 20) + " Mi characters.");
            }
            text = Arrays.copyOf(text, 2 * end);
        }
        try {
            int read = reader.read(text, end, text.length - end);
            if (read < 0) {
                rest = null;
                return false;
            }
            end += read;
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Keeps this place to come back to. */
    void mark() {
        marked = at;
        markedLine = line;
    }

    /** Goes back to the place kept, or only forgets it. */
    void unmark(boolean back) {
        if (back) {
            at = marked;
            line = markedLine;
        }
        marked = -1;
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
        while (peek() != '}') {
            Object key = item('}', opened);
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
                String result = interned(start, at);
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
        int slot = intern(start, at);
        start = -1;
        Keyword known = keywords[slot];
        if (known == null) {
            known = new Keyword(Objects.requireNonNull(interned[slot]));
            keywords[slot] = known;
        }
        return known;
    }

    private @Nullable Object atom() {
        scan();
        if (at == start) {
            start = -1;
            throw bad("unexpected '" + text[at] + "'.");
        }
        if (isSmallInteger()) {
            return smallInteger();
        }
        String token = scanned();
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
        scan();
        return scanned();
    }

    /** Moves to the end of the token that begins here. */
    private void scan() {
        start = at;
        do {
            int i = at;
            while (i < end && !endsToken(text[i])) {
                i++;
            }
            at = i;
        } while (at == end && more());
    }

    private static boolean endsToken(char c) {
        return c < 128 ? ENDS_TOKEN[c] : Character.isWhitespace(c) || Character.isISOControl(c);
    }

    private String scanned() {
        String token = interned(start, at);
        start = -1;
        return token;
    }

    /** Digits that certainly fit, perhaps with a minus: as almost all numbers of a history are. */
    private boolean isSmallInteger() {
        int first = text[start] == '-' ? start + 1 : start;
        if (at - first < 1 || at - first > 18) {
            return false;
        }
        for (int i = first; i < at; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private Long smallInteger() {
        boolean negative = text[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < at; i++) {
            value = 10 * value + (text[i] - '0');
        }
        start = -1;
        return negative ? -value : value;
    }

    /** The characters as a string, the same one as before where they were there not long ago. */
    private String interned(int from, int to) {
        return Objects.requireNonNull(interned[intern(from, to)]);
    }

    /** Where the characters are interned now. */
    private int intern(int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = (hash ^ (hash >>> 15)) & (interned.length - 1);
        char[] known = characters[slot];
        if (known == null || !same(known, from, to)) {
            interned[slot] = new String(text, from, to - from);
            characters[slot] = Arrays.copyOfRange(text, from, to);
            keywords[slot] = null;
        }
        return slot;
    }

    /** By hand: the pieces are short, and a library's call costs more than the comparison. */
    private boolean same(char[] known, int from, int to) {
        if (known.length != to - from) {
            return false;
        }
        for (int i = 0; i < known.length; i++) {
            if (known[i] != text[from + i]) {
                return false;
            }
        }
        return true;
    }

    BadHistoryException bad(String fault) {
        return new BadHistoryException(source, line, fault);
    }
}
