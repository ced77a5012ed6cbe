package org.synod.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import org.synod.conformance.job.Listener;

/**
 * Progress on standard error: on a terminal one line that changes, elsewhere a line every few seconds. Results on standard
 * output, as text or as one JSON document.
 */
final class Console implements Listener {

    private static final long EVERY_NANOS = 5_000_000_000L;
    private static final int WIDTH = 110;

    private final PrintStream err = System.err;
    private final boolean terminal = Boolean.getBoolean("synod.terminal");
    private final long start = System.nanoTime();
    private long last = start;
    private boolean open;

    @Override
    public synchronized void say(String line) {
        clear();
        err.println(stamp() + line);
        last = System.nanoTime();
    }

    @Override
    public synchronized void status(String line) {
        if (terminal) {
            String text = stamp() + line;
            err.print("\r\u001b[K" + (text.length() > WIDTH ? text.substring(0, WIDTH) : text));
            err.flush();
            open = true;
        } else if (System.nanoTime() - last >= EVERY_NANOS) {
            say(line);
        }
    }

    /** Ends the changing line, before something else is printed. */
    synchronized void clear() {
        if (open) {
            err.print("\r\u001b[K");
            err.flush();
            open = false;
        }
    }

    private String stamp() {
        return String.format("%4d s  ", (System.nanoTime() - start) / 1_000_000_000L);
    }

    /** Prints a value as one JSON document. */
    static void json(Object value) {
        System.out.println(text(value));
    }

    /** A value as one JSON document. */
    static String text(Object value) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
