package org.synod.statemachine;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/** Keys and values in memory, each value with its version: the slot that wrote it. */
public final class KeyValueStore implements StateMachine {

    private record Versioned(Bytes value, long version) {}

    private final Map<Bytes, Versioned> values = new HashMap<>();

    @Override
    public @Nullable String refusal(byte[] operation) {
        try {
            Operation.decode(operation);
            return null;
        } catch (CodecException e) {
            return e.getMessage();
        }
    }

    @Override
    public boolean isRead(byte[] operation) {
        return operation.length > 1 && operation[0] == Wire.VERSION && operation[1] == Wire.GET;
    }

    @Override
    public byte[] apply(long slot, byte[] operation) {
        try {
            return apply(slot, Operation.decode(operation)).encode();
        } catch (CodecException e) {
            return new Result.Invalid(String.valueOf(e.getMessage())).encode();
        }
    }

    @Override
    public byte[] read(byte[] operation) {
        return isRead(operation)
                ? apply(0, operation)
                : new Result.Invalid("only a get is served without the log").encode();
    }

    /** Executes one operation. */
    public Result apply(long slot, Operation operation) {
        return switch (operation) {
            case Operation.Put put -> {
                values.put(put.key(), new Versioned(put.value(), slot));
                yield new Result.Written(slot);
            }
            case Operation.Get get -> {
                Versioned found = values.get(get.key());
                yield found == null ? new Result.Found(null, 0) : new Result.Found(found.value(), found.version());
            }
            case Operation.Delete delete -> new Result.Deleted(values.remove(delete.key()) != null);
            case Operation.CompareAndSet cas -> {
                Versioned found = values.get(cas.key());
                if (!Objects.equals(found == null ? null : found.value(), cas.expected())) {
                    yield new Result.Compared(false, found == null ? 0 : found.version());
                }
                values.put(cas.key(), new Versioned(cas.value(), slot));
                yield new Result.Compared(true, slot);
            }
        };
    }

    /** How many keys there are. */
    public int size() {
        return values.size();
    }
}
