package org.synod.specs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A behaviour that violates a property.
 *
 * @param states its states, the initial one first
 * @param end how it goes on after the last state
 * @param backTo the index of the state that it returns to if it loops, else 0
 */
public record Counterexample(List<State> states, End end, int backTo) {
    public Counterexample {
        states = List.copyOf(states);
    }

    /** How a behaviour goes on. */
    public enum End {
        /** It need not: the violation is there already. */
        VIOLATION,
        /** Nothing ever changes again. */
        STUTTERS,
        /** It returns to an earlier state, for ever. */
        LOOPS
    }

    /**
     * One state.
     *
     * @param index from 1
     * @param action the name of the action that led here; of an initial state {@code Initial predicate}
     * @param location where the action stands, such as {@code line 8, col 7 to line 8, col 25 of module M}; null for an
     *     initial state
     * @param variables variable to value, as TLA+ text, in TLC's order
     */
    public record State(int index, String action, @Nullable String location, Map<String, String> variables) {
        public State {
            variables = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }
    }

    /** How many states there are, the initial one included; 0 if a property is false without any behaviour. */
    public int length() {
        return states.size();
    }

    /** The names of the actions in order, without the initial predicate. */
    public List<String> actions() {
        return states.stream().skip(1).map(State::action).toList();
    }
}
