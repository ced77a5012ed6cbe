package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/**
 * Decides a register whose written values are all distinct, without a search (Gibbons & Korach, "Testing shared
 * memories", 1997, section on the read mapping): every read then tells which write it saw.
 *
 * <p>A write and its reads are a cluster. Its zone reaches from the first completion in it to the last invocation in it.
 * Where the completion comes first, the register must hold the value during the whole zone; otherwise all of the cluster
 * is open at once, and it fits anywhere in between. A legal order exists exactly when no read completes before its write
 * is invoked, no two zones of the first kind overlap, and none of the second kind lies inside one of the first.
 *
 * <p>A crashed write that nobody read is left out, as is a crashed read.
 */
final class DistinctValues {
    private static final int BEFORE_ALL = -2;

    private final Part part;
    private final List<Access> accesses;

    private DistinctValues(Part part, List<Access> accesses) {
        this.part = part;
        this.accesses = accesses;
    }

    /** Judges the part: see {@link Algorithm#judge}. */
    static Optional<Checker.Outcome> judge(Part part, Meter meter) {
        return of(part).map(values -> {
            meter.hold(64L * values.accesses.size());
            Integer blocked = values.firstBlocked(meter);
            return blocked == null
                    ? new Checker.Outcome(Verdict.Witness.made(part, () -> orderOf(part)), null, null, 0)
                    : new Checker.Outcome(null, part.operations().get(blocked), null, 0);
        });
    }

    /** Made anew, so that no witness keeps more than its part. */
    private static int[] orderOf(Part part) {
        return of(part).orElseThrow().order();
    }

    /** One read or write; {@code cluster} 0 is the initial value's. */
    private record Access(int op, int cluster, boolean write, int invoke, int complete) {}

    /** The checker for the part, or nothing when the part has other operations or a value twice. */
    private static Optional<DistinctValues> of(Part part) {
        Model initial = part.initial();
        Map<Optional<Object>, Integer> clusters = new HashMap<>();
        List<Access> accesses = new ArrayList<>();
        List<Integer> reads = new ArrayList<>();
        List<Operation> operations = part.operations();
        for (int op = 0; op < operations.size(); op++) {
            Operation operation = operations.get(op);
            Model.Access access = initial.access(operation);
            if (access == null) {
                return Optional.empty();
            }
            switch (access.kind()) {
                case NOTHING -> {}
                case READ -> {
                    if (!operation.isCrashed()) {
                        reads.add(op);
                    }
                }
                case WRITE -> {
                    Optional<Object> value = Optional.ofNullable(access.value());
                    int cluster = clusters.size() + 1;
                    Step.Next written = (Step.Next) initial.step(operation);
                    if (written.model().equals(initial) || clusters.putIfAbsent(value, cluster) != null) {
                        return Optional.empty();
                    }
                    accesses.add(access(op, cluster, true, operation));
                }
            }
        }
        for (int op : reads) {
            Operation operation = operations.get(op);
            Model.Access access = initial.access(operation);
            Optional<Object> value = access == null ? Optional.empty() : Optional.ofNullable(access.value());
            boolean ofInitial = initial.step(operation) instanceof Step.Next;
            // A value that nobody wrote: a cluster whose write does not come before any read.
            int cluster = ofInitial ? 0 : clusters.getOrDefault(value, -1);
            accesses.add(access(op, cluster, false, operation));
        }
        accesses.sort(Comparator.comparingInt(Access::complete));
        return Optional.of(new DistinctValues(part, accesses));
    }

    private static Access access(int op, int cluster, boolean write, Operation operation) {
        return new Access(op, cluster, write, operation.invokePosition(), operation.completionPosition());
    }

    /**
     * The first operation, by completion, that no order explains; null when an order exists.
     *
     * @return its position in the part
     */
    private @Nullable Integer firstBlocked(Meter meter) {
        if (zonesUpTo(Integer.MAX_VALUE) != null) {
            return null;
        }
        // What was violated stays violated, so the first violated prefix can be found by halving.
        int legal = -1;
        int violated = accesses.size() - 1;
        while (violated - legal > 1) {
            int middle = (legal + violated) >>> 1;
            meter.steps(accesses.size());
            if (zonesUpTo(accesses.get(middle).complete()) != null) {
                legal = middle;
            } else {
                violated = middle;
            }
        }
        return accesses.get(violated).op();
    }

