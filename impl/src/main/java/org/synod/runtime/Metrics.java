package org.synod.runtime;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

/**
 * The figures that a node shows, for {@link MetricsServer} to serve.
 *
 * <p>Whoever has a figure registers where to ask for it, once, or keeps the counter or histogram that it gets. What is
 * asked for is asked on a thread of the server: a supplier must be safe there, and must not wait. Names are those of
 * Prometheus: {@code synod_} first, the unit last, in seconds and bytes; the name of a counter has no {@code _total},
 * which is added. Each figure is labelled with its group, and the replica that it is of.
 *
 * <p>For several threads.
 */
public final class Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final String[] LABELS = {"group", "replica"};

    /** From 50 microseconds to about 7 minutes, each bound twice the one before. */
    private static final double SHORTEST_SECONDS = 50e-6;

    private static final int BUCKETS = 24;

    /** Which series of a figure. */
    public record Labels(GroupId group, ReplicaId replica) implements Comparable<Labels> {

        private String[] values() {
            return new String[] {group.toString(), replica.name()};
        }

        @Override
        public int compareTo(Labels other) {
            int byGroup = Integer.compare(group.value(), other.group.value());
            return byGroup != 0 ? byGroup : replica.compareTo(other.replica);
        }
    }

    /** Counts, from any thread, at the cost of an addition. */
    @FunctionalInterface
    public interface Counter {
        void add(long count);
    }

    /** Takes durations, from any thread, at the cost of a few additions. */
    @FunctionalInterface
    public interface Latencies {
        void observeNanos(long nanos);
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<String, Map<Labels, DoubleSupplier>> asked = new ConcurrentHashMap<>();
    private final Map<String, io.prometheus.metrics.core.metrics.Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();

    PrometheusRegistry registry() {
        return registry;
    }

    /**
     * A figure that goes up and down; a supplier of {@code long} will do. The same name and labels again replace the
     * supplier.
     *
     * @throws IllegalArgumentException when the name is none, or that of a figure of another kind
     */
    public void gauge(String name, String help, Labels labels, DoubleSupplier value) {
        series(
                name,
                labels,
                value,
                asked -> GaugeWithCallback.builder()
                        .name(name)
                        .help(help)
                        .labelNames(LABELS)
                        .callback(callback -> asked.accept(callback::call))
                        .register(registry));
    }

    /** As {@link #gauge}, of a figure that only goes up and is counted elsewhere. */
    public void counter(String name, String help, Labels labels, DoubleSupplier value) {
        series(
                name,
                labels,
                value,
                asked -> CounterWithCallback.builder()
                        .name(name)
                        .help(help)
                        .labelNames(LABELS)
                        .callback(callback -> asked.accept(callback::call))
                        .register(registry));
    }

    /** A counter at 0, or the one of that name and labels that there is. */
    public Counter counter(String name, String help, Labels labels) {
        CounterDataPoint point = counters.computeIfAbsent(
                        name,
                        made -> io.prometheus.metrics.core.metrics.Counter.builder()
                                .name(made)
                                .help(help)
                                .labelNames(LABELS)
                                .withoutExemplars()
                                .register(registry))
                .labelValues(labels.values());
        return point::inc;
    }

    /**
     * How long something takes, in buckets, or the histogram of that name and labels that there is.
     *
     * @param name ends with {@code _seconds}
     */
    public Latencies latencies(String name, String help, Labels labels) {
        DistributionDataPoint point = histograms
                .computeIfAbsent(
                        name,
                        made -> Histogram.builder()
                                .name(made)
                                .help(help)
                                .labelNames(LABELS)
                                .classicOnly()
                                .classicExponentialUpperBounds(SHORTEST_SECONDS, 2, BUCKETS)
                                .withoutExemplars()
                                .register(registry))
                .labelValues(labels.values());
        return nanos -> point.observe(nanos * 1e-9);
    }

    /** Shows nothing of this series any more: the replica has left the group. */
    public void forget(Labels labels) {
        asked.values().forEach(series -> series.remove(labels));
        counters.values().forEach(counter -> counter.remove(labels.values()));
        histograms.values().forEach(histogram -> histogram.remove(labels.values()));
    }

    /** @param registration is done once for each name, and gets who gives a scrape all series of that name */
    private void series(String name, Labels labels, DoubleSupplier value, Consumer<Consumer<Scrape>> registration) {
        asked.computeIfAbsent(name, made -> {
                    Map<Labels, DoubleSupplier> series = new ConcurrentSkipListMap<>();
                    registration.accept(
                            scrape -> series.forEach((of, supplier) -> scrape.take(ask(name, supplier), of.values())));
                    return series;
                })
                .put(labels, value);
    }

    /** Takes one value. */
    @FunctionalInterface
    private interface Scrape {
        void take(double value, String... labels);
    }

    /** One figure that cannot be had must not hide all others. */
    private static double ask(String name, DoubleSupplier supplier) {
        try {
            return supplier.getAsDouble();
        } catch (RuntimeException e) {
            LOG.debug("No value of {}", name, e);
            return Double.NaN;
        }
    }
}
