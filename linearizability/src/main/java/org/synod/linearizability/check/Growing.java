package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.ModelKind;

/**
 * Decides sets and lists that are read as a whole and to which each element is added once and never removed, as in Jepsen's
 * tests of sets and of lists. What was read tells the order of the reads: by size, and each has all elements of those
 * before it, a list in the same order. An element comes right before the first read that has it, or after the last when
 * none has. So all operations stand in layers, and there is a legal order exactly when none of a layer completes before
 * one of an earlier layer is invoked.
 *
 * @param kind the model that it is for
 * @param adding the name of the operation that adds an element
 */
record Growing(ModelKind kind, String adding) implements Algorithm {
    @Override
    public Optional<Checker.Outcome> judge(Part part, Meter meter) {
        if (!part.initial().equals(kind.initial())) {
            return Optional.empty();
        }
        List<Operation> operations = part.operations();
        Map<Object, Integer> numbers = new HashMap<>();
        for (int op = 0; op < operations.size(); op++) {
            Operation operation = operations.get(op);
            Object value = operation.value();
            boolean adds = operation.f().equals(adding);
            if (adds
                    ? value == null || numbers.put(value, op) != null
                    : !operation.f().equals("read")) {
                return Optional.empty();
            }
        }
        Moments moments = new Moments(operations, meter);
        return Beginnings.judge(
                part, moments, new Layers(operations, numbers, kind == ModelKind.LIST_APPEND, moments, meter), meter);
    }

    private static final class Layers implements Beginnings {
        private static final int NO_LAYER = Integer.MAX_VALUE;

        private final Moments moments;
        private final Meter meter;
        /** Whether an element has a layer of its own, which its place in each read tells. */
        private final boolean ordered;

        /** Completed reads, and for each the additions of the elements that it saw, as many as it saw elements. */
        private final List<Integer> reads = new ArrayList<>();

        private final List<int[]> seen = new ArrayList<>();
        /** Reads of what cannot be, whatever was added. */
        private final List<Integer> impossible = new ArrayList<>();

        private final int[] adds;
        private int[] order = {};
        private final List<Integer> looks = new ArrayList<>();

        Layers(
                List<Operation> operations,
                Map<Object, Integer> numbers,
                boolean ordered,
                Moments moments,
                Meter meter) {
            this.ordered = ordered;
            this.moments = moments;
            this.meter = meter;
            this.adds = numbers.values().stream()
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
            for (int op = 0; op < operations.size(); op++) {
                Operation operation = operations.get(op);
                if (operation.isCrashed() || !operation.f().equals("read")) {
                    continue;
                }
                if (operation.value() instanceof Collection<?> elements) {
                    int[] found = new LinkedHashSet<>(elements)
                            .stream()
                                    .mapToInt(e -> e == null ? -1 : numbers.getOrDefault(e, -1))
                                    .toArray();
                    if (found.length < elements.size() || Arrays.stream(found).anyMatch(add -> add < 0)) {
                        impossible.add(op);
                    } else {
                        meter.hold(4L * found.length);
                        reads.add(op);
                        seen.add(found);
                    }
                } else {
                    looks.add(op);
                }
            }
        }

        @Override
        public Legal upTo(int last) {
            if (impossible.stream().anyMatch(op -> moments.complete[op] <= last)) {
                return Legal.NO;
            }
            int[] layers = new int[moments.invoke.length];
            Arrays.fill(layers, NO_LAYER);
            if (!readLayers(layers, last)) {
                return Legal.NO;
            }
            // An addition stands before the reads of its layer.
            int[] ranks = new int[layers.length];
            Arrays.fill(ranks, NO_LAYER);
            for (int add : adds) {
                if (layers[add] != NO_LAYER) {
                    ranks[add] = 2 * layers[add];
                } else if (moments.complete[add] <= last) {
                    ranks[add] = NO_LAYER - 1;
                }
            }
            for (int i = 0; i < reads.size(); i++) {
                if (moments.complete[reads.get(i)] <= last) {
                    ranks[reads.get(i)] = 2 * seen.get(i).length + 1;
                }
            }
            int[] sorted = Arrays.stream(Stays.sorted(ranks, ranks.length))
                    .filter(op -> ranks[op] != NO_LAYER)
                    .toArray();
            order = sorted;
            return isTrueToTime(sorted, ranks, last) ? Legal.YES : Legal.NO;
        }

        /** The layer of each element; whether each read has all elements of the layers up to its own. */
        private boolean readLayers(int[] layers, int last) {
            for (int i = 0; i < reads.size(); i++) {
                if (moments.complete[reads.get(i)] <= last && !readLayers(layers, seen.get(i))) {
                    return false;
                }
            }
            int[] sorted = Arrays.stream(adds).map(add -> layers[add]).sorted().toArray();
            for (int i = 0; i < reads.size(); i++) {
                int size = seen.get(i).length;
                // At least as many elements as it has are in layers up to its own: if they are more, it misses some.
                if (moments.complete[reads.get(i)] <= last && size < sorted.length && sorted[size] <= size) {
                    return false;
                }
            }
            return true;
        }

        /** Takes in what one read tells: in a list the place of each element, in a set that it was there by then. */
        private boolean readLayers(int[] layers, int[] read) {
            meter.steps(read.length);
            for (int i = 0; i < read.length; i++) {
                int layer = layers[read[i]];
                if (ordered && layer != NO_LAYER && layer != i + 1) {
                    return false;
                }
                layers[read[i]] = ordered ? i + 1 : Math.min(layer, read.length);
            }
            return true;
        }

        private boolean isTrueToTime(int[] sorted, int[] ranks, int last) {
            int before = -1;
            int latest = -1;
            for (int i = 0; i < sorted.length; i++) {
                if (i > 0 && ranks[sorted[i]] > ranks[sorted[i - 1]]) {
                    before = latest;
                }
                int complete = moments.complete[sorted[i]];
                if (complete <= last && complete < before) {
                    return false;
                }
                latest = Math.max(latest, moments.invoke[sorted[i]]);
            }
            return latest <= last;
        }

        @Override
        public int[] order() {
            Interleaving interleaving = new Interleaving(moments.invoke);
            interleaving.chain(order);
            looks.forEach(interleaving::single);
            return interleaving.order();
        }
    }
}
