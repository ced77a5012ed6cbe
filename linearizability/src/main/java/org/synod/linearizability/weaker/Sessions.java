package org.synod.linearizability.weaker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.CellAccess;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.Operation;

/**
 * One cell's reads and writes, by session.
 *
 * <p>Write 0 is the initial value; the others are numbered in the order of invocation. A crashed operation writes, if it
 * writes, and claims nothing.
 */
final class Sessions {
    /** The initial value's number. */
    static final int INITIAL = 0;

    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    /**
     * A write.
     *
     * @param operation what wrote; null for the initial value
     * @param previous the session's write before it; null when there is none
     */
    record Write(@Nullable Operation operation, @Nullable Integer previous) {}

    /** A read. */
    static final class Read {
        private final Operation operation;
        /** The writes of its value, in the order of invocation; it is the same list for equal reads. */
        private final List<Integer> wrote;
        /** The session's last write before it, and its next; null when there is none. */
        private final @Nullable Integer own;

        private @Nullable Integer following;
        /** The session's read before it, and its next; null when there is none. */
        private final @Nullable Integer previous;

        private @Nullable Integer next;
        /** How many of the writes were invoked before it completed. */
        private int begun;

        private Read(Operation operation, List<Integer> wrote, @Nullable Integer own, @Nullable Integer previous) {
            this.operation = operation;
            this.wrote = wrote;
            this.own = own;
            this.previous = previous;
        }

        Operation operation() {
            return operation;
        }

        @Nullable Integer own() {
            return own;
        }

        @Nullable Integer following() {
            return following;
        }

        @Nullable Integer previous() {
            return previous;
        }

        @Nullable Integer next() {
            return next;
        }

        /** How many writes it may have seen. */
        int candidates() {
            return wrote.size();
        }

        /** One of those, the likeliest first: those begun before the read ended, the latest first. */
        int candidate(int number) {
            return wrote.get(number < begun ? begun - 1 - number : number);
        }
    }

    /** What a session has done so far. */
    private static final class Session {
        private @Nullable Integer write;
        private @Nullable Integer read;
        private final List<Read> readsSinceWrite = new ArrayList<>();
    }

    Sessions(Part part) {
        Map<Optional<Object>, List<Integer>> writers = new HashMap<>();
        Map<Object, Session> sessions = new HashMap<>();
        writes.add(new Write(null, null));
        wrote(writers, CellAccess.held(part.initial())).add(INITIAL);
        for (Operation operation : part.operations()) {
            CellAccess access = CellAccess.of(part.initial(), operation);
            Session session = sessions.computeIfAbsent(operation.process(), process -> new Session());
            if (access.reads() && !operation.isCrashed()) {
                Read read = new Read(operation, wrote(writers, access.found()), session.write, session.read);
                if (session.read != null) {
                    reads.get(session.read).next = reads.size();
                }
                session.read = reads.size();
                session.readsSinceWrite.add(read);
                reads.add(read);
            }
            if (access.writes()) {
                int write = writes.size();
                wrote(writers, access.left()).add(write);
                writes.add(new Write(operation, session.write));
                session.write = write;
                session.readsSinceWrite.forEach(read -> read.following = write);
                session.readsSinceWrite.clear();
            }
        }
        for (Read read : reads) {
            read.begun = begun(read);
        }
    }

    private static List<Integer> wrote(Map<Optional<Object>, List<Integer>> writers, @Nullable Object value) {
        return writers.computeIfAbsent(Optional.ofNullable(value), v -> new ArrayList<>());
    }

    private int begun(Read read) {
        int low = 0;
        int high = read.wrote.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Operation operation = writes.get(read.wrote.get(middle)).operation();
            if (operation == null || operation.invokePosition() < read.operation.completionPosition()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    List<Write> writes() {
        return writes;
    }

    List<Read> reads() {
        return reads;
    }

    /** The operation that wrote, of a write that is not the initial one. */
    Operation writer(int write) {
        return Objects.requireNonNull(writes.get(write).operation());
    }
}
