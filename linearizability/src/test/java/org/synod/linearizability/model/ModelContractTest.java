package org.synod.linearizability.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.Operation;

/** What the checker's reductions lean on, against {@link Model#step}: for every operation in every state near the first. */
final class ModelContractTest {
    private static final int MOST_STATES = 250;

    /** Different operations with results right and wrong, completed and crashed. */
    private static List<Operation> alphabet(ModelKind kind) {
        Map<Object, Operation> different = new LinkedHashMap<>();
        for (int seed = 0; seed < 40; seed++) {
            HistoryGenerator.Settings settings =
                    new HistoryGenerator.Settings(kind, seed, 3, 12, 2, 1, seed % 3 * 0.15, seed % 2 * 0.5);
            for (Operation operation : HistoryGenerator.history(settings).operations()) {
                if (operation.outcome() != EventType.FAIL) {
                    boolean crashed = operation.isCrashed();
                    different.putIfAbsent(
                            List.of(operation.f(), String.valueOf(operation.value()), crashed), operation);
                }
            }
        }
        return List.copyOf(different.values());
    }

    /** States breadth first from the first one; those that the model takes for equal are there once. */
    private static List<Model> states(Model initial, List<Operation> alphabet) {
        Set<Model> known = new LinkedHashSet<>(Set.of(initial));
        List<Model> queue = new ArrayList<>(known);
        for (int i = 0; i < queue.size() && queue.size() < MOST_STATES; i++) {
            for (Operation operation : alphabet) {
                if (queue.get(i).step(operation) instanceof Step.Next next && known.add(next.model())) {
                    queue.add(next.model());
                }
            }
        }
        return queue;
    }

    @ParameterizedTest
    @EnumSource
    void operationsOfEqualEffectsGetTheSameAnswer(ModelKind kind) {
        List<Operation> alphabet = alphabet(kind);
        List<Model> states = states(kind.initial(), alphabet);
        Map<Object, Operation> examples = new HashMap<>();
        for (Operation operation : alphabet) {
            Operation example = examples.putIfAbsent(kind.initial().effect(operation), operation);
            if (example == null) {
                continue;
            }
            assertEquals(
                    kind.initial().readOnly(example),
                    kind.initial().readOnly(operation),
                    () -> example + " " + operation);
            for (Model state : states) {
                assertEquals(state.effect(example), state.effect(operation));
                assertEquals(legal(state, example), legal(state, operation), () -> state + " " + operation);
            }
        }
        assertTrue(examples.size() > 1 && states.size() > 1, kind + ": " + examples + " " + states);
    }

    /** The state after the operation, or nothing: phrases may differ. */
    private static List<Model> legal(Model state, Operation operation) {
        return state.step(operation) instanceof Step.Next next ? List.of(next.model()) : List.of();
    }

    @ParameterizedTest
    @EnumSource
    void aLookChangesNothingThatItLeftAloneOnce(ModelKind kind) {
        List<Operation> alphabet = alphabet(kind);
        int looks = 0;
        for (Operation look : alphabet) {
            if (!kind.initial().readOnly(look)) {
                continue;
            }
            for (Model state : states(kind.initial(), alphabet)) {
                List<Model> after = legal(state, look);
                if (after.equals(List.of(state))) {
                    looks++;
                    for (Model later : nearby(state, alphabet)) {
                        List<Model> again = legal(later, look);
                        assertTrue(again.isEmpty() || again.equals(List.of(later)), () -> look + " in " + later);
                    }
                } else if (!after.isEmpty()) {
                    // Where it learned something, whatever can come after it could have come without it.
                    for (Operation next : alphabet) {
                        assertTrue(
                                legal(after.getFirst(), next).isEmpty()
                                        || !legal(state, next).isEmpty(),
                                () -> next + " in " + state);
                    }
                }
            }
        }
        boolean none = kind == ModelKind.MUTEX || kind == ModelKind.SEMAPHORE;
        assertTrue(none == (looks == 0), kind + ": " + looks + " looks");
    }

    private static List<Model> nearby(Model state, List<Operation> alphabet) {
        Set<Model> nearby = new LinkedHashSet<>();
        alphabet.forEach(operation -> nearby.addAll(legal(state, operation)));
        return List.copyOf(nearby);
    }

    @ParameterizedTest
    @EnumSource
    void anAccessIsThatOfARegister(ModelKind kind) {
        List<Operation> alphabet = alphabet(kind);
        List<Model> states = states(kind.initial(), alphabet);
        Map<Object, Model> written = new HashMap<>();
        int accesses = 0;
        for (Operation operation : alphabet) {
            Model.Access access = kind.initial().access(operation);
            if (access == null) {
                continue;
            }
            accesses++;
            for (Model state : states) {
                assertEquals(access, state.access(operation));
                switch (access.kind()) {
                    case WRITE -> {
                        Step.Next next = assertInstanceOf(Step.Next.class, state.step(operation));
                        written.putIfAbsent(List.of(String.valueOf(access.value())), next.model());
                        assertEquals(written.get(List.of(String.valueOf(access.value()))), next.model());
                    }
                    case NOTHING -> assertEquals(List.of(state), legal(state, operation));
                    case READ -> {}
                }
            }
        }
        for (Operation operation : alphabet) {
            Model.Access access = kind.initial().access(operation);
            if (access != null && access.kind() == Model.Access.Kind.READ) {
                Model there = written.get(List.of(String.valueOf(access.value())));
                for (Model state : states) {
                    boolean legal = !legal(state, operation).isEmpty();
                    assertTrue(there == null || legal == state.equals(there), () -> operation + " in " + state);
                }
            }
        }
        boolean register = kind == ModelKind.REGISTER || kind == ModelKind.CAS_REGISTER || kind == ModelKind.KEY_VALUE;
        assertTrue(register == (accesses > 0), kind + ": " + accesses + " accesses");
    }

    /** States that were reached in different ways and are equal hash and go on alike. */
    @ParameterizedTest
    @EnumSource
    void equalStatesAreOne(ModelKind kind) {
        List<Operation> alphabet = alphabet(kind);
        List<Model> states = states(kind.initial(), alphabet);
        int met = 0;
        for (Model state : states.subList(0, Math.min(60, states.size()))) {
            for (Operation first : alphabet) {
                for (Model after : legal(state, first)) {
                    for (Model same : states) {
                        if (same.equals(after)) {
                            assertEquals(same.hashCode(), after.hashCode());
                            for (Operation second : alphabet) {
                                assertEquals(legal(same, second), legal(after, second));
                                met++;
                            }
                        }
                    }
                }
            }
        }
        assertTrue(met > 0, kind.label());
    }
}
