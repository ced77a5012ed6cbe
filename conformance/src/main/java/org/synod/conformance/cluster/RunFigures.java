package org.synod.conformance.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.TraceEvent;
import org.synod.conformance.trace.TraceFile;

/** What a run comes to in figures: who led when, how long nobody did, how long clients waited. Times of its own clock. */
final class RunFigures {

    /**
     * A fault that was made.
     *
     * @param untilNanos when it was over
     * @param led whether its replica led
     * @param quorumNanos when another replica had its place; 0 when none was to have it
     */
    record Done(String what, String replica, long atNanos, long untilNanos, boolean led, long quorumNanos) {}

    private final long start;
    private final long end;
    private final List<Done> faults;

    /** Of a run between these two moments. */
    RunFigures(long start, long end, List<Done> faults) {
        this.start = start;
        this.end = end;
        this.faults = List.copyOf(faults);
    }

    private double millis(long nanos) {
        return Math.round((nanos - start) / 1e4) / 100.0;
    }

    /** All of it, when the processes have ended. */
    ClusterResult result(
            LocalCluster cluster, Path history, ClusterLoad load, ClusterResult.Kept kept, List<Integer> codes)
            throws IOException {
        List<Path> traces = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(cluster.traces(), "*.ndjson")) {
            files.forEach(traces::add);
        }
        traces.sort(Comparator.naturalOrder());
        List<ClusterResult.Reign> reigns = reigns(traces);
        List<ClusterLoad.Done> done = load.done();
        Map<String, Double> latency = new LinkedHashMap<>();
        Histogram histogram = load.latency();
        for (String percentile : List.of("50", "90", "99", "99.9", "100")) {
            latency.put(percentile, histogram.getValueAtPercentile(Double.parseDouble(percentile)) / 1e6);
        }
        return new ClusterResult(
                cluster.nodes().stream().map(NodeProcess::name).toList(),
                traces,
                history,
                (end - start) / 1e9,
                done.size(),
                load.failed(),
                load.unknown(),
                latency,
                bySecond(done),
                faults.stream().map(f -> fault(f, reigns, done)).toList(),
                reigns,
                kept,
                codes);
    }

    private ClusterResult.Fault fault(Done fault, List<ClusterResult.Reign> reigns, List<ClusterLoad.Done> done) {
        double at = millis(fault.atNanos());
        double leader = !fault.led()
                ? -1
                : reigns.stream()
                                .mapToDouble(ClusterResult.Reign::fromMillis)
                                .filter(from -> from >= at)
                                .min()
                                .orElse(Double.POSITIVE_INFINITY)
                        - at;
        double answer = done.stream()
                        .filter(d -> d.invokedNanos() >= fault.atNanos())
                        .mapToDouble(d -> millis(d.completedNanos()))
                        .min()
                        .orElse(Double.POSITIVE_INFINITY)
                - at;
        boolean lost = fault.quorumNanos() != 0;
        return new ClusterResult.Fault(
                fault.what(),
                fault.replica(),
                at,
                millis(fault.untilNanos()),
                leader,
                answer,
                lost ? millis(fault.quorumNanos()) - at : -1,
                lost ? millis(fault.untilNanos()) - at : -1);
    }

    private static List<ClusterResult.Second> seconds(Map<Integer, List<Double>> latencies) {
        List<ClusterResult.Second> seconds = new ArrayList<>();
        latencies.forEach((second, values) -> {
            values.sort(Comparator.naturalOrder());
            seconds.add(
                    new ClusterResult.Second(second, values.size(), values.get(values.size() / 2), values.getLast()));
        });
        return seconds;
    }

    private List<ClusterResult.Second> bySecond(List<ClusterLoad.Done> done) {
        TreeMap<Integer, List<Double>> latencies = new TreeMap<>();
        for (ClusterLoad.Done operation : done) {
            latencies
                    .computeIfAbsent(
                            (int) ((operation.completedNanos() - start) / 1_000_000_000), s -> new ArrayList<>())
                    .add((operation.completedNanos() - operation.invokedNanos()) / 1e6);
        }
        return seconds(latencies);
    }

    /** Who led when, by the transitions of the traces; all nodes of one machine share its monotonic clock. */
    private List<ClusterResult.Reign> reigns(List<Path> traces) {
        List<TraceEvent> leads = new ArrayList<>();
        for (Path trace : traces) {
            leads.addAll(TraceFile.select(trace, e -> e.action().equals("Lead")));
        }
        leads.sort(Comparator.comparingLong(TraceEvent::timeNanos));
        List<ClusterResult.Reign> reigns = new ArrayList<>();
        for (int i = 0; i < leads.size(); i++) {
            TraceEvent lead = leads.get(i);
            long until = i + 1 < leads.size() ? leads.get(i + 1).timeNanos() : end;
            Done killed = killed(lead, until);
            reigns.add(new ClusterResult.Reign(
                    lead.replica(),
                    lead.parameters().get("ballot").get(0).asText() + "." + lead.replica(),
                    millis(lead.timeNanos()),
                    millis(killed == null ? until : killed.atNanos())));
        }
        return reigns;
    }

    private @Nullable Done killed(TraceEvent lead, long until) {
        return faults.stream()
                .filter(f -> f.what().equals("kill")
                        && f.replica().equals(lead.replica())
                        && f.atNanos() > lead.timeNanos()
                        && f.atNanos() < until)
                .findFirst()
                .orElse(null);
    }
}
