package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.List;
import org.synod.linearizability.history.Operation;

/**
 * The invocations and completions of one object, numbered in their order without gaps. Between two events is a gap, which
 * has the number of the event before it. An order of operations is true to real time exactly when each can be given a gap
 * between its invocation and its completion, such that the gaps never go back.
 */
final class Moments {
    /** When a crashed operation completes. */
    static final int NEVER = Integer.MAX_VALUE;

    /** When all that will ever complete has. */
    static final int END = Integer.MAX_VALUE - 1;

    /** When each operation of the part is invoked. */
    final int[] invoke;
    /** When each completes, or {@link #NEVER}. */
    final int[] complete;
    /** The operations that complete, in that order. */
    final int[] completed;
    /** All events: the operation that is invoked, or the complement of the one that completes. */
    final int[] events;
    /** How many events there are. */
    final int count;

    Moments(List<Operation> operations, Meter meter) {
        int size = operations.size();
        meter.hold(80L * size);
        long[] keys = new long[2 * size];
        int count = 0;
        for (int op = 0; op < size; op++) {
            Operation operation = operations.get(op);
            keys[count++] = ((long) operation.invokePosition() << 32) | op;
            if (!operation.isCrashed()) {
                keys[count++] = ((long) operation.completionPosition() << 32) | 0x8000_0000L | op;
            }
        }
        Arrays.sort(keys, 0, count);
        this.count = count;
        events = new int[count];
        invoke = new int[size];
        complete = new int[size];
        Arrays.fill(complete, NEVER);
        completed = new int[count - size];
        int completions = 0;
        for (int at = 0; at < count; at++) {
            int op = (int) keys[at] & 0x7fff_ffff;
            if ((int) keys[at] < 0) {
                events[at] = ~op;
                complete[op] = at;
                completed[completions++] = op;
            } else {
                events[at] = op;
                invoke[op] = at;
            }
        }
    }
}
