package org.synod.conformance.replay;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Drives replicas along a scenario, and leaves the trace of all that they did. */
public final class Replay {

    /**
     * How far it came.
     *
     * @param steps how many steps of the scenario the replicas took
     * @param stopped the step that they did not take; null when they took all
     * @param instead what came of that step instead; null when they took all
     * @param trace what they did, for the checker of traces
     */
    public record Result(
            int steps,
            @Nullable ScenarioStep stopped,
            @Nullable String instead,
            Path trace) {

        /** Whether it came as far as the scenario says. */
        public boolean isAsExpected(Scenario scenario) {
            return stopped == null ? scenario.refused() == 0 : scenario.refused() == stopped.line();
        }
    }

    private Replay() {}

    /** Replays the scenario; the trace goes into the file. */
    public static Result run(Scenario scenario, Replicas replicas, Path trace) throws IOException {
        Words words = new Words(scenario);
        try (Stage stage = new Stage(scenario, words, replicas, trace)) {
            Performer performer = new Performer(stage, words, scenario.clocks());
            int done = 0;
            for (ScenarioStep step : scenario.steps()) {
                String instead = performer.perform(step);
                if (instead != null && !step.tried()) {
                    return new Result(done, step, instead, trace);
                }
                done++;
            }
            return new Result(done, null, null, trace);
        }
    }
}
