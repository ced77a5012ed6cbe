package org.synod.statemachine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/**
 * What must be so for a write to happen. Bytes: kind, then the value or the version.
 *
 * <p>Source: the condition expressions of DynamoDB's PutItem and DeleteItem, reduced to one key's value and version.
 */
public sealed interface Condition {

    /** Always holds. */
    record Any() implements Condition {}

    /** Holds when the key is not there. */
    record Absent() implements Condition {}

    /** Holds when the key has this value. */
    record ValueIs(Bytes value) implements Condition {
        public ValueIs {
            Operation.checkValue(value);
        }
    }

    /**
     * Holds when the key's value was written in this slot.
     *
     * @param version from 1 upwards; for a key that is not there say {@link Absent}
     */
    record VersionIs(long version) implements Condition {
        public VersionIs {
            if (version < 1) {
                throw new IllegalArgumentException("a version is a slot, from 1 upwards, not " + version);
            }
        }
    }

    /** Holds when the key has this value; null: when it is not there. */
    static Condition valueIs(@Nullable Bytes value) {
        return value == null ? new Absent() : new ValueIs(value);
    }

    /**
     * Whether a write may happen.
     *
     * @param present null: the key is not there
     */
    default boolean holds(@Nullable Item present) {
        return switch (this) {
            case Any any -> true;
            case Absent absent -> present == null;
            case ValueIs is -> present != null && present.value().equals(is.value());
            case VersionIs is -> present != null && present.version() == is.version();
        };
    }

    /** Bytes of {@link #put}. */
    default int encodedLength() {
        return switch (this) {
            case Any any -> 1;
            case Absent absent -> 1;
            case ValueIs is -> 5 + is.value().length();
            case VersionIs is -> 9;
        };
    }

    /** Appends the condition to {@code out}. */
    default ByteBuffer put(ByteBuffer out) {
        return switch (this) {
            case Any any -> out.put((byte) 0);
            case Absent absent -> out.put((byte) 1);
            case ValueIs is -> Wire.put(out.put((byte) 2), is.value());
            case VersionIs is -> out.put((byte) 3).putLong(is.version());
        };
    }

    /** Reads what {@link #put} wrote. */
    static Condition get(ByteBuffer in) throws CodecException {
        byte kind = in.get();
        return switch (kind) {
            case 0 -> new Any();
            case 1 -> new Absent();
            case 2 -> new ValueIs(Wire.present(in));
            case 3 -> new VersionIs(in.getLong());
            default -> throw new CodecException("a condition of the unknown kind " + kind);
        };
    }
}
