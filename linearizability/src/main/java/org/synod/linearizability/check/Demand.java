package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.synod.linearizability.model.Model;

/**
 * For objects of a single value ({@link CellAccess}): how many operations that are still to come must find a value, and
 * how many could set it. A value that is left while somebody must still find it and nobody can set it again is lost, and
 * so is the order that led there. For other models nothing is ever lost.
 */
final class Demand {
    private static final int NONE = -1;

    /** What each operation must find and sets: a number for object and state, or {@link #NONE}. */
    private final int[] finds;

    private final int[] sets;
    private final Map<Long, Integer> numbers = new HashMap<>();
    /** How many operations to come must find each, and set it. */
    private int[] finders = new int[16];

    private int[] setters = new int[16];

    Demand(Processes processes) {
        int count = processes.operations.length;
        finds = new int[count];
        sets = new int[count];
        Arrays.fill(finds, NONE);
        Arrays.fill(sets, NONE);
        for (int op = 0; op < count; op++) {
            Model model = processes.transitions.state(processes.initial[processes.object[op]]);
            if (!CellAccess.knows(model)) {
                continue;
            }
            CellAccess access = CellAccess.of(model, processes.operations[op]);
            if (access.reads() && processes.crashedBit[op] < 0) {
                int state = processes.transitions.number(CellAccess.holding(model, access.found()));
                finds[op] = number(processes.object[op], state);
            }
            if (access.writes()) {
                int state = processes.transitions.number(CellAccess.holding(model, access.left()));
                sets[op] = number(processes.object[op], state);
            }
            count(op, 1);
        }
    }

    private int number(int object, int state) {
        int number = numbers.computeIfAbsent(((long) object << 32) | state, key -> numbers.size());
        if (number >= finders.length) {
            finders = Arrays.copyOf(finders, finders.length * 2);
            setters = Arrays.copyOf(setters, setters.length * 2);
        }
        return number;
    }

    private void count(int op, int by) {
        if (finds[op] != NONE) {
            finders[finds[op]] += by;
        }
        if (sets[op] != NONE) {
            setters[sets[op]] += by;
        }
    }

    /** The operation has come. */
    void placed(int op) {
        count(op, -1);
    }

    /** The operation is still to come after all. */
    void takenBack(int op) {
        count(op, 1);
    }

    /** Whether somebody must still find the object in the state, and nobody can bring it back there. */
    boolean isLost(int object, int state) {
        Integer number = numbers.get(((long) object << 32) | state);
        return number != null && finders[number] > 0 && setters[number] == 0;
    }

    /** Whether somebody must find a value that is not there at first and that nobody sets. */
    boolean isHopeless(int[] initial) {
        return numbers.keySet().stream().anyMatch(key -> {
            int object = (int) (key >> 32);
            int state = (int) (long) key;
            return state != initial[object] && isLost(object, state);
        });
    }
}
