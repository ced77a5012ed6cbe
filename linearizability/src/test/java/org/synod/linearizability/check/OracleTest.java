package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import org.synod.linearizability.model.Step;

/** The search against the definition, on many thousands of small histories of every model. */
final class OracleTest {
    /** For each model; {@code -Dsynod.histories=100000} tries more. */
    private static final int HISTORIES = Integer.getInteger("synod.histories", 6_000);

    @ParameterizedTest
    @EnumSource
    void agreesWithEveryOrderTried(ModelKind kind) {
        Optional<BruteForce.Semantics<List<Object>>> plain = PlainObjects.of(kind);
        NamedModel model = NamedModel.of(kind.label());
        int violated = 0;
        int crashed = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = HistoryGenerator.history(new HistoryGenerator.Settings(
                    kind,
                    seed,
                    2 + seed % 4,
                    3 + seed % 6,
                    seed % 4,
                    kind == ModelKind.KEY_VALUE ? 1 + seed % 2 : 1,
                    seed % 3 * 0.2,
                    seed % 5 * 0.15));
            for (Part part : Partitioner.split(history, model)) {
                Operation expected = BruteForce.firstBlocked(part.initial(), part.operations());
                if (plain.isPresent()) {
                    assertSame(
                            BruteForce.firstBlocked(plain.get(), List.of(), part.operations()),
                            expected,
                            () -> show(history));
                }
                violated += expected == null ? 0 : 1;
                crashed += part.operations().stream().anyMatch(Operation::isCrashed) ? 1 : 0;
                compare(expected, part, history);
            }
        }
        // A comparison that never saw a violation or a crash would prove little.
        assertTrue(violated > HISTORIES / 50, kind + ": only " + violated + " violated histories");
        assertTrue(crashed > HISTORIES / 10, kind + ": only " + crashed + " histories with crashes");
    }

    @ParameterizedTest
    @EnumSource
    void anOperationThatMayBeLeftOutIsEitherThereOrNot(ModelKind kind) {
        NamedModel model = NamedModel.of(kind.label());
        int violated = 0;
        int rescued = 0;
        for (int seed = 0; seed < HISTORIES / 3; seed++) {
            History history = HistoryGenerator.history(
                    new HistoryGenerator.Settings(kind, seed, 2 + seed % 3, 6, 2, 1, seed % 2 * 0.2, 0.4));
            Random random = new Random(seed);
            for (Part part : Partitioner.split(history, model)) {
                List<Operation> spared = part.operations().stream()
                        .filter(op -> !op.isCrashed() && random.nextInt(3) == 0)
                        .toList();
                boolean expected = true;
                for (int left = 0; left < 1 << spared.size(); left++) {
                    List<Operation> operations = new ArrayList<>(part.operations());
                    for (int i = 0; i < spared.size(); i++) {
                        if ((left & (1 << i)) != 0) {
                            operations.remove(spared.get(i));
                        }
                    }
                    expected &= !BruteForce.linearizable(part.initial(), operations);
                }
                assertEquals(
                        expected,
                        Checker.isViolatedWithout(part, Set.copyOf(spared), Limits.DEFAULT),
                        () -> spared + " of " + show(history));
                assertEquals(
                        expected,
                        Portfolio.judge(part, Set.copyOf(spared), new Budget(Limits.DEFAULT), 1)
                                        .blocked()
                                != null,
                        () -> spared + " of " + show(history));
                violated += expected ? 1 : 0;
                rescued += !expected && !BruteForce.linearizable(part.initial(), part.operations()) ? 1 : 0;
            }
        }
        assertTrue(violated > 20 && rescued > 20, kind + ": " + violated + " violated, " + rescued + " rescued");
    }

    private static void compare(@Nullable Operation expected, Part part, History history) {
        Problem problem = new Problem(part);
        Search search = new Search(problem, part.initial(), new Budget(Limits.DEFAULT));
        Search.End end = search.run();
        if (expected == null) {
            assertEquals(Search.End.FOUND, end, () -> show(history));
            List<Integer> order = new ArrayList<>();
            for (int op : search.order()) {
                order.add(problem.origin[op]);
            }
            assertLegal(part, order, search.lastState(), history);
        } else {
            assertEquals(Search.End.EXHAUSTED, end, () -> show(history));
            Operation blocked = problem.operations[~problem.events[search.furthestEvent()]];
            assertSame(expected, blocked, () -> show(history));
        }
        // With turns as short as that the refuting search has its say even here.
        Checker.Outcome taken = Portfolio.judge(part, Set.of(), new Budget(Limits.DEFAULT), 1);
        assertSame(expected, taken.blocked(), () -> show(history));
        assertEquals(expected == null, taken.witness() != null, () -> show(history));
        Polynomial.judge(part, new Budget(Limits.DEFAULT))
                .ifPresent(outcome -> assertOutcome(expected, outcome, part, history));
    }

    /** What an algorithm without a search says is what is so, and a witness is one. */
    static void assertOutcome(@Nullable Operation expected, Checker.Outcome outcome, Part part, History history) {
        assertSame(expected, outcome.blocked(), () -> show(history));
        if (expected == null) {
            Verdict.Witness witness = Objects.requireNonNull(outcome.witness());
            assertLegal(part, witness.order(), witness.last(), history);
        }
    }

    /** A witness has every completed operation once, keeps the order of time, and is what the model allows. */
    static void assertLegal(Part part, List<Integer> order, Model last, History history) {
        Set<Integer> placed = new HashSet<>(order);
        assertEquals(order.size(), placed.size(), () -> show(history));
        Model state = part.initial();
        int latestInvocation = -1;
        for (int op : order) {
            Operation operation = part.operations().get(op);
            assertTrue(operation.completionPosition() > latestInvocation, () -> show(history));
            latestInvocation = Math.max(latestInvocation, operation.invokePosition());
            Step step = state.step(operation);
            assertTrue(step instanceof Step.Next, () -> step + " in " + show(history));
            state = ((Step.Next) step).model();
        }
        assertEquals(last, state);
        for (int op = 0; op < part.operations().size(); op++) {
            assertTrue(part.operations().get(op).isCrashed() || placed.contains(op), () -> show(history));
        }
    }

    private static String show(History history) {
        StringBuilder text = new StringBuilder(history.source()).append('\n');
        for (Event event : history.events()) {
            text.append(EdnWriter.toString(event)).append('\n');
        }
        return text.toString();
    }
}
