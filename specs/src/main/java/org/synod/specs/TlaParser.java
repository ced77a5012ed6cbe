package org.synod.specs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a value as TLC prints it. */
final class TlaParser {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|<<|>>|\\|->|:>|@@|[{}\\[\\](),]|[^\\s{}\\[\\](),<>:@|\"]+)");

    /** Not a value that TLC prints. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Matcher tokens;
    private int at;
    private String token = "";

    private TlaParser(String text) {
        tokens = TOKEN.matcher(text);
    }

    static TlaValue parse(String text) {
        TlaParser parser = new TlaParser(text.strip());
        try {
            parser.next();
            TlaValue value = parser.value();
            if (parser.token.isEmpty()) {
                return value;
            }
        } catch (Unreadable e) {
            // It is shown as it stands.
            return new TlaValue.Atom(text.strip());
        }
        return new TlaValue.Atom(text.strip());
    }

    private TlaValue value() throws Unreadable {
        return switch (token) {
            case "{" -> set();
            case "<<" -> sequence();
            case "[" -> record();
            case "(" -> function();
            case "", "}", ">>", "]", ")", ",", ":>", "@@", "|->" -> throw new Unreadable();
            default -> atom();
        };
    }

    private TlaValue.Atom atom() throws Unreadable {
        String text = token;
        next();
        return new TlaValue.Atom(text);
    }

    private TlaValue set() throws Unreadable {
        Set<TlaValue> values = new LinkedHashSet<>();
        next();
        while (!token.equals("}")) {
            values.add(value());
            comma("}");
        }
        next();
        return new TlaValue.Elements(values);
    }

    private TlaValue sequence() throws Unreadable {
        Map<TlaValue, TlaValue> entries = new LinkedHashMap<>();
        next();
        while (!token.equals(">>")) {
            entries.put(new TlaValue.Atom(Integer.toString(entries.size() + 1)), value());
            comma(">>");
        }
        next();
        return new TlaValue.Mapping(TlaValue.Mapping.Form.SEQUENCE, entries);
    }

    private TlaValue record() throws Unreadable {
        Map<TlaValue, TlaValue> entries = new LinkedHashMap<>();
        next();
        while (!token.equals("]")) {
            TlaValue name = atom();
            expect("|->");
            entries.put(name, value());
            comma("]");
        }
        next();
        return new TlaValue.Mapping(TlaValue.Mapping.Form.RECORD, entries);
    }

    private TlaValue function() throws Unreadable {
        Map<TlaValue, TlaValue> entries = new LinkedHashMap<>();
        do {
            next();
            TlaValue key = value();
            expect(":>");
            entries.put(key, value());
        } while (token.equals("@@"));
        expect(")");
        return new TlaValue.Mapping(TlaValue.Mapping.Form.FUNCTION, entries);
    }

    private void comma(String end) throws Unreadable {
        if (!token.equals(end)) {
            expect(",");
        }
    }

    private void expect(String wanted) throws Unreadable {
        if (!token.equals(wanted)) {
            throw new Unreadable();
        }
        next();
    }

    /** The next token; at the end an empty one. */
    private void next() throws Unreadable {
        if (at == tokens.regionEnd()) {
            token = "";
            return;
        }
        tokens.region(at, tokens.regionEnd());
        if (!tokens.lookingAt()) {
            throw new Unreadable();
        }
        token = tokens.group(1);
        at = tokens.end();
    }
}
