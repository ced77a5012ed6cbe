package org.synod.specs;

import java.util.List;

/** The answer to whether something is as it must be. Three answers, and the refusal of the question. */
public enum Verdict {
    /** It is. */
    HOLDS(0),
    /** It is not. */
    VIOLATED(1),
    /** Nobody can tell; the cause is given with it. */
    UNKNOWN(2),
    /** The question cannot be asked: a file is wrong. */
    BAD_INPUT(65);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of a command that ends with this verdict. */
    public int exitCode() {
        return exitCode;
    }

    /** The verdict on all: bad input before violated before unknown before holds. */
    public static Verdict of(List<Result> results) {
        for (Verdict v : List.of(BAD_INPUT, VIOLATED, UNKNOWN)) {
            if (results.stream().anyMatch(r -> r.verdict() == v)) {
                return v;
            }
        }
        return HOLDS;
    }
}
