package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import org.synod.linearizability.model.Step;

/** The search for a sequential order against the definition, on many thousands of small histories of several keys. */
final class SequentialOracleTest {
    private static final int HISTORIES = Integer.getInteger("synod.histories", 6_000) / 3;

    /** Every order tried: at each place any process's next operation, or a crashed one left out. */
    private static boolean sequential(List<Model> states, List<List<Placed>> left) {
        if (left.stream()
                .allMatch(queue -> queue.stream().allMatch(op -> op.operation().isCrashed()))) {
            return true;
        }
        for (int p = 0; p < left.size(); p++) {
            if (left.get(p).isEmpty()) {
                continue;
            }
            Placed head = left.get(p).getFirst();
            if (states.get(head.object()).step(head.operation()) instanceof Step.Next next) {
                List<Model> after = new ArrayList<>(states);
                after.set(head.object(), next.model());
                List<List<Placed>> rest = new ArrayList<>(left);
                rest.set(p, left.get(p).subList(1, left.get(p).size()));
                if (sequential(after, rest)) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Placed(int object, Operation operation) {}

    private static boolean oracle(List<Part> parts) {
        List<Placed> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int object = i;
            parts.get(i).operations().forEach(operation -> all.add(new Placed(object, operation)));
        }
        all.sort((a, b) ->
                Integer.compare(a.operation().invokePosition(), b.operation().invokePosition()));
        Map<Object, List<Placed>> queues = new HashMap<>();
        all.forEach(op -> queues.computeIfAbsent(op.operation().process(), process -> new ArrayList<>())
                .add(op));
        return sequential(parts.stream().map(Part::initial).toList(), List.copyOf(queues.values()));
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithEveryOrderTried(ModelKind kind) {
        int[] seen = new int[2];
        int weaker = 0;
        int crashed = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = HistoryGenerator.history(new HistoryGenerator.Settings(
                    kind,
                    seed,
                    2 + random.nextInt(2),
                    3 + random.nextInt(6),
                    random.nextInt(4),
                    1 + random.nextInt(3),
                    random.nextInt(3) * 0.15,
                    random.nextInt(5) * 0.2));
            List<Part> parts = Partitioner.split(history, NamedModel.of(kind.label()));
            SequentialConsistency.Result result = SequentialConsistency.check(parts, Limits.DEFAULT);
            boolean expected = oracle(parts);
            assertEquals(expected ? Answer.HOLDS : Answer.VIOLATED, result.answer(), () -> show(history));
            seen[expected ? 1 : 0]++;
            crashed += expected && history.operations().stream().anyMatch(Operation::isCrashed) ? 1 : 0;
            boolean linearizable = Checker.check(history, kind, Limits.DEFAULT) instanceof Verdict.Valid;
            assertTrue(expected || !linearizable, () -> show(history));
            weaker += expected && !linearizable ? 1 : 0;
            if (expected) {
                assertLegal(parts, result.order(), history);
            }
        }
        String counts = kind + ": " + seen[0] + " violated, " + seen[1] + " hold, " + weaker
                + " of them not linearizable, " + crashed + " with crashes";
        assertTrue(seen[0] > HISTORIES / 50 && seen[1] > HISTORIES / 50, counts);
        assertTrue(crashed > HISTORIES / 50, counts);
        assertTrue(weaker > HISTORIES / 200, counts);
    }

    /** The order has every completed operation once, keeps that of each process, and is what the models allow. */
    private static void assertLegal(List<Part> parts, List<Operation> order, History history) {
        Map<Object, Model> states = new HashMap<>();
        Map<Operation, Part> of = new HashMap<>();
        int completed = 0;
        for (Part part : parts) {
            states.put(part, part.initial());
            for (Operation operation : part.operations()) {
                of.put(operation, part);
                completed += operation.isCrashed() ? 0 : 1;
            }
        }
        Map<Object, Integer> last = new HashMap<>();
        for (Operation operation : order) {
            Part part = Objects.requireNonNull(of.get(operation));
            Step step = Objects.requireNonNull(states.get(part)).step(operation);
            assertTrue(step instanceof Step.Next, () -> step + " in " + show(history));
            states.put(part, ((Step.Next) step).model());
            Integer before = last.put(operation.process(), operation.invokePosition());
            assertTrue(before == null || before < operation.invokePosition(), () -> show(history));
            completed -= operation.isCrashed() ? 0 : 1;
        }
        assertEquals(order.size(), new HashSet<>(order).size(), () -> show(history));
        assertEquals(0, completed, () -> show(history));
    }

    @Test
    void isNotLocal() {
        History history = HistoryFiles.parse("two-keys.edn", """
                [0 :invoke :put ["x" 1]] [0 :ok :put ["x" 1]]
                [0 :invoke :get "y"] [0 :ok :get ["y" nil]]
                [1 :invoke :put ["y" 1]] [1 :ok :put ["y" 1]]
                [1 :invoke :get "x"] [1 :ok :get ["x" nil]]
                """);
        List<Part> parts = Partitioner.split(history, NamedModel.of("key-value"));
        assertEquals(
                Answer.VIOLATED,
                SequentialConsistency.check(parts, Limits.DEFAULT).answer());
        for (Part part : parts) {
            assertEquals(
                    Answer.HOLDS,
                    SequentialConsistency.check(List.of(part), Limits.DEFAULT).answer());
        }
    }

    @Test
    void aLimitIsObeyedAndNamed() {
        History history = HistoryGenerator.history(
                new HistoryGenerator.Settings(ModelKind.CAS_REGISTER, 1, 12, 4_000, 3, 1, 0.05, 0.3));
        List<Part> parts = Partitioner.split(history, NamedModel.of("cas-register"));
        long start = System.nanoTime();
        assertEquals(
                Answer.unknown(Cause.TIMEOUT),
                SequentialConsistency.check(parts, Limits.DEFAULT.withTimeMillis(1))
                        .answer());
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
        assertEquals(
                Answer.unknown(Cause.OUT_OF_MEMORY),
                SequentialConsistency.check(parts, new Limits(60_000, 1 << 10)).answer());
    }

    private static String show(History history) {
        StringBuilder text = new StringBuilder(history.source()).append('\n');
        for (Event event : history.events()) {
            text.append(EdnWriter.toString(event)).append('\n');
        }
        return text.toString();
    }
}
