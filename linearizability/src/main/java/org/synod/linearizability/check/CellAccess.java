package org.synod.linearizability.check;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.KeyValue;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Register;

/**
 * What an operation tells of a register or of a key's cell: the value that it found there, the value that it left.
 *
 * <p>A compare-and-set that swapped does both; one that did not tells only what it did not find, which counts as nothing
 * here, as does a register's read of nil.
 *
 * @param reads whether it tells the value that it found
 * @param found that value
 * @param writes whether it set the value
 * @param left what it set
 */
public record CellAccess(
        boolean reads,
        @Nullable Object found,
        boolean writes,
        @Nullable Object left) {
    private static final CellAccess NOTHING = new CellAccess(false, null, false, null);

    /** Whether the model is one of a single value that operations read and write. */
    public static boolean knows(Model model) {
        return model instanceof Register || model instanceof KeyValue;
    }

    /**
     * The access of an operation.
     *
     * @throws IllegalArgumentException when the model is none that {@link #knows} knows
     */
    public static CellAccess of(Model model, Operation operation) {
        Object value = operation.value();
        return switch (operation.f()) {
            case "read" -> value == null ? NOTHING : found(value);
            case "get" -> found(value);
            case "write", "put" -> new CellAccess(false, null, true, value);
            case "delete" -> new CellAccess(false, null, true, null);
            case "cas" -> cas(value);
            default -> throw new IllegalArgumentException(model + " has no function " + operation.f());
        };
    }

    /** The value that a state of the cell holds. */
    public static @Nullable Object held(Model model) {
        return model instanceof Register register ? register.value() : ((KeyValue) model).value();
    }

    /** The state of the cell that holds the value. */
    static Model holding(Model model, @Nullable Object value) {
        return model instanceof Register ? new Register(value) : new KeyValue(value);
    }

    private static CellAccess found(@Nullable Object value) {
        return new CellAccess(true, value, false, null);
    }

    private static CellAccess cas(@Nullable Object value) {
        if (!(value instanceof List<?> parts) || parts.size() < 2) {
            throw new IllegalArgumentException("no cas: " + value);
        }
        if (parts.size() > 2 && !Boolean.TRUE.equals(parts.get(2))) {
            return NOTHING;
        }
        return Objects.equals(parts.get(0), parts.get(1))
                ? found(parts.get(0))
                : new CellAccess(true, parts.get(0), true, parts.get(1));
    }
}
