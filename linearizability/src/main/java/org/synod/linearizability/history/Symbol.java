package org.synod.linearizability.history;

/** An EDN symbol, or a character, which only the printed form tells apart. */
public record Symbol(String name) {
    @Override
    public String toString() {
        return name;
    }
}
