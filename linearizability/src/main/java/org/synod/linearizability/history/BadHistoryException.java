package org.synod.linearizability.history;

/** The input is not a history that can be judged; the message is one sentence that opens with file and line. */
public final class BadHistoryException extends RuntimeException {
    private final String source;
    private final int line;

    /**
     * @param source the file, or what stands for it
     * @param line from 1, or 0 when the fault has no line
     * @param fault what is wrong, as the rest of a sentence
     */
    public BadHistoryException(String source, int line, String fault) {
        super(source + (line > 0 ? ":" + line : "") + ": " + fault);
        this.source = source;
        this.line = line;
    }

    /** The file, or what stands for it. */
    public String source() {
        return source;
    }

    /** The line of the fault, from 1; 0 when it has none. */
    public int line() {
        return line;
    }
}
