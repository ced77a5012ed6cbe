package org.synod.linearizability.history;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history.
 *
 * <p>Values are plain Java: {@code Long}, {@code BigInteger}, {@code Double}, {@code BigDecimal}, {@code String},
 * {@code Boolean}, {@link Keyword}, {@link Symbol}, {@code List}, {@code Map}, {@code Set}, or null.
 *
 * @param line where the event begins in its file, from 1; 0 when it came from no file
 * @param index the caller's own position of the event, which results speak of; null when it gave none
 * @param process a {@code Long} for a client; anything else (the nemesis) takes no part in the judgement
 * @param type what happened to the operation
 * @param f the name of the operation, without a colon
 * @param key the object that the operation works on, where the event names it apart from the value
 * @param value the argument of an invocation, the result of a completion
 * @param time nanoseconds from an origin of the recorder's choice; -1 when unknown
 * @param extra every other field, kept and shown but not judged
 */
public record Event(
        int line,
        @Nullable Long index,
        Object process,
        EventType type,
        String f,
        @Nullable Object key,
        @Nullable Object value,
        long time,
        Map<String, @Nullable Object> extra) {

    /** The time of an event that carries none. */
    public static final long NO_TIME = -1;

    /** Copies the extra fields, so that the event cannot change. */
    public Event {
        extra = extra.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /** An event without a file, an index, a time or extra fields. */
    public static Event of(Object process, EventType type, String f, @Nullable Object key, @Nullable Object value) {
        return new Event(0, null, process, type, f, key, value, NO_TIME, Map.of());
    }

    /** Whether a client took this step; the events of others are shown, not judged. */
    public boolean isClient() {
        return process instanceof Long;
    }
}
