package org.synod.linearizability.history;

/** An EDN keyword, without its colon. */
public record Keyword(String name) {
    @Override
    public String toString() {
        return ":" + name;
    }
}
