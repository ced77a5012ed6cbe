package org.synod.linearizability.model;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models that have a name, and what a history for each may contain. */
public enum ModelKind {
    /** {@code read}, {@code write}; nil at first. */
    REGISTER,
    /** {@code read}, {@code write}, {@code cas [old new]}; nil at first. */
    CAS_REGISTER,
    /** {@code txn [[:read k v] [:write k v]]}; what the registers hold at first is unknown. */
    MULTI_REGISTER,
    /** {@code acquire}, {@code release}; free at first. */
    MUTEX,
    /** {@code acquire n}, {@code release n}, where nil is one permit; all free at first. */
    SEMAPHORE,
    /** {@code enqueue v}, {@code dequeue}, nil from an empty queue; oldest first; empty at first. */
    FIFO_QUEUE,
    /** {@code enqueue v}, {@code dequeue}, nil from an empty queue; in no order; empty at first. */
    UNORDERED_QUEUE,
    /** {@code push v}, {@code pop}, nil from an empty stack; empty at first. */
    STACK,
    /** {@code add v}, {@code remove v}, {@code contains [v present]}, {@code read} of all elements; empty at first. */
    SET,
    /** {@code add n}, {@code read}; 0 at first. */
    COUNTER,
    /** {@code append v}, {@code read} of the whole list; empty at first. */
    LIST_APPEND,
    /** {@code put}, {@code get}, {@code delete}, {@code cas} on keys; every key absent at first. */
    KEY_VALUE;

    /** The names of all models, in the order in which a help text lists them. */
    public static List<String> names() {
        return Arrays.stream(values()).map(ModelKind::label).toList();
    }

    /**
     * The model of that name.
     *
     * @throws UnknownModelException when there is none
     */
    public static ModelKind named(String name) {
        for (ModelKind kind : values()) {
            if (kind.label().equals(name)) {
                return kind;
            }
        }
        throw new UnknownModelException(name);
    }

    /** The name on the command line and in files: {@code cas-register}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The state before the first operation. */
    public Model initial() {
        return start();
    }

    /** The state before the first operation, as one that can answer. */
    Answering start() {
        return switch (this) {
            case REGISTER, CAS_REGISTER -> new Register(null);
            case MULTI_REGISTER -> new MultiRegister(Map.of(), true);
            case MUTEX -> new Mutex(false);
            case SEMAPHORE -> new Semaphore(Semaphore.DEFAULT_PERMITS, 0);
            case FIFO_QUEUE -> FifoQueue.EMPTY;
            case UNORDERED_QUEUE -> UnorderedQueue.EMPTY;
            case STACK -> Stack.EMPTY;
            case SET -> ElementSet.EMPTY;
            case COUNTER -> new Counter(BigInteger.ZERO);
            case LIST_APPEND -> AppendList.EMPTY;
            case KEY_VALUE -> new KeyValue(null);
        };
    }

    /** The functions that a history for the model may have. */
    public List<String> functions() {
        return switch (this) {
            case REGISTER -> List.of("read", "write");
            case CAS_REGISTER -> List.of("read", "write", "cas");
            case MULTI_REGISTER -> List.of("txn");
            case MUTEX, SEMAPHORE -> List.of("acquire", "release");
            case FIFO_QUEUE, UNORDERED_QUEUE -> List.of("enqueue", "dequeue");
            case STACK -> List.of("push", "pop");
            case SET -> List.of("add", "remove", "contains", "read");
            case COUNTER -> List.of("add", "read");
            case LIST_APPEND -> List.of("append", "read");
            case KEY_VALUE -> List.of("put", "get", "delete", "cas");
        };
    }

    /**
     * What is wrong with an operation whose key has been taken off.
     *
     * @return the rest of a sentence, or null when nothing is wrong
     */
    public @Nullable String complaint(String f, @Nullable Object value) {
        if (f.equals("drain") && functions().contains("dequeue")) {
            return "a drain is no operation of one moment: write each element that it took as a dequeue of its own.";
        }
        if (!functions().contains(f)) {
            return "unknown function '" + f + "'; the model " + label() + " has " + String.join(", ", functions())
                    + ".";
        }
        String wanted = wanted(f, value);
        return wanted == null ? null : "the value of " + f + " is not " + wanted + ".";
    }

    /** What the value of the function should have been; null when it is. */
    private @Nullable String wanted(String f, @Nullable Object value) {
        return switch (f) {
            case "cas" -> cas(value);
            case "txn" -> Shapes.isTransaction(value) ? null : "a list of [:read k v] and [:write k v]";
            case "acquire", "release" ->
                this == MUTEX || isPermits(value) ? null : "a number of permits, or nil for one";
            case "add" -> this == COUNTER ? (Shapes.isInteger(value) ? null : "an integer") : element(value);
            case "enqueue", "push", "remove", "append" -> element(value);
            case "contains" -> isMembership(value) ? null : "[element present], where present is true, false or nil";
            case "read" -> read(value);
            default -> null;
        };
    }

    private @Nullable String cas(@Nullable Object value) {
        boolean judged = this == KEY_VALUE
                && value instanceof List<?> list
                && list.size() == 3
                && list.get(2) instanceof Boolean;
        if (Shapes.isPair(value) || judged) {
            return null;
        }
        return this == KEY_VALUE ? "[old new] or [old new swapped]" : "[old new]";
    }

    private static @Nullable String element(@Nullable Object value) {
        return value == null ? "an element, which is anything but nil" : null;
    }

    private static boolean isPermits(@Nullable Object value) {
        return value == null
                || (Shapes.isInteger(value) && Shapes.integer(value).signum() > 0);
    }

    private static boolean isMembership(@Nullable Object value) {
        return value instanceof List<?> list
                && list.size() == 2
                && list.get(0) != null
                && (list.get(1) == null || list.get(1) instanceof Boolean);
    }

    private @Nullable String read(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (this) {
            case SET -> value instanceof Collection<?> ? null : "a collection of elements";
            case COUNTER -> Shapes.isInteger(value) ? null : "an integer";
            case LIST_APPEND -> value instanceof List<?> ? null : "a list of elements";
            default -> null;
        };
    }

    /** Whether the value has the form {@code [key rest]} that Jepsen's independent histories have. */
    public boolean looksKeyed(String f, @Nullable Object value) {
        if (!(value instanceof List<?> list) || list.size() != 2) {
            return false;
        }
        return switch (f) {
            case "cas", "contains" -> list.get(1) instanceof List<?>;
            case "txn" -> Shapes.isTransaction(list.get(1)) && !Shapes.isTransaction(value);
            default -> true;
        };
    }
}
