package org.synod.linearizability.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An invocation and what became of it.
 *
 * @param invoke the event that opened it
 * @param completion the event that closed it; null when the history ends before
 * @param outcome {@code OK}, {@code FAIL}, or {@code INFO} for an operation that stays open for ever
 * @param invokePosition where the invocation stands in {@link History#events()}
 * @param completionPosition where the completion stands there; {@code Integer.MAX_VALUE} when there is none or it is
 *     {@code INFO}, because the operation may then take effect at any later time
 * @param key the object that it works on; null when the history has one object only
 * @param value what is judged: the argument with the result filled in
 */
public record Operation(
        Event invoke,
        @Nullable Event completion,
        EventType outcome,
        int invokePosition,
        int completionPosition,
        @Nullable Object key,
        @Nullable Object value) {

    /** The name of the operation. */
    public String f() {
        return invoke.f();
    }

    /** The client that ran it. */
    public Object process() {
        return invoke.process();
    }

    /** Whether nobody knows if it happened. */
    public boolean isCrashed() {
        return outcome == EventType.INFO;
    }

    /** The same operation on one object of several. */
    public Operation on(@Nullable Object newKey, @Nullable Object newValue) {
        return Objects.equals(newKey, key) && Objects.equals(newValue, value)
                ? this
                : new Operation(invoke, completion, outcome, invokePosition, completionPosition, newKey, newValue);
    }

    /** The operation as a sentence shows it: {@code write 3 by process 4}. */
    public String describe() {
        String on = key == null ? "" : " of key " + EdnWriter.toString(key);
        return f() + what() + on + " by process " + process() + (isCrashed() ? " (crashed)" : "");
    }

    /** Nil is shown where it says something: as what was read or written, and what an empty queue or stack gave. */
    private String what() {
        if (value != null) {
            return " " + EdnWriter.toString(value);
        }
        return switch (f()) {
            case "write", "put" -> " nil";
            case "read", "get" -> isCrashed() ? "" : " nil";
            case "dequeue", "pop" -> isCrashed() ? "" : " -> nil";
            default -> "";
        };
    }
}
