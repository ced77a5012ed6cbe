package org.synod.linearizability.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

/**
 * One object's operations as numbers, for {@link Search}.
 *
 * <p>An operation that completed has a slot while it is open: at most as many slots as clients, whatever the length of
 * the history. A crashed operation is open for ever and has a bit of its own. Bits of equal crashed operations stand
 * side by side in the order of invocation, so that "the first k of them happened" is a run of ones.
 *
 * <p>Crashed operations that only look are not here: whether they happened changes nothing for anybody.
 */
final class Problem {
    /** The operations that take part; numbers below are positions here. */
    final Operation[] operations;
    /** Position of each operation in the part. */
    final int[] origin;
    /** Invocations and completions in their order: an operation's number, or its complement for the completion. */
    final int[] events;
    /** Where in {@link #events} an operation is invoked. */
    final int[] invocation;
    /** Where in {@link #events} an operation completes; {@code Integer.MAX_VALUE} when it crashed. */
    final int[] completion;
    /** Slot of a completed operation; -1 for a crashed one. */
    final int[] slot;
    /** Whether the operation may be left out although it completed. */
    final boolean[] optional;
    /** Number of slots. */
    final int slots;
    /** Operations with the same number have equal effects in every state. */
    final int[] effect;
    /** One operation of each effect. */
    final Operation[] example;
    /** Whether the effect is only a look. */
    final boolean[] readOnly;
    /** Whether the effect is a blind write: legal in every state, and the state that it leaves is always the same. */
    final boolean[] blind;
    /** Group of equal crashed operations; -1 for a completed one. */
    final int[] group;
    /** First bit of each group, and one entry more for the end of the last. */
    final int[] groupStart;
    /** Crashed operations by bit. */
    final int[] crashedByBit;

    Problem(Part part) {
        this(part, Set.of());
    }

    /**
     * A problem in which some completed operations may have happened, while they were open, or not at all.
     *
     * @param spared the operations that may be left out
     */
    Problem(Part part, Set<Operation> spared) {
        List<Operation> kept = new ArrayList<>();
        int[] from = new int[part.operations().size()];
        Model model = part.initial();
        for (int i = 0; i < from.length; i++) {
            Operation operation = part.operations().get(i);
            if (!operation.isCrashed() || !model.readOnly(operation)) {
                from[kept.size()] = i;
                kept.add(operation);
            }
        }
        operations = kept.toArray(new Operation[0]);
        origin = Arrays.copyOf(from, operations.length);
        effect = new int[operations.length];
        optional = new boolean[operations.length];
        List<Operation> examples = new ArrayList<>();
        Map<Object, Integer> effects = new HashMap<>();
        for (int i = 0; i < operations.length; i++) {
            optional[i] = spared.contains(operations[i]);
            // An operation that may be left out is not interchangeable with one that may not.
            Object key = optional[i] ? Optional.of(model.effect(operations[i])) : model.effect(operations[i]);
            Integer known = effects.putIfAbsent(key, examples.size());
            if (known == null) {
                effect[i] = examples.size();
                examples.add(operations[i]);
            } else {
                effect[i] = known;
            }
        }
        example = examples.toArray(new Operation[0]);
        readOnly = new boolean[example.length];
        blind = new boolean[example.length];
        for (int e = 0; e < example.length; e++) {
            readOnly[e] = model.readOnly(example[e]);
            Model.Access access = model.access(example[e]);
            blind[e] = !readOnly[e] && access != null && access.kind() == Model.Access.Kind.WRITE;
        }
        events = events(operations);
        invocation = new int[operations.length];
        completion = new int[operations.length];
        Arrays.fill(completion, Integer.MAX_VALUE);
        slot = new int[operations.length];
        slots = assignSlots();
        group = new int[operations.length];
        int[][] grouped = groupCrashed();
        groupStart = grouped[0];
        crashedByBit = grouped[1];
    }

    boolean hasBlindWrites() {
        for (boolean is : blind) {
            if (is) {
                return true;
            }
        }
        return false;
    }

    int crashed() {
        return crashedByBit.length;
    }

    int groups() {
        return groupStart.length - 1;
    }

    private static int[] events(Operation[] operations) {
        long[] keys = new long[2 * operations.length];
        int count = 0;
        for (int op = 0; op < operations.length; op++) {
            keys[count++] = ((long) operations[op].invokePosition() << 32) | op;
            if (!operations[op].isCrashed()) {
                keys[count++] = ((long) operations[op].completionPosition() << 32) | (0x8000_0000L | op);
            }
        }
        Arrays.sort(keys, 0, count);
        int[] events = new int[count];
        for (int i = 0; i < count; i++) {
            int op = (int) keys[i] & 0x7fff_ffff;
            events[i] = (int) keys[i] < 0 ? ~op : op;
        }
        return events;
    }

    private int assignSlots() {
        Deque<Integer> free = new ArrayDeque<>();
        int used = 0;
        for (int at = 0; at < events.length; at++) {
            int event = events[at];
            if (event < 0) {
                completion[~event] = at;
                free.push(slot[~event]);
                continue;
            }
            invocation[event] = at;
            if (operations[event].isCrashed()) {
                slot[event] = -1;
            } else {
                slot[event] = free.isEmpty() ? used++ : free.pop();
            }
        }
        return used;
    }

    private int[][] groupCrashed() {
        Map<Integer, List<Integer>> byEffect = new HashMap<>();
        Arrays.fill(group, -1);
        int crashed = 0;
        for (int event : events) {
            if (event >= 0 && operations[event].isCrashed()) {
                byEffect.computeIfAbsent(effect[event], e -> new ArrayList<>()).add(event);
                crashed++;
            }
        }
        int[] start = new int[byEffect.size() + 1];
        int[] byBit = new int[crashed];
        int bit = 0;
        int number = 0;
        for (List<Integer> members : byEffect.values()) {
            start[number] = bit;
            for (int op : members) {
                group[op] = number;
                byBit[bit++] = op;
            }
            number++;
        }
        start[number] = bit;
        return new int[][] {start, byBit};
    }
}
