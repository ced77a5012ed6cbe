package org.synod.specs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model and what it must show; an entry of {@code specs/manifest.json}.
 *
 * @param name the configuration's file name without {@code .cfg}; unique
 * @param module the root module's name, a file of the same folder
 * @param path the folder below {@code specs}, such as {@code log}
 * @param kind what the model is for
 * @param level how much time it may take
 * @param expected what TLC must say
 * @param property the property that must be violated; null if the model holds
 * @param properties everything that is checked
 * @param distinctStates the distinct states that TLC found when the entry was recorded; of a violated model, until it
 *     stopped
 * @param depth the depth of the search; of a violated model, the number of states of the shortest counterexample
 * @param seconds the time that TLC took when the entry was recorded
 * @param machine the machine that it was recorded on; null if that was not noted
 * @param description one sentence
 * @param steps what step conformance counted when it was recorded; null for a model that it is not about
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Model(
        String name,
        String module,
        String path,
        Kind kind,
        Level level,
        Expected expected,
        @Nullable String property,
        List<String> properties,
        long distinctStates,
        int depth,
        double seconds,
        @Nullable String machine,
        String description,
        @Nullable StepFigures steps) {
    public Model {
        properties = List.copyOf(properties);
        if ((expected == Expected.VIOLATED) != (property != null)) {
            throw new IllegalArgumentException(
                    name + ": exactly the models that are expected to be violated name the property that breaks");
        }
    }

    /** This entry with the figures of a run of it on this machine, rounded to tenths of a second. */
    Model measured(Outcome outcome) {
        Statistics s = outcome.statistics();
        int steps = outcome instanceof Outcome.Violated v ? v.counterexample().length() : s.depth();
        double tenths = Math.round(s.seconds() * 10) / 10.0;
        return new Model(
                name,
                module,
                path,
                kind,
                level,
                expected,
                property,
                properties,
                s.distinct(),
                steps,
                tenths,
                Machine.description(),
                description,
                this.steps);
    }

    /** This entry with what step conformance counted. */
    Model confronted(StepFigures figures) {
        return new Model(
                name,
                module,
                path,
                kind,
                level,
                expected,
                property,
                properties,
                distinctStates,
                depth,
                seconds,
                machine,
                description,
                figures);
    }
}
