package org.synod.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.synod.core.CodecException;

class KeyValueStoreTest {

    @Provide
    static Arbitrary<Operation> operations() {
        Arbitrary<Bytes> key = Arbitraries.of("a", "b", "bb", "c").map(Bytes::of);
        Arbitrary<Bytes> value = Arbitraries.of("", "0", "1", "2").map(Bytes::of);
        Arbitrary<Condition> condition = Arbitraries.oneOf(
                Arbitraries.of(new Condition.Any(), new Condition.Absent()),
                value.map(Condition.ValueIs::new),
                Arbitraries.longs().between(1, 60).map(Condition.VersionIs::new));
        Arbitrary<Operation.Write> put =
                Combinators.combine(key, value, condition).as(Operation.Put::new);
        Arbitrary<Operation.Write> delete = Combinators.combine(key, condition).as(Operation.Delete::new);
        Arbitrary<Operation> cas =
                Combinators.combine(key, value.injectNull(0.3), value).as(Operation.CompareAndSet::new);
        Arbitrary<Operation> batch = Arbitraries.oneOf(List.of(put, delete))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements(Operation.Write::key)
                .map(Operation.Batch::new);
        Arbitrary<Operation> scan = Combinators.combine(
                        Arbitraries.of("", "a", "b", "ba", "d").map(Bytes::of),
                        Arbitraries.of("a", "b", "c", "d").map(Bytes::of).injectNull(0.4),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 60))
                .as(Operation.Scan::new);
        return Arbitraries.oneOf(
                put.map(w -> (Operation) w),
                delete.map(w -> (Operation) w),
                cas,
                key.map(Operation.Get::new),
                batch,
                scan);
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
                version.map(Result.Unmet::new),
                Combinators.combine(
                                flag,
                                Combinators.combine(flag, version)
                                        .as(Result.Outcome::new)
                                        .list()
                                        .ofMaxSize(5))
                        .as(Result.Batched::new),
                Combinators.combine(
                                Combinators.combine(value, value, version)
                                        .as(Item::new)
                                        .list()
                                        .ofMaxSize(5),
                                value.injectNull(0.3))
                        .as(Result.Page::new),
                flag.map(Result.Deleted::new),
                Arbitraries.strings().ofMaxLength(20).map(Result.Invalid::new));
    }

    @Property
    void behavesAsAMap(@ForAll("operationLists") List<Operation> operations) throws CodecException {
        KeyValueStore store = new KeyValueStore();
        NavigableMap<Bytes, Item> model = new TreeMap<>();
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

    private static Result expected(NavigableMap<Bytes, Item> model, long slot, Operation operation) {
        return switch (operation) {
            case Operation.Put put -> {
                Result.Outcome outcome = write(model, slot, put, true);
                yield outcome.held() ? new Result.Written(slot) : new Result.Unmet(outcome.version());
            }
            case Operation.Delete delete -> {
                boolean existed = model.containsKey(delete.key());
                Result.Outcome outcome = write(model, slot, delete, true);
                yield outcome.held() ? new Result.Deleted(existed) : new Result.Unmet(outcome.version());
            }
            case Operation.CompareAndSet cas -> {
                Condition condition =
                        cas.expected() == null ? new Condition.Absent() : new Condition.ValueIs(cas.expected());
                Result.Outcome outcome = write(model, slot, new Operation.Put(cas.key(), cas.value(), condition), true);
                yield new Result.Compared(outcome.held(), outcome.version());
            }
            case Operation.Get get -> {
                Item now = model.get(get.key());
                yield now == null ? new Result.Found(null, 0) : new Result.Found(now.value(), now.version());
            }
            case Operation.Batch batch -> {
                boolean done =
                        batch.writes().stream().allMatch(w -> w.condition().holds(model.get(w.key())));
                yield new Result.Batched(
                        done,
                        batch.writes().stream()
                                .map(w -> write(model, slot, w, done))
                                .toList());
            }
            case Operation.Scan scan -> page(model, scan);
        };
    }

    private static Result.Outcome write(
            NavigableMap<Bytes, Item> model, long slot, Operation.Write write, boolean may) {
        Item now = model.get(write.key());
        boolean held = write.condition().holds(now);
        if (held && may) {
            if (write instanceof Operation.Put put) {
                model.put(put.key(), new Item(put.key(), put.value(), slot));
            } else {
                model.remove(write.key());
            }
        }
        Item then = model.get(write.key());
        return new Result.Outcome(held, then == null ? 0 : then.version());
    }

    private static Result page(NavigableMap<Bytes, Item> model, Operation.Scan scan) {
        List<Item> entries = new ArrayList<>();
        int bytes = 0;
        for (Item item : model.tailMap(scan.from(), true).values()) {
            Bytes to = scan.to();
            if (to != null && item.key().compareTo(to) >= 0) {
                break;
            }
            bytes += 14 + item.key().length() + item.value().length();
            if (!entries.isEmpty() && (entries.size() == scan.limit() || bytes > scan.maxBytes())) {
                return new Result.Page(entries, item.key());
            }
            entries.add(item);
        }
        return new Result.Page(entries, null);
    }

    /** Pages, one after the other, are the whole range. */
    @Property(tries = 200)
    void pagesGoOnWhereTheLastOneEnded(
            @ForAll @Size(max = 40) Set<@IntRange(max = 999) Integer> numbers,
            @ForAll @IntRange(min = 1, max = 50) int limit,
            @ForAll @IntRange(min = 1, max = 200) int maxBytes) {
        KeyValueStore store = new KeyValueStore();
        List<Bytes> keys = new ArrayList<>();
        for (int number : numbers) {
            Bytes key = Bytes.of("k" + number);
            keys.add(key);
            store.apply(1, new Operation.Put(key, Bytes.of("v")));
        }
        keys.sort(null);
        List<Bytes> seen = new ArrayList<>();
        Bytes from = Bytes.of("");
        while (from != null) {
            Operation.Scan scan = new Operation.Scan(from, null, limit, maxBytes);
            Result.Page page = assertInstanceOf(Result.Page.class, store.apply(0, scan));
            page.entries().forEach(item -> seen.add(item.key()));
            from = page.next();
        }
        assertEquals(keys, seen);
    }

    @Test
    void keysAreOrderedAsUnsignedBytes() {
        KeyValueStore store = new KeyValueStore();
        Bytes low = Bytes.wrap(new byte[] {0x7f});
        Bytes high = Bytes.wrap(new byte[] {(byte) 0x80});
        store.apply(1, new Operation.Put(high, Bytes.of("h")));
        store.apply(2, new Operation.Put(low, Bytes.of("l")));
        Result expected =
                new Result.Page(List.of(new Item(low, Bytes.of("l"), 2), new Item(high, Bytes.of("h"), 1)), null);
        assertEquals(expected, store.apply(0, new Operation.Scan(Bytes.of(""), null, 10, 100)));
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
            // There is one way to write an operation down.
            assertArrayEquals(bytes, Operation.decode(bytes).encode());
        } catch (CodecException e) {
            assertTrue(refused, e.getMessage());
        }
    }

    @Property
    void anyBytesAreAResultOrAnError(@ForAll byte[] bytes) {
        resultBytesAreFine(bytes);
    }

    @Property
    void changedBytesAreAResultOrAnError(@ForAll("results") Result result, @ForAll int at, @ForAll byte value) {
        byte[] bytes = result.encode();
        bytes[Math.floorMod(at, bytes.length)] = value;
        resultBytesAreFine(bytes);
        resultBytesAreFine(Arrays.copyOf(bytes, Math.floorMod(at, bytes.length)));
    }

    private static void resultBytesAreFine(byte[] bytes) {
        try {
            Result result = Result.decode(bytes);
            if (!(result instanceof Result.Invalid)) { // Its text may be no UTF-8.
                assertArrayEquals(bytes, result.encode());
            }
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }

    @Test
    void keysAndValuesHaveLimits() {
        Bytes key = Bytes.wrap(new byte[Operation.LONGEST_KEY]);
        Bytes value = Bytes.wrap(new byte[Operation.LONGEST_VALUE]);
        assertInstanceOf(Operation.Put.class, new Operation.Put(key, value));
        assertThrows(IllegalArgumentException.class, () -> new Operation.Get(Bytes.of("")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation.Get(Bytes.wrap(new byte[Operation.LONGEST_KEY + 1])));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation.Put(key, Bytes.wrap(new byte[Operation.LONGEST_VALUE + 1])));
    }

    @Test
    void batchesAndPagesHaveLimits() {
        assertThrows(IllegalArgumentException.class, () -> new Operation.Batch(List.of()));
        Operation.Write delete = new Operation.Delete(Bytes.of("k"));
        assertThrows(IllegalArgumentException.class, () -> new Operation.Batch(List.of(delete, delete)));
        assertThrows(IllegalArgumentException.class, () -> new Operation.Batch(puts(Operation.MOST_WRITES + 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Operation.Batch(puts(11, Operation.LONGEST_VALUE)));
        Operation largest = new Operation.Batch(puts(10, Operation.LONGEST_VALUE));
        assertTrue(largest.encode().length > 10 * Operation.LONGEST_VALUE);
        assertThrows(IllegalArgumentException.class, () -> new Operation.Scan(Bytes.of(""), null, 0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation.Scan(Bytes.of(""), null, 1, Operation.LARGEST_PAGE + 1));
    }

    private static List<Operation.Write> puts(int count, int valueLength) {
        List<Operation.Write> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            puts.add(new Operation.Put(Bytes.of("k" + i), Bytes.wrap(new byte[valueLength])));
        }
        return puts;
    }
}
