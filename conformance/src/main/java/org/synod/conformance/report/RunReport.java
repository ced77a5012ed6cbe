package org.synod.conformance.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.cluster.ClusterResult;

/**
 * Everything that a run of the main job found; {@code verdicts.json} of its folder.
 *
 * @param verdict {@code holds}, {@code violated} or {@code unknown}
 * @param command reruns it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        String id,
        long seed,
        String commit,
        String started,
        double seconds,
        String verdict,
        int exitCode,
        String command,
        Map<String, String> versions,
        List<ModelLine> models,
        @Nullable SimulationSummary simulation,
        @Nullable ClusterSummary cluster,
        List<Finding> findings) {

    /** One model: what it is, what TLC found, and whether that is what the manifest expects. */
    public record ModelLine(
            String name, String kind, String verdict, long states, int depth, double seconds, String sentence) {}

    /**
     * The simulated groups.
     *
     * @param coverage how often each action was taken
     */
    public record SimulationSummary(
            long fromSeed,
            long toSeed,
            long events,
            long conformed,
            long operations,
            long linearizable,
            long leaders,
            double simulatedSeconds,
            double seconds,
            SortedMap<String, Long> coverage) {}

    /**
     * The real group.
     *
     * @param conformed how many of the trace's events were judged to conform
     * @param judgeSeconds what judging took after the processes had ended
     * @param behindMillis how far judging the trace was behind the processes at most, while they ran
     */
    public record ClusterSummary(
            ClusterResult result,
            long events,
            long conformed,
            String traceVerdict,
            String historyVerdict,
            long linearizable,
            double judgeSeconds,
            double behindMillis,
            SortedMap<String, Long> coverage) {}

    /**
     * Something that is not as it must be.
     *
     * @param layer who found it: model, simulation, trace, history or run
     * @param explanation text of several lines
     * @param html a picture, if there is one
     * @param command reproduces it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Finding(
            String layer,
            String what,
            String explanation,
            @Nullable String html,
            String command,
            boolean unknown) {}

    /** How many distinct states all models have together. */
    public long states() {
        return models.stream().mapToLong(ModelLine::states).sum();
    }
}