    /** One cluster's zone. */
    private static final class Zone {
        int writeInvoke = Integer.MAX_VALUE;
        int firstCompletion = Integer.MAX_VALUE;
        int lastInvocation = BEFORE_ALL;
        int firstReadCompletion = Integer.MAX_VALUE;
        boolean completed;
        /** Where in time the cluster can stand as a whole. */
        int place;

        boolean isForward() {
            return firstCompletion < lastInvocation;
        }
    }

    /**
     * The zones of the events up to and including the position, each with its place; null when there is no legal order.
     * What completes later is crashed.
     */
    private @Nullable Map<Integer, Zone> zonesUpTo(int position) {
        Map<Integer, Zone> zones = new HashMap<>();
        Zone initial = new Zone();
        initial.writeInvoke = BEFORE_ALL;
        initial.firstCompletion = BEFORE_ALL + 1;
        initial.completed = true;
        zones.put(0, initial);
        for (Access access : accesses) {
            if (access.invoke() > position) {
                continue;
            }
            int complete = access.complete() <= position ? access.complete() : Integer.MAX_VALUE;
            if (!access.write() && complete == Integer.MAX_VALUE) {
                continue;
            }
            Zone zone = zones.computeIfAbsent(access.cluster(), c -> new Zone());
            if (access.write()) {
                zone.writeInvoke = access.invoke();
            } else {
                zone.firstReadCompletion = Math.min(zone.firstReadCompletion, complete);
            }
            zone.completed |= complete < Integer.MAX_VALUE;
            zone.firstCompletion = Math.min(zone.firstCompletion, complete);
            zone.lastInvocation = Math.max(zone.lastInvocation, access.invoke());
        }
        return place(zones) ? zones : null;
    }

    private static boolean place(Map<Integer, Zone> zones) {
        List<Zone> forward = new ArrayList<>();
        List<Zone> backward = new ArrayList<>();
        for (Zone zone : zones.values()) {
            if (zone.firstReadCompletion < zone.writeInvoke) {
                return false;
            }
            if (zone.isForward()) {
                zone.place = zone.firstCompletion;
                forward.add(zone);
            } else if (zone.completed) {
                backward.add(zone);
            }
        }
        forward.sort(Comparator.comparingInt(zone -> zone.firstCompletion));
        for (int i = 1; i < forward.size(); i++) {
            if (forward.get(i).firstCompletion < forward.get(i - 1).lastInvocation) {
                return false;
            }
        }
        backward.sort(Comparator.comparingInt(zone -> zone.lastInvocation));
        int at = 0;
        for (Zone zone : backward) {
            // The forward zones are disjoint and sorted; only the last that begins before this zone can contain it.
            while (at + 1 < forward.size() && forward.get(at + 1).firstCompletion < zone.lastInvocation) {
                at++;
            }
            zone.place = zone.lastInvocation;
            if (at < forward.size() && forward.get(at).firstCompletion < zone.lastInvocation) {
                zone.place = Math.max(zone.lastInvocation, forward.get(at).lastInvocation);
                if (zone.firstCompletion < zone.place) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The clusters in the order of their places, in each the write first. */
    private int[] order() {
        Map<Integer, Zone> zones = Objects.requireNonNull(zonesUpTo(Integer.MAX_VALUE));
        List<Operation> operations = part.operations();
        int[] invoke = operations.stream().mapToInt(Operation::invokePosition).toArray();
        Interleaving interleaving = new Interleaving(invoke);
        interleaving.chain(accesses.stream()
                .filter(access -> zone(zones, access).completed)
                .sorted(Comparator.comparingInt((Access access) -> zone(zones, access).place)
                        .thenComparingInt(Access::cluster)
                        .thenComparing(access -> !access.write())
                        .thenComparingInt(Access::invoke))
                .mapToInt(Access::op)
                .toArray());
        for (int op = 0; op < invoke.length; op++) {
            Model.Access access = part.initial().access(operations.get(op));
            if (access != null && access.kind() == Model.Access.Kind.NOTHING) {
                interleaving.single(op);
            }
        }
        return interleaving.order();
    }

    private static Zone zone(Map<Integer, Zone> zones, Access access) {
        return Objects.requireNonNull(zones.get(access.cluster()));
    }
}
