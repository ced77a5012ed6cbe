package org.synod.linearizability.history;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text that an {@link EdnReader} moves over: as much of it as is needed at once, and the line. The reader extends it,
 * and uses its fields, because that happens for every character.
 */
class TextWindow {
    private static final int WINDOW = 1 << 16;

    /** Of a name, a number or a string. */
    static final int LONGEST = 1 << 26;

    private static final boolean[] ENDS_TOKEN = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) {
            ENDS_TOKEN[c] =
                    Character.isWhitespace(c) || Character.isISOControl(c) || "[](){}\",;\\^`~@".indexOf(c) >= 0;
        }
    }

    private final String source;

    /** Where the rest of the text comes from; null when all of it is in the window. */
    private @Nullable Reader rest;

    /** The window: what is not consumed yet stands from {@link #at} to {@link #end}. */
    char[] text;

    int at;
    int end;

    /** Where the token begins that is being read, or the place to come back to: both stay in the window; or -1. */
    int start = -1;

    private int marked = -1;
    private int markedLine;

    /** Of the next character. */
    int line = 1;

    TextWindow(String source, String text) {
        this.source = source;
        this.text = text.toCharArray();
        this.end = this.text.length;
    }

    TextWindow(String source, Reader text) {
        this.source = source;
        this.rest = text;
        this.text = new char[WINDOW];
    }

    /** Goes on with another text, which it may change. */
    void reset(char[] other, int length, int firstLine) {
        rest = null;
        text = other;
        at = 0;
        end = length;
        start = -1;
        marked = -1;
        line = firstLine;
    }

    /** The line of the next character. */
    int line() {
        return line;
    }

    /** Whether there is a character at {@link #at}. */
    boolean has() {
        return at < end || more();
    }

    /** The character so many behind the next one; 0 behind the end. */
    char ahead(int count) {
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

    /** Moves to the end of the token that begins here. */
    void scan() {
        start = at;
        do {
            int i = at;
            while (i < end && !endsToken(text[i])) {
                i++;
            }
            at = i;
        } while (at == end && more());
    }

    static boolean endsToken(char c) {
        return c < 128 ? ENDS_TOKEN[c] : Character.isWhitespace(c) || Character.isISOControl(c);
    }

    /** At the line of the next character. */
    BadHistoryException bad(String fault) {
        return new BadHistoryException(source, line, fault);
    }
}
