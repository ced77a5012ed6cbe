package org.synod.linearizability.history;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The names, numbers and strings that came not long ago: who reads one again gets the same object. */
final class Names {

    /** How many are kept of a text that may be long, and of a short one: a table for each short text costs more than it saves. */
    static final int MANY = 1 << 16;

    static final int FEW = 1 << 4;

    /** By their hash. */
    private final @Nullable String[] strings;

    private final char[] @Nullable [] characters;
    private final @Nullable Keyword[] keywords;

    /**
     * Makes an empty table.
     *
     * @param places a power of two
     */
    Names(int places) {
        this.strings = new @Nullable String[places];
        this.characters = new char[places] @Nullable [];
        this.keywords = new @Nullable Keyword[places];
    }

    /** The characters as a string. */
    String string(char[] text, int from, int to) {
        return Objects.requireNonNull(strings[place(text, from, to)]);
    }

    /** The keyword of which these characters are the name. */
    Keyword keyword(char[] text, int from, int to) {
        int place = place(text, from, to);
        Keyword known = keywords[place];
        if (known == null) {
            known = new Keyword(Objects.requireNonNull(strings[place]));
            keywords[place] = known;
        }
        return known;
    }

    /** Where the characters are now. */
    private int place(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        int place = (hash ^ (hash >>> 15)) & (strings.length - 1);
        char[] known = characters[place];
        if (known == null || !same(known, text, from, to)) {
            strings[place] = new String(text, from, to - from);
            characters[place] = Arrays.copyOfRange(text, from, to);
            keywords[place] = null;
        }
        return place;
    }

    /** By hand: the pieces are short, and a library's call costs more than the comparison. */
    private static boolean same(char[] known, char[] text, int from, int to) {
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
}
