package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.check.Checker.Outcome;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import org.synod.linearizability.model.Step;

/** The search that leaves covered writes out against the same search where nobody knows that a write is one. */
final class CoveredWritesTest {
    private static final int HISTORIES = Integer.getInteger("synod.histories", 6_000) / 6;

    /** The same object, of which nothing is known but its steps. */
    private record Opaque(Model model) implements Model {
        @Override
        public Step step(Operation operation) {
            return model.step(operation) instanceof Step.Next next
                    ? Step.next(new Opaque(next.model()))
                    : model.step(operation);
        }

        @Override
        public Object effect(Operation operation) {
            return model.effect(operation);
        }

        @Override
        public boolean readOnly(Operation operation) {
            return model.readOnly(operation);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTER", "CAS_REGISTER", "KEY_VALUE"})
    void bothSearchesSayTheSame(ModelKind kind) {
        int violated = 0;
        int fewer = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = HistoryGenerator.history(new HistoryGenerator.Settings(
                    kind, seed, 3 + seed % 6, 80, 2 + seed % 3, 1, seed % 3 * 0.05, seed % 2 * 0.15));
            Part part = Partitioner.split(history, NamedModel.of(kind.label())).getFirst();
            Part opaque = new Part(null, new Opaque(part.initial()), part.operations());
            Outcome covered = Portfolio.judge(part, Set.of(), new Budget(Limits.DEFAULT), 1 + seed % 500);
            Outcome plain = Portfolio.judge(opaque, new Budget(Limits.DEFAULT));
            assertEquals(plain.blocked(), covered.blocked(), "seed " + seed);
            if (plain.blocked() == null) {
                Verdict.Witness witness = covered.witness();
                assertNotNull(witness, "seed " + seed);
                OracleTest.assertLegal(part, witness.order(), witness.last(), history);
            } else {
                violated++;
            }
            fewer += covered.configurations() < plain.configurations() ? 1 : 0;
        }
        assertTrue(
                List.of(violated, HISTORIES - violated, fewer).stream().allMatch(count -> count > HISTORIES / 10),
                violated + " of " + HISTORIES + " violated, " + fewer + " with fewer configurations");
    }
}
