package org.synod.conformance.steps;

import java.util.Locale;
import org.synod.specs.Model;
import org.synod.specs.StepFigures;

/**
 * What a result means, beside what the manifest has of the model.
 *
 * @param result holds, violated or unknown
 * @param sentence begins with the model's name
 */
public record StepVerdict(Result result, String sentence) {

    /** The three verdicts. */
    public enum Result {
        HOLDS,
        VIOLATED,
        UNKNOWN
    }

    /**
     * Judges a result.
     *
     * @param recorded whether the counts must be those that the manifest records
     */
    public static StepVerdict of(Model model, StepResult r, boolean recorded) {
        if (r.isViolated()) {
            return new StepVerdict(
                    Result.VIOLATED,
                    String.format(
                            Locale.ROOT,
                            "%s: the specification and Java disagree %,d times in %,d states",
                            model.name(),
                            r.disagreements(),
                            r.states()));
        }
        if (!r.complete()) {
            return new StepVerdict(
                    Result.UNKNOWN,
                    String.format(Locale.ROOT, "%s: only %,d states were confronted", model.name(), r.states()));
        }
        if (r.outside() > 0) {
            return new StepVerdict(
                    Result.UNKNOWN,
                    String.format(
                            Locale.ROOT,
                            "%s: Java led out of the bounds %,d times, and could not be judged there",
                            model.name(),
                            r.outside()));
        }
        if (model.expected() == org.synod.specs.Expected.HOLDS && r.states() != model.distinctStates()) {
            return new StepVerdict(
                    Result.VIOLATED,
                    String.format(
                            Locale.ROOT,
                            "%s: %,d states were confronted, but TLC found %,d",
                            model.name(),
                            r.states(),
                            model.distinctStates()));
        }
        StepFigures before = model.steps();
        if (recorded && !r.figures().equals(before)) {
            return new StepVerdict(
                    Result.VIOLATED,
                    model.name() + ": counted " + r.figures() + ", but the manifest has "
                            + (before == null ? "nothing" : before)
                            + "; if that was meant, ./synod steps check " + model.name() + " --record");
        }
        long exempt = r.exempt().values().stream().mapToLong(n -> n).sum();
        return new StepVerdict(
                Result.HOLDS,
                String.format(
                        Locale.ROOT,
                        "%s conforms: %,d states, %,d transitions (%,d taken by Java, %,d exempt), %,d inputs to Java,"
                                + " %,d with steps, in %.1f s",
                        model.name(),
                        r.states(),
                        r.transitions(),
                        r.confirmed(),
                        exempt,
                        r.inputs(),
                        r.steps(),
                        r.seconds()));
    }
}
