package org.synod.linearizability.model;

import java.util.Arrays;
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
        return switch (this) {
            case REGISTER, CAS_REGISTER -> new Register(null);
            case MULTI_REGISTER -> new MultiRegister(Map.of(), true);
            case MUTEX -> new Mutex(false);
            case KEY_VALUE -> new KeyValue(null);
        };
    }

    /** The functions that a history for the model may have. */
    public List<String> functions() {
        return switch (this) {
            case REGISTER -> List.of("read", "write");
            case CAS_REGISTER -> List.of("read", "write", "cas");
            case MULTI_REGISTER -> List.of("txn");
            case MUTEX -> List.of("acquire", "release");
            case KEY_VALUE -> List.of("put", "get", "delete", "cas");
        };
    }

    /**
     * What is wrong with an operation whose key has been taken off.
     *
     * @return the rest of a sentence, or null when nothing is wrong
     */
    public @Nullable String complaint(String f, @Nullable Object value) {
        if (!functions().contains(f)) {
            return "unknown function '" + f + "'; a " + label() + " has " + String.join(", ", functions()) + ".";
        }
        boolean wellFormed = switch (f) {
            case "cas" -> Shapes.isPair(value) || (this == KEY_VALUE && isJudgedCas(value));
            case "txn" -> Shapes.isTransaction(value);
            default -> true;
        };
        return wellFormed ? null : "the value of " + f + " is not " + wanted(f) + ".";
    }

    private static boolean isJudgedCas(@Nullable Object value) {
        return value instanceof List<?> list && list.size() == 3 && list.get(2) instanceof Boolean;
    }

    private String wanted(String f) {
        if (f.equals("txn")) {
            return "a list of [:read k v] and [:write k v]";
        }
        return this == KEY_VALUE ? "[old new] or [old new swapped]" : "[old new]";
    }

    /** Whether the value has the form {@code [key rest]} that Jepsen's independent histories have. */
    public boolean looksKeyed(String f, @Nullable Object value) {
        if (!(value instanceof List<?> list) || list.size() != 2) {
            return false;
        }
        return switch (f) {
            case "cas" -> list.get(1) instanceof List<?>;
            case "txn" -> Shapes.isTransaction(list.get(1)) && !Shapes.isTransaction(value);
            default -> true;
        };
    }
}
