package org.synod.conformance.job;

/** Told how long work goes on. Both may be called from any thread. */
public interface Listener {

    /** Something that stays on the screen. */
    void say(String line);

    /** How far the present step is; the next status takes its place. */
    void status(String line);

    /** Says nothing. */
    Listener SILENT = new Listener() {
        @Override
        public void say(String line) {}

        @Override
        public void status(String line) {}
    };
}
