package org.synod.conformance.workload;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Operation;

/**
 * Draws operations: a third reads, a third writes, the rest compare-and-set and now and then a delete, on few keys and few
 * values, so that operations meet and a wrong answer is likely to be noticed.
 */
public final class Workload {

    private final RandomGenerator random;
    private final int keys;
    private final int values;

    public Workload(RandomGenerator random, int keys, int values) {
        this.random = random;
        this.keys = keys;
        this.values = values;
    }

    public Operation.OnKey next() {
        Bytes key = Bytes.of("k" + random.nextInt(keys));
        int kind = random.nextInt(12);
        if (kind < 4) {
            return new Operation.Get(key);
        }
        if (kind < 8) {
            return new Operation.Put(key, value());
        }
        if (kind < 11) {
            @Nullable Bytes expected = random.nextInt(4) == 0 ? null : value();
            return new Operation.CompareAndSet(key, expected, value());
        }
        return new Operation.Delete(key);
    }

    private Bytes value() {
        return Bytes.of("v" + random.nextInt(values));
    }
}
