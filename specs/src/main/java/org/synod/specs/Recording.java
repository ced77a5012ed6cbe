package org.synod.specs;

import java.util.Locale;

/**
 * What recording the figures of one run has changed in the manifest.
 *
 * @param done whether they were recorded
 * @param sentence begins with the model's name
 */
public record Recording(boolean done, String sentence) {
    /** Invariant: a run that does not show what the model must show changes nothing. */
    static boolean records(Model model, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Holds o -> model.expected() == Expected.HOLDS;
            case Outcome.Violated o -> o.property().equals(model.property());
            case Outcome.Failed o -> false;
            case Outcome.Unknown o -> false;
        };
    }

    static Recording of(Model before, Result result) {
        if (!records(before, result.outcome())) {
            return new Recording(false, result.sentence() + "; not recorded");
        }
        Model after = before.measured(result.outcome());
        String sentence = String.format(
                Locale.ROOT,
                "%s is recorded: %s, %s, %s",
                before.name(),
                change("distinct states", number(before.distinctStates()), number(after.distinctStates())),
                change("depth", number(before.depth()), number(after.depth())),
                change(
                        "seconds",
                        String.format(Locale.ROOT, "%.1f", before.seconds()),
                        String.format(Locale.ROOT, "%.1f", after.seconds())));
        return new Recording(true, sentence);
    }

    private static String change(String what, String before, String after) {
        return after.equals(before) ? what + " " + after + " as before" : what + " " + after + " for " + before;
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
