package org.synod.conformance.job;

import java.util.List;
import java.util.Locale;
import org.synod.conformance.trace.TraceVerdict;

/** A refusal as text of several lines, the most important first. */
final class RefusalText {

    private static final String NO_CHANGE =
            "with no single change that was tried: of a parameter, or of an event before it";

    private RefusalText() {}

    static String of(long events, TraceVerdict.Refusal refusal) {
        StringBuilder text = new StringBuilder();
        if (refusal.conditions().isEmpty() && refusal.context().isEmpty()) {
            return String.format(Locale.ROOT, "after %,d events that conform: %s", events, refusal.because());
        }
        text.append(String.format(Locale.ROOT, "after %,d events that conform, this one does not:%n  ", events));
        text.append(refusal.event()).append("\nbecause ").append(refusal.because());
        if (!refusal.meaning().isEmpty()) {
            text.append("\n(the specification: \"").append(refusal.meaning()).append("\")");
        }
        List<String> conditions = refusal.conditions().stream()
                .filter(c -> !refusal.because().endsWith(c))
                .toList();
        list(
                text,
                "what is false",
                conditions.stream().map(c -> c.replace("; ", "\n    ")).toList());
        list(text, "it would conform", refusal.change().isEmpty() ? List.of(NO_CHANGE) : refusal.change());
        list(text, "what it goes back to", refusal.origin());
        list(text, "what the specification would have allowed here", refusal.allowed());
        list(text, "the events before it", refusal.context());
        list(
                text,
                "the last state that agreed, as far as it matters",
                refusal.state().entrySet().stream()
                        .map(e -> e.getKey() + " = " + e.getValue())
                        .toList());
        return text.toString();
    }

    private static void list(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n\n").append(title).append(':');
            lines.forEach(line -> text.append("\n  ").append(line));
        }
    }
}
