package org.synod.linearizability.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.Operation;

/** States of the models that have a name, as plain values and back. */
public final class States {
    private States() {}

    /**
     * What the state holds: the value of a register or key, a map of multi-registers, whether a mutex is held, how many
     * permits of a semaphore are, the number of a counter, the elements of a set, and else a list: oldest first of a FIFO
     * queue, in no order of an unordered one, bottom first of a stack, all of an append-only list.
     *
     * @throws IllegalArgumentException for a state of another model
     */
    public static @Nullable Object content(Model state) {
        return switch (state) {
            case Register register -> register.value();
            case KeyValue key -> key.value();
            case MultiRegister registers -> registers.values();
            case Mutex mutex -> mutex.held();
            case Semaphore semaphore -> (long) semaphore.held();
            case Counter counter -> number(counter.value());
            case FifoQueue queue -> queue.all();
            case Stack stack -> stack.elements().newest(stack.elements().size());
            case AppendList list -> list.elements().newest(list.elements().size());
            case UnorderedQueue queue -> all(queue.elements());
            case ElementSet set -> set(all(set.elements()));
            default -> throw new IllegalArgumentException("a state of another model: " + state);
        };
    }

    /** The state of a model that holds elements, after these were put in one after the other. */
    public static Model holding(ModelKind kind, Collection<?> elements) {
        String put = kind.functions().getFirst();
        Model state = kind.initial();
        for (Object element : elements) {
            Operation operation = new Operation(
                    Event.of(0L, EventType.INVOKE, put, null, element), null, EventType.OK, 0, 0, null, element);
            state = ((Step.Next) state.step(operation)).model();
        }
        return state;
    }

    private static List<Object> all(Bag bag) {
        List<Object> all = new ArrayList<>();
        bag.forEach((element, count) -> {
            for (int i = 0; i < count; i++) {
                all.add(element);
            }
        });
        return all;
    }

    private static Set<Object> set(List<Object> elements) {
        return new LinkedHashSet<>(elements);
    }

    /** The reader of histories has a Long for what fits into one. */
    static Object number(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValueExact() : value;
    }
}
