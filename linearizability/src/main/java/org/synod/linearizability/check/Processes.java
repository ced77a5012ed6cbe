package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

/**
 * The operations of all objects as one queue for each process, for {@link SequentialSearch}: numbers instead of
 * operations, as in {@link Problem}.
 *
 * <p>Crashed operations that only look are not here. Another crashed one is the last of its process.
 */
final class Processes {
    private static final int CHECK_EVERY = 1024;

    /** The operations that take part; numbers below are positions here. */
    final Operation[] operations;
    /** For each process its operations in their order. */
    final int[][] queue;
    /** The process of each operation. */
    final int[] process;
    /** The object of each operation. */
    final int[] object;
    /** Operations with the same number have equal effects in every state. */
    final int[] effect;
    /** Whether the effect is only a look. */
    final boolean[] readOnly;
    /** Bit of a crashed operation; -1 for a completed one. */
    final int[] crashedBit;
    /** Number of crashed operations. */
    final int crashed;
    /** The states of all objects; effects are those above. */
    final Transitions transitions;
    /** The first state of each object. */
    final int[] initial;

    /** An operation with the number of its object. */
    private record Placed(int object, Operation operation) {}

    /** The limit that was reached before all was numbered; then nothing else here counts. */
    final @Nullable Cause exceeded;

    Processes(List<Part> parts, Budget budget) {
        List<Placed> all = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            Model model = parts.get(part).initial();
            for (Operation operation : parts.get(part).operations()) {
                if (!operation.isCrashed() || !model.readOnly(operation)) {
                    all.add(new Placed(part, operation));
                }
            }
        }
        all.sort(Comparator.comparingInt(placed -> placed.operation().invokePosition()));
        int count = all.size();
        operations = new Operation[count];
        process = new int[count];
        object = new int[count];
        effect = new int[count];
        crashedBit = new int[count];
        List<Operation> examples = new ArrayList<>();
        List<Boolean> looks = new ArrayList<>();
        Map<Object, Integer> effects = new HashMap<>();
        Map<Object, Integer> processes = new LinkedHashMap<>();
        List<List<Integer>> queues = new ArrayList<>();
        int bits = 0;
        Cause reached = null;
        for (int op = 0; op < count && reached == null; op++) {
            reached = op % CHECK_EVERY == 0 ? budget.exceeded(0) : null;
            Operation operation = all.get(op).operation();
            Model model = parts.get(all.get(op).object()).initial();
            operations[op] = operation;
            object[op] = all.get(op).object();
            crashedBit[op] = operation.isCrashed() ? bits++ : -1;
            Integer known = effects.putIfAbsent(model.effect(operation), examples.size());
            if (known == null) {
                effect[op] = examples.size();
                examples.add(operation);
                looks.add(model.readOnly(operation));
            } else {
                effect[op] = known;
            }
            Integer number = processes.putIfAbsent(operation.process(), queues.size());
            if (number == null) {
                number = queues.size();
                queues.add(new ArrayList<>());
            }
            process[op] = number;
            queues.get(number).add(op);
        }
        exceeded = reached;
        crashed = bits;
        queue = new int[queues.size()][];
        for (int p = 0; p < queue.length; p++) {
            queue[p] = queues.get(p).stream().mapToInt(Integer::intValue).toArray();
        }
        readOnly = new boolean[examples.size()];
        for (int e = 0; e < readOnly.length; e++) {
            readOnly[e] = looks.get(e);
        }
        transitions = new Transitions(
                examples.toArray(new Operation[0]), parts.getFirst().initial());
        initial = new int[parts.size()];
        for (int part = 0; part < initial.length; part++) {
            initial[part] = transitions.number(parts.get(part).initial());
        }
    }
}
