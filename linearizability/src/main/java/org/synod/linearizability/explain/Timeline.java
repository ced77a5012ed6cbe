package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.Operation;

/**
 * Some operations of a history laid out in time: a lane for each process, and a column for each moment at which one of them
 * begins or ends. The order of events decides what is legal, not their distance, so columns stand as near as the writing
 * on the bars lets them.
 *
 * @param lanes in the order of their processes
 * @param bars in the order of invocation
 * @param bands faults that overlap, in the order in which they began
 * @param x where each column stands, in pixels from the left edge; the last one is the right edge
 * @param nanos the time of each column but the last, from the first; empty when an event has none, or they run backwards
 */
record Timeline(List<Lane> lanes, List<Bar> bars, List<Band> bands, List<Integer> x, List<Long> nanos) {
    /** How wide a letter is on the average, in pixels, at the size in which bars are labelled. */
    private static final double LETTER = 6.3;

    private static final int PADDING = 34;
    private static final int NARROWEST = 22;
    private static final int WIDEST = 260;
    private static final int MOST_BANDS = 40;

    /** A process, and the servers to which its operations went. */
    record Lane(String process, List<String> servers) {}

    /**
     * An operation.
     *
     * @param lane its lane, from 0
     * @param from the column of its invocation
     * @param to the column of its completion; the right edge for a crashed one
     */
    record Bar(Operation operation, int lane, int from, int to) {}

    /**
     * A fault while the operations ran.
     *
     * @param from a column
     * @param to a column; {@code from} for something of one moment
     */
    record Band(Fault fault, int from, int to) {}

    /** Lays out operations, and those of the faults that fell into their time. */
    static Timeline of(List<Operation> operations, List<Fault> all) {
        TreeSet<Integer> moments = new TreeSet<>();
        for (Operation operation : operations) {
            moments.add(operation.invokePosition());
            if (!operation.isCrashed()) {
                moments.add(operation.completionPosition());
            }
        }
        List<Fault> faults = new ArrayList<>();
        if (!moments.isEmpty()) {
            int first = moments.first();
            int last = moments.last();
            all.stream()
                    .filter(fault -> fault.from() <= last && fault.to() >= first)
                    .limit(MOST_BANDS)
                    .forEach(faults::add);
            for (Fault fault : faults) {
                addWithin(moments, fault.from(), first, last);
                addWithin(moments, fault.to(), first, last);
            }
        }
        Map<Integer, Integer> columns = new HashMap<>();
        moments.forEach(moment -> columns.put(moment, columns.size()));
        int edge = columns.size();
        Map<Object, Integer> laneOf = lanesOf(operations);
        List<Bar> bars = new ArrayList<>();
        for (Operation operation : operations) {
            bars.add(new Bar(
                    operation,
                    laneOf.getOrDefault(operation.process(), 0),
                    columns.getOrDefault(operation.invokePosition(), 0),
                    columns.getOrDefault(operation.completionPosition(), edge)));
        }
        List<Band> bands = faults.stream()
                .map(fault ->
                        new Band(fault, columns.getOrDefault(fault.from(), 0), columns.getOrDefault(fault.to(), edge)))
                .toList();
        return new Timeline(
                lanes(operations, laneOf), bars, bands, spread(bars, bands, edge), nanos(bars, bands, edge));
    }

    private static void addWithin(TreeSet<Integer> moments, int moment, int first, int last) {
        if (moment > first && moment < last) {
            moments.add(moment);
        }
    }

    private static Map<Object, Integer> lanesOf(List<Operation> operations) {
        Map<Object, Integer> lanes = new LinkedHashMap<>();
        operations.stream()
                .map(Operation::process)
                .distinct()
                .sorted(Comparator.comparingLong(process -> process instanceof Long number ? number : Long.MAX_VALUE))
                .forEach(process -> lanes.put(process, lanes.size()));
        return lanes;
    }

    private static List<Lane> lanes(List<Operation> operations, Map<Object, Integer> laneOf) {
        Map<Object, List<Operation>> own = new HashMap<>();
        operations.forEach(operation ->
                own.computeIfAbsent(operation.process(), p -> new ArrayList<>()).add(operation));
        return laneOf.keySet().stream()
                .map(process -> new Lane(process.toString(), Words.servers(own.getOrDefault(process, List.of()))))
                .toList();
    }

    /** Columns as near to each other as the labels on the bars allow, the short bars first. */
    private static List<Integer> spread(List<Bar> bars, List<Band> bands, int edge) {
        double[] gap = new double[edge + 1];
        Arrays.fill(gap, 0, edge, NARROWEST);
        bars.stream()
                .sorted(Comparator.comparingInt(bar -> bar.to() - bar.from()))
                .forEach(bar -> widen(
                        gap, bar.from(), bar.to(), Words.label(bar.operation()).length() * LETTER + PADDING));
        bands.forEach(band -> widen(
                gap,
                band.from(),
                Math.min(edge, Math.max(band.to(), band.from() + 1)),
                band.fault().name().length() * LETTER));
        List<Integer> x = new ArrayList<>();
        double at = 0;
        for (int column = 0; column <= edge; column++) {
            x.add((int) Math.round(at));
            at += gap[column];
        }
        return x;
    }

    private static void widen(double[] gap, int from, int to, double wanted) {
        double has = 0;
        for (int column = from; column < to; column++) {
            has += gap[column];
        }
        double more = Math.min(wanted, WIDEST) - has;
        for (int column = from; more > 0 && column < to; column++) {
            gap[column] += more / (to - from);
        }
    }

    /** The times of the columns from the first on; empty when one has none, or they run backwards. */
    private static List<Long> nanos(List<Bar> bars, List<Band> bands, int edge) {
        long[] times = new long[edge + 1];
        Arrays.fill(times, Event.NO_TIME);
        for (Band band : bands) {
            times[band.from()] = band.fault().fromNanos();
            times[band.to()] = band.fault().toNanos();
        }
        // What began before the picture, or ended after it, stands at an edge: the time there is that of an operation.
        for (Bar bar : bars) {
            Event completion = bar.operation().completion();
            times[bar.from()] = bar.operation().invoke().time();
            if (completion != null && bar.to() < edge) {
                times[bar.to()] = completion.time();
            }
        }
        List<Long> nanos = new ArrayList<>();
        for (int column = 0; column < edge; column++) {
            if (times[column] == Event.NO_TIME || times[column] < times[Math.max(0, column - 1)]) {
                return List.of();
            }
            nanos.add(times[column] - times[0]);
        }
        return nanos;
    }
}
