package org.synod.linearizability.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.Operation;

/** What settings promise: that verdicts are right is the checker's test. */
final class HistoryGeneratorTest {
    private static HistoryGenerator.Settings settings(ModelKind kind, long seed, double crashed, double violatedAt) {
        return new HistoryGenerator.Settings(NamedModel.of(kind), seed, 6, 600, 5, 3, crashed, 0, violatedAt);
    }

    @ParameterizedTest
    @EnumSource
    void aSeedMakesTheSameEventsAndAnotherOthers(ModelKind kind) {
        List<Event> events = HistoryGenerator.events(settings(kind, 1, 0.1, HistoryGenerator.NEVER));
        assertEquals(events, HistoryGenerator.events(settings(kind, 1, 0.1, HistoryGenerator.NEVER)));
        assertNotEquals(events, HistoryGenerator.events(settings(kind, 2, 0.1, HistoryGenerator.NEVER)));
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreAlwaysBusyAndCrashedOnesAreReplaced(ModelKind kind) {
        List<Operation> operations = HistoryGenerator.history(settings(kind, 3, 0.2, HistoryGenerator.NEVER))
                .operations();
        assertEquals(600, operations.size());
        long crashed = operations.stream().filter(Operation::isCrashed).count();
        assertTrue(crashed > 60 && crashed < 200, kind + ": " + crashed);
        Set<Object> open = new HashSet<>();
        Set<Object> lost = new HashSet<>();
        operations.stream().filter(op -> op.isCrashed()).forEach(op -> lost.add(op.process()));
        int invoked = 0;
        for (Event event : HistoryGenerator.events(settings(kind, 4, 0, HistoryGenerator.NEVER))) {
            if (event.type() == EventType.INVOKE) {
                invoked++;
                assertTrue(open.add(event.process()));
                assertTrue(invoked < 6 || open.size() == 6, event::toString);
            } else {
                assertTrue(open.remove(event.process()));
            }
        }
        assertEquals(crashed, lost.size());
    }

    @Test
    void distinctValuesAreDistinct() {
        Set<Object> written = new HashSet<>();
        HistoryGenerator.events(new HistoryGenerator.Settings(ModelKind.REGISTER, 1, 5, 500, 0, 1, 0.1, 0)).stream()
                .filter(event -> event.type() == EventType.INVOKE && event.f().equals("write"))
                .forEach(event -> assertTrue(written.add(Objects.requireNonNull(event.value()))));
        assertTrue(written.size() > 200, written::toString);
    }

    /** Against the same history without the lie. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MUTEX", "SEMAPHORE"})
    void oneResultIsImpossibleWhereItWasWanted(ModelKind kind) {
        for (int seed = 0; seed < 10; seed++) {
            List<Event> right = HistoryGenerator.events(settings(kind, seed, 0.05, HistoryGenerator.NEVER));
            List<Event> wrong = HistoryGenerator.events(settings(kind, seed, 0.05, 0.9));
            assertEquals(right.size(), wrong.size());
            int different = 0;
            int invoked = 0;
            for (int i = 0; i < right.size(); i++) {
                invoked += right.get(i).type() == EventType.INVOKE ? 1 : 0;
                if (!right.get(i).equals(wrong.get(i))) {
                    different++;
                    assertTrue(String.valueOf(wrong.get(i).value()).contains("-1"), wrong.get(i)::toString);
                    assertTrue(invoked > 540 && invoked < 580, kind + ": after " + invoked);
                }
            }
            assertEquals(1, different, kind.label());
        }
    }

    @Test
    void whereNothingReturnsAValueNothingCanBeImpossible() {
        for (ModelKind kind : List.of(ModelKind.MUTEX, ModelKind.SEMAPHORE)) {
            assertThrows(IllegalArgumentException.class, () -> HistoryGenerator.events(settings(kind, 1, 0, 0.5)));
        }
        assertThrows(
                IllegalArgumentException.class, () -> HistoryGenerator.events(settings(ModelKind.REGISTER, 1, 1, 0.5)));
        assertThrows(
                IllegalArgumentException.class, () -> HistoryGenerator.events(settings(ModelKind.REGISTER, 1, 0, 1)));
    }
}
