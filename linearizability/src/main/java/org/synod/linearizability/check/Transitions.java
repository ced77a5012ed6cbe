package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/**
 * The model's steps as a table that is filled when asked: states are numbers, and each is stepped once per effect.
 *
 * <p>Invariant: {@code keys[i]} is 0 or one more than {@code state * effects + effect}, at the first free place from its
 * hash on; {@code values[i]} is the state that follows.
 */
final class Transitions {
    static final int ILLEGAL = -1;

    /** One operation of each effect. */
    private final Operation[] example;

    private final List<Model> states = new ArrayList<>();
    private final Map<Model, Integer> numbers = new HashMap<>();
    private long[] keys = new long[256];
    private int[] values = new int[256];
    private int used;

    /**
     * An empty table.
     *
     * @param example one operation of each effect
     */
    Transitions(Operation[] example, Model initial) {
        this.example = example;
        number(initial);
    }

    Model state(int number) {
        return states.get(number);
    }

    int states() {
        return states.size();
    }

    /** Bytes that the table and its states hold, about. */
    long bytes() {
        return 12L * keys.length + 150L * states.size();
    }

    /** The state after the effect, or {@link #ILLEGAL}. */
    int step(int state, int effect) {
        long key = (long) state * example.length + effect + 1;
        int at = find(key);
        if (keys[at] == key) {
            return values[at];
        }
        int next = ask(state, effect);
        keys[at] = key;
        values[at] = next;
        if (++used * 2 > keys.length) {
            grow();
        }
        return next;
    }

    private int ask(int state, int effect) {
        Step step = states.get(state).step(example[effect]);
        return step instanceof Step.Next next ? number(next.model()) : ILLEGAL;
    }

    /** The number of a state, a new one for a state that has none. */
    int number(Model model) {
        Integer known = numbers.putIfAbsent(model, states.size());
        if (known != null) {
            return known;
        }
        states.add(model);
        return states.size() - 1;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 32) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
