package org.synod.linearizability.history;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The lines of a text, read as they are needed. A line without end does not take memory without end. */
final class TextLines {
    private static final int LONGEST = 1 << 26;

    private final String source;
    private final Reader text;
    private final char[] window = new char[1 << 16];
    private int at;
    private int end;
    private int number;

    TextLines(String source, Reader text) {
        this.source = source;
        this.text = text;
    }

    /** The next line, without its end; null behind the last one. */
    @Nullable String next() {
        StringBuilder line = new StringBuilder();
        boolean any = false;
        while (has()) {
            any = true;
            int from = at;
            while (at < end && window[at] != '\n') {
                at++;
            }
            line.append(window, from, at - from);
            if (at < end) {
                at++;
                break;
            }
            if (line.length() > LONGEST) {
                throw new BadHistoryException(
                        source, number + 1, "the line is longer than " + (LONGEST >> 20) + " Mi characters.");
            }
        }
        if (!any) {
            return null;
        }
        number++;
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    /** The number of the line that was read last, from 1. */
    int number() {
        return number;
    }

    private boolean has() {
        if (at == end) {
            try {
                at = 0;
                end = Math.max(0, text.read(window));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return at < end;
    }
}
