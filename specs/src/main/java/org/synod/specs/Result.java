package org.synod.specs;

import java.util.Locale;

/**
 * A model, what came of checking it, and whether that is what the manifest expects.
 *
 * @param sentence the verdict in one sentence that begins with the model's name
 */
public record Result(Model model, Outcome outcome, Verdict verdict, String sentence) {
    /** Compares an outcome with what the manifest expects of the model: verdict, property and figures. */
    public static Result of(Model model, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Holds o -> held(model, o);
            case Outcome.Violated o -> violated(model, o);
            case Outcome.Unknown o ->
                result(
                        model,
                        o,
                        Verdict.UNKNOWN,
                        "could not be decided, " + o.cause().name().toLowerCase(Locale.ROOT) + ": " + o.detail());
            case Outcome.Failed o -> failed(model, o);
        };
    }

    private static Result held(Model model, Outcome.Holds o) {
        long distinct = o.statistics().distinct();
        if (model.expected() != Expected.HOLDS) {
            return result(
                    model,
                    o,
                    Verdict.VIOLATED,
                    "found no error in " + states(distinct) + ", but "
                            + (model.property() == null ? "an error" : "a violation of " + model.property())
                            + " is expected");
        }
        if (distinct != model.distinctStates()) {
            return result(
                    model,
                    o,
                    Verdict.VIOLATED,
                    "holds, but has " + states(distinct) + " where the manifest records "
                            + states(model.distinctStates()) + "; if the specification was meant to change, record it");
        }
        return result(model, o, Verdict.HOLDS, "holds in all " + states(distinct));
    }

    private static Result violated(Model model, Outcome.Violated o) {
        int length = o.counterexample().length();
        String found = "violates " + o.property() + " in " + length + " states";
        if (!o.property().equals(model.property())) {
            String wanted = model.property() == null ? "no violation" : "a violation of " + model.property();
            return result(model, o, Verdict.VIOLATED, found + ", but " + wanted + " is expected");
        }
        if (length != model.depth()) {
            return result(
                    model, o, Verdict.VIOLATED, found + " where the manifest records " + model.depth() + "; record it");
        }
        return result(model, o, Verdict.HOLDS, found + ", as it must");
    }

    private static Result failed(Model model, Outcome.Failed o) {
        if (model.expected() == Expected.ERROR) {
            return result(model, o, Verdict.HOLDS, "cannot be evaluated by this TLC, as is known");
        }
        String where = o.module() == null ? "" : " at " + o.module() + (o.line() > 0 ? ":" + o.line() : "");
        return result(model, o, Verdict.BAD_INPUT, "cannot be checked" + where + ": " + o.message());
    }

    private static String states(long n) {
        return String.format(Locale.ROOT, "%,d", n) + (n == 1 ? " state" : " states");
    }

    private static Result result(Model model, Outcome outcome, Verdict verdict, String rest) {
        return new Result(model, outcome, verdict, model.name() + " " + rest);
    }
}
