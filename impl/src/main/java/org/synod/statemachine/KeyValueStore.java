package org.synod.statemachine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/** What operations do; where the keys are is the business of an {@link OrderedStore}. */
public final class KeyValueStore implements StateMachine {

    private final OrderedStore store;

    /** Begins empty, in memory. */
    public KeyValueStore() {
        this(new MemoryStore());
    }

    /** Goes on with what the store holds. */
    public KeyValueStore(OrderedStore store) {
        this.store = store;
    }

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
        return operation.length > 1
                && operation[0] == Wire.VERSION
                && (operation[1] == Wire.GET || operation[1] == Wire.SCAN);
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
                : new Result.Invalid("only a get and a scan are served without the log").encode();
    }

    /** Executes one operation. */
    public Result apply(long slot, Operation operation) {
        return switch (operation) {
            case Operation.Put put -> {
                Result.Outcome outcome = write(slot, put);
                yield outcome.held() ? new Result.Written(slot) : new Result.Unmet(outcome.version());
            }
            case Operation.Get get -> {
                Item found = store.get(get.key());
                yield found == null ? new Result.Found(null, 0) : new Result.Found(found.value(), found.version());
            }
            case Operation.Delete delete -> {
                Item present = store.get(delete.key());
                if (!delete.condition().holds(present)) {
                    yield new Result.Unmet(version(present));
                }
                execute(slot, delete);
                yield new Result.Deleted(present != null);
            }
            case Operation.CompareAndSet cas -> {
                Result.Outcome outcome =
                        write(slot, new Operation.Put(cas.key(), cas.value(), Condition.valueIs(cas.expected())));
                yield new Result.Compared(outcome.held(), outcome.version());
            }
            case Operation.Batch batch -> batch(slot, batch);
            case Operation.Scan scan -> scan(scan);
        };
    }

    private Result.Outcome write(long slot, Operation.Write write) {
        Result.Outcome outcome = judge(write);
        return outcome.held() ? new Result.Outcome(true, execute(slot, write)) : outcome;
    }

    /** Whether the write's condition holds, and the version before. */
    private Result.Outcome judge(Operation.Write write) {
        if (write.condition() instanceof Condition.Any) {
            return new Result.Outcome(true, 0); // Nobody asks for the version: it is not worth a look at the disk.
        }
        Item present = store.get(write.key());
        return new Result.Outcome(write.condition().holds(present), version(present));
    }

    private static long version(@Nullable Item item) {
        return item == null ? 0 : item.version();
    }

    /** Writes, and returns the key's version. */
    private long execute(long slot, Operation.Write write) {
        return switch (write) {
            case Operation.Put put -> {
                store.put(new Item(put.key(), put.value(), slot));
                yield slot;
            }
            case Operation.Delete delete -> {
                store.remove(delete.key());
                yield 0;
            }
        };
    }

    /** The keys of a batch differ, so that no write changes what another one's condition is about. */
    private Result batch(long slot, Operation.Batch batch) {
        List<Result.Outcome> outcomes = new ArrayList<>();
        for (Operation.Write write : batch.writes()) {
            outcomes.add(judge(write));
        }
        boolean done = outcomes.stream().allMatch(Result.Outcome::held);
        for (int i = 0; i < outcomes.size(); i++) {
            Operation.Write write = batch.writes().get(i);
            if (done) {
                outcomes.set(i, new Result.Outcome(true, execute(slot, write)));
            } else if (write.condition() instanceof Condition.Any) {
                outcomes.set(i, new Result.Outcome(true, version(store.get(write.key()))));
            }
        }
        return new Result.Batched(done, outcomes);
    }

    private Result scan(Operation.Scan scan) {
        List<Item> entries = new ArrayList<>();
        int[] bytes = {0};
        Bytes[] next = {Bytes.wrap(new byte[0])}; // A key is never empty.
        store.visit(scan.from(), item -> {
            Bytes to = scan.to();
            if (to != null && item.key().compareTo(to) >= 0) {
                return false;
            }
            int length = item.encodedLength();
            boolean fits = entries.size() < scan.limit() && bytes[0] + length <= scan.maxBytes();
            if (!fits && !entries.isEmpty()) {
                next[0] = item.key();
                return false;
            }
            entries.add(item);
            bytes[0] += length;
            return true;
        });
        return new Result.Page(entries, next[0].length() == 0 ? null : next[0]);
    }

    /** How many keys there are. */
    public long size() {
        return store.size();
    }
}
