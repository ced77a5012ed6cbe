package org.synod.linearizability.knossos;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Knossos said.
 *
 * @param answer valid, violated or unknown
 * @param cause why it is unknown: {@code timeout}, {@code out-of-memory}, or what went wrong; null otherwise
 * @param key the object that it found violated; null when there is one object only
 * @param operation the operation that it says no order explains; null when it named none
 * @param line where that was invoked; 0 when it has no line
 * @param analyzer which of Knossos's algorithms came first; null when it did not say
 * @param objects how many objects the history has
 * @param decided how many of them it answered for
 * @param nanos how long its search took, without the time to start it
 */
public record Opinion(
        Answer answer,
        @Nullable String cause,
        @Nullable String key,
        @Nullable String operation,
        int line,
        @Nullable String analyzer,
        int objects,
        int decided,
        long nanos) {

    /** The verdicts. */
    public enum Answer {
        /** Every object is linearizable. */
        VALID("valid", 0),
        /** An object is not. */
        VIOLATED("violated", 1),
        /** It did not say. */
        UNKNOWN("unknown", 2);

        private final String label;
        private final int exitCode;

        Answer(String label, int exitCode) {
            this.label = label;
            this.exitCode = exitCode;
        }

        /** The word in text and JSON. */
        public String label() {
            return label;
        }

        /** The exit code of the command line. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** One line. */
    public String text() {
        StringBuilder out = new StringBuilder(answer.label());
        if (cause != null) {
            out.append(", ").append(cause);
        }
        if (operation != null) {
            out.append(", no order explains ").append(operation);
            out.append(line > 0 ? " (line " + line + ")" : "");
        }
        if (decided < objects && answer != Answer.VIOLATED) {
            out.append(", ").append(decided).append(" of ").append(objects).append(" objects decided");
        }
        return out.append(" (").append(nanos / 1_000_000).append(" ms)").toString();
    }

    /** As a map that any JSON writer prints; what is unknown is left out. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", answer.label());
        put(json, "cause", cause);
        put(json, "key", key);
        put(json, "operation", operation);
        put(json, "line", line > 0 ? line : null);
        put(json, "analyzer", analyzer);
        json.put("objects", objects);
        json.put("decided", decided);
        json.put("millis", nanos / 1e6);
        return json;
    }

    private static void put(Map<String, Object> json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
