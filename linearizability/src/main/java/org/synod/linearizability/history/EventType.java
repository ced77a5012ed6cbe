package org.synod.linearizability.history;

import java.util.Locale;
import java.util.Optional;

/** What an event says about an operation. */
public enum EventType {
    /** The client is about to send the request. */
    INVOKE,
    /** The operation happened, and the event's value is what it returned. */
    OK,
    /** The operation certainly did not happen. */
    FAIL,
    /** Nobody knows: the operation may happen at any later time, or never. */
    INFO;

    private static final EventType[] TYPES = values();

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in every file format, without the colon of EDN. */
    public String label() {
        return label;
    }

    static Optional<EventType> labelled(String label) {
        for (EventType type : TYPES) {
            if (type.label.equals(label)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
