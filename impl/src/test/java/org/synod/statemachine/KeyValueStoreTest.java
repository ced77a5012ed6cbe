package org.synod.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.synod.core.CodecException;

class KeyValueStoreTest {

    @Provide
    static Arbitrary<Operation> operations() {
        Arbitrary<Bytes> key = Arbitraries.of("", "a", "b", "c").map(Bytes::of);
        Arbitrary<Bytes> value = Arbitraries.of("", "0", "1", "2").map(Bytes::of);
        Arbitrary<Operation> put = Combinators.combine(key, value).as(Operation.Put::new);
        Arbitrary<Operation> cas =
                Combinators.combine(key, value.injectNull(0.3), value).as(Operation.CompareAndSet::new);
        return Arbitraries.oneOf(put, cas, key.map(Operation.Get::new), key.map(Operation.Delete::new));
    }

    @Provide
    static Arbitrary<Result> results() {
        Arbitrary<Long> version = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<Bytes> value = Arbitraries.strings().ofMaxLength(50).map(Bytes::of);
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        Arbitrary<Result> found =
                Combinators.combine(value.injectNull(0.3), version).as(Result.Found::new);
        Arbitrary<Result> compared = Combinators.combine(flag, version).as(Result.Compared::new);
        return Arbitraries.oneOf(
                found,
                compared,
                version.map(Result.Written::new),
                flag.map(Result.Deleted::new),
                Arbitraries.strings().ofMaxLength(20).map(Result.Invalid::new));
    }

    @Property
    void behavesAsAMap(@ForAll("operationLists") List<Operation> operations) throws CodecException {
        KeyValueStore store = new KeyValueStore();
        Map<Bytes, Result.Found> model = new HashMap<>();
        long slot = 0;
        for (Operation operation : operations) {
            slot++;
            Result result = Result.decode(store.apply(slot, operation.encode()));
            assertEquals(expected(model, slot, operation), result);
        }
        assertEquals(model.size(), store.size());
    }

    @Provide
    static Arbitrary<List<Operation>> operationLists() {
        return operations().list().ofMaxSize(60);
    }

    private static Result expected(Map<Bytes, Result.Found> model, long slot, Operation operation) {
        Result.Found now = model.getOrDefault(operation.key(), new Result.Found(null, 0));
        if (operation instanceof Operation.Put put) {
            model.put(put.key(), new Result.Found(put.value(), slot));
            return new Result.Written(slot);
        }
        if (operation instanceof Operation.Delete) {
            return new Result.Deleted(model.remove(operation.key()) != null);
        }
        if (operation instanceof Operation.CompareAndSet cas) {
            @Nullable Bytes value = now.value();
            if (Objects.equals(value, cas.expected())) {
                model.put(cas.key(), new Result.Found(cas.value(), slot));
                return new Result.Compared(true, slot);
            }
            return new Result.Compared(false, now.version());
        }
        return now;
    }

    @Property
    void operationsAndResultsComeBack(@ForAll("operations") Operation operation, @ForAll("results") Result result)
            throws CodecException {
        assertEquals(operation, Operation.decode(operation.encode()));
        assertEquals(result, Result.decode(result.encode()));
    }

    @Property
    void anyBytesAreAnOperationOrAnError(@ForAll byte[] bytes) throws CodecException {
        bytesAreFine(bytes);
    }

    @Property
    void changedBytesAreAnOperationOrAnError(
            @ForAll("operations") Operation operation, @ForAll int at, @ForAll byte value) throws CodecException {
        byte[] bytes = operation.encode();
        bytes[Math.floorMod(at, bytes.length)] = value;
        bytesAreFine(bytes);
    }

    /** Whatever a log holds, every replica makes the same of it, and none fails. */
    private static void bytesAreFine(byte[] bytes) throws CodecException {
        byte[] result = new KeyValueStore().apply(1, bytes);
        assertArrayEquals(result, new KeyValueStore().apply(1, bytes));
        boolean refused = new KeyValueStore().refusal(bytes) != null;
        assertEquals(refused, Result.decode(result) instanceof Result.Invalid);
        try {
            Result.decode(bytes);
        } catch (CodecException e) {
            assertEquals(CodecException.class, e.getClass());
        }
    }

    @Test
    void keysAndValuesHaveLimits() {
        Bytes key = Bytes.wrap(new byte[Operation.LONGEST_KEY]);
        Bytes value = Bytes.wrap(new byte[Operation.LONGEST_VALUE]);
        assertInstanceOf(Operation.Put.class, new Operation.Put(key, value));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation.Get(Bytes.wrap(new byte[Operation.LONGEST_KEY + 1])));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation.Put(key, Bytes.wrap(new byte[Operation.LONGEST_VALUE + 1])));
    }
}
