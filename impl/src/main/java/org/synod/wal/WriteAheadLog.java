package org.synod.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;

/**
 * The log of all groups of a node: group commit on a thread of its own.
 *
 * <p>{@link #append} puts records into a buffer and returns. The log's thread takes everything that waits, writes it,
 * forces it once, and tells the listener; while it does, the next batch gathers. So the batch grows with the load, and
 * nobody tunes it.
 *
 * <p>An append cannot be taken back: the protocol has already acted on it. So a full disk must show before it hurts. The
 * log keeps one spare segment; when that cannot be made, {@link #hasRoom} turns false and the node refuses commands;
 * when the segment in use is nearly full too, {@link #takesVotes} turns false and the node drops what would make it
 * vote, as a lossy network might. What is appended nevertheless waits, unacknowledged, until there is room.
 *
 * <p>A force that fails leaves no way to know what the disk holds: the log is dead, and never says durable again.
 */
public final class WriteAheadLog implements AutoCloseable {

    /** Hears from the log, on the log's thread. */
    public interface Listener {

        /** Everything up to this sequence number is durable. */
        void durable(long sequence);

        /**
         * Nothing more will ever be durable; the process must end.
         *
         * @param message one sentence
         */
        void dead(String message);
    }

    /** Takes the records of a log as it is opened, oldest first. */
    public interface Visitor {
        /** One record; durable when {@code open} has returned. */
        void record(GroupId group, LogRecord record);
    }

    /** How many bytes may wait for the disk before commands are refused: a disk that hangs must not fill the memory. */
    private static final int MOST_WAITING = 64 << 20;

    /** The first segment is small: a new node is not to wait for a large one. */
    private static final long FIRST_SEGMENT = 4 << 20;

    private static final int USUAL_BUFFER = 4 << 20;
    private static final long SPIN_NANOS = 20_000;

    private final LogFormat.Written as;
    private final SegmentAllocator allocator;
    private final Retention retention;
    private final long segmentBytes;
    private final long tornBytes;
    private final Thread thread = Thread.ofPlatform().name("synod-log").unstarted(this::run);
    private final Object lock = new Object();

    private final SegmentWriter segments;

    /** Invariant: between appends, records one after the other, each with its padding, none sealed. Guarded by lock. */
    private ByteBuffer waiting = ByteBuffer.allocateDirect(1 << 20);
    /** Swapped with {@code waiting}; the log thread's own. */
    private ByteBuffer writing = ByteBuffer.allocateDirect(1 << 20);

    private long nextSequence;
    private volatile boolean anyWaiting;
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile @Nullable String death;
    private volatile long waitingBytes;
    private @Nullable Listener listener;

    private WriteAheadLog(
            Storage storage,
            LogFormat.Written as,
            long segmentBytes,
            long retryNanos,
            Retention retention,
            Recovery.End end,
            LogFile current,
            long offset)
            throws IOException {
        this.as = as;
        this.segmentBytes = segmentBytes;
        this.retention = retention;
        this.nextSequence = end.lastSequence() + 1;
        this.tornBytes = end.tornBytes();
        this.allocator = new SegmentAllocator(
                storage, segmentBytes, retryNanos, end.firstIndex(), Math.max(1, end.lastIndex()), end.spare());
        long index = Math.max(1, end.lastIndex() - (end.spare() == null ? 0 : 1));
        // A segment has one version: whoever reads its header knows what may stand in it.
        this.segments = new SegmentWriter(
                allocator, retention, retryNanos, as.version(), current, index, offset, end.version() == as.version());
    }

    /**
     * Reads the log, or begins one.
     *
     * @param as how it is written from now on; what is read may be of other versions
     * @param segmentBytes the size of new segments
     * @param mustExist whether an empty folder is a log that was lost
     * @throws DamagedLogException when the log lost what once was durable
     */
    public static WriteAheadLog open(
            Storage storage, LogFormat.Written as, long segmentBytes, boolean mustExist, Visitor visitor)
            throws IOException {
        return open(storage, as, segmentBytes, mustExist, visitor, TimeUnit.SECONDS.toNanos(1));
    }

    static WriteAheadLog open(
            Storage storage,
            LogFormat.Written as,
            long segmentBytes,
            boolean mustExist,
            Visitor visitor,
            long retryNanos)
            throws IOException {
        if (segmentBytes < 4096 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("a segment has 4 KiB to 1 GiB, not " + segmentBytes + " bytes");
        }
        Retention retention = new Retention(as.format());
        Recovery.End end = new Recovery(storage, as.format(), visitor::record, retention).run();
        LogFile current = end.current();
        long offset = end.offset();
        if (current == null) {
            if (mustExist) {
                throw new DamagedLogException("The log is damaged: " + storage.describe(SegmentHeader.fileName(1))
                        + " is missing, offset 0 of it and all after; this replica may have forgotten what it promised"
                        + " and must not vote again.");
            }
            // A spare without a log before it is left from a start that was cut off.
            LogFile left = end.spare();
            if (left != null) {
                left.close();
                storage.delete(SegmentHeader.fileName(1));
            }
            end = new Recovery.End(1, 0, 0, as.version(), null, 0, null, 0);
            current = SegmentAllocator.make(storage, 1, Math.min(segmentBytes, FIRST_SEGMENT));
            current.write(new SegmentHeader(as.version(), 1, 1, current.size()).encode(), 0);
            current.force();
            retention.use(1, 1, current.size());
            offset = SegmentHeader.BYTES;
        }
        return new WriteAheadLog(storage, as, segmentBytes, retryNanos, retention, end, current, offset);
    }

    /** How many bytes of a write that a crash cut off were cleared when the log was opened. */
    public long tornBytes() {
        return tornBytes;
    }

    /** Starts the threads. The first write is a mark, which proves that all before it was durable. */
    public void start(Listener heard) {
        this.listener = heard;
        appendMark();
        allocator.start();
        thread.start();
    }

    /**
     * Appends records; they are durable when the listener hears of the returned sequence number or a higher one.
     *
     * @throws IllegalArgumentException when a record does not fit into a segment
     */
    public long append(GroupId group, List<LogRecord> records) {
        long sequence;
        synchronized (lock) {
            for (int i = 0; i < records.size(); i++) {
                LogRecord record = records.get(i);
                int length = RecordFormat.padded(RecordFormat.length(as, record));
                if (length > segmentBytes - SegmentHeader.BYTES) {
                    throw new IllegalArgumentException(
                            "a record of " + length + " bytes does not fit into a segment of " + segmentBytes);
                }
                ensure(length);
                RecordFormat.put(waiting, group.value(), nextSequence++, as, record);
            }
            sequence = appended();
        }
        wake();
        return sequence;
    }

    private void appendMark() {
        synchronized (lock) {
            ensure(RecordFormat.HEADER);
            RecordFormat.putMark(waiting, nextSequence++);
            appended();
        }
        wake();
    }

    /**
     * The group needs no vote and no learned command of the slots up to {@code slot} any more. Segments that no group
     * needs are deleted, the oldest first, on a thread of the log; a restart forgets what was not deleted yet, so that
     * the group says it again. May be called by any thread.
     *
     * <p>Before the call, a {@link LogRecord.Trimmed} of {@code slot} or a later one is durable: older promises and records
     * of this kind may go with the segments that they stand in.
     *
     * <p>Source: {@code ReplicationGroup!Trim}.
     *
     * @throws IllegalStateException when there is no such durable Trimmed
     */
    public void trim(GroupId group, long slot) {
        retention.trim(group, slot);
        sayWhereItBegins();
    }

    /** Deletes nothing yet: older segments go when this record is durable, and so cannot be taken for lost. */
    private void sayWhereItBegins() {
        synchronized (lock) {
            Retention.Begin begin = retention.begin();
            if (begin == null) {
                return;
            }
            ensure(RecordFormat.padded(RecordFormat.BEGIN_LENGTH));
            RecordFormat.putBegin(waiting, nextSequence++, begin);
            appended();
        }
        wake();
    }

    /** Bytes of full segments that some group needs. They grow without end if a group never trims. */
    public long pinnedBytes() {
        return retention.pinnedBytes();
    }

    /** A group for which the oldest full segment is kept; null when none is kept. */
    public @Nullable GroupId oldestNeededBy() {
        return retention.oldestNeededBy();
    }

    private long appended() {
        waitingBytes = waiting.position();
        anyWaiting = true;
        return nextSequence - 1;
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void ensure(int bytes) {
        if (waiting.remaining() < bytes) {
            int capacity = Math.addExact(Math.max(2 * waiting.capacity(), waiting.position()), bytes);
            waiting = ByteBuffer.allocateDirect(capacity).put(waiting.flip());
        }
    }

    /** Whether new commands may be accepted. */
    public boolean hasRoom() {
        return refusal() == null;
    }

    /** Why no new command may be accepted, as one phrase; null when it may. */
    public @Nullable String refusal() {
        if (isFull()) {
            return "the log is full: " + (segments.failure() == null ? allocator.failure() : segments.failure());
        }
        if (waitingBytes > MOST_WAITING) {
            return "the disk does not keep up: " + waitingBytes + " bytes wait for it";
        }
        if (!allocator.hasSpare() && segments.left() - waitingBytes < segments.size() / 4) {
            return "the log waits for its next segment";
        }
        return null;
    }

    private boolean isFull() {
        return segments.failure() != null || (allocator.failure() != null && !allocator.hasSpare());
    }

    /** Whether the replica may be given what makes it vote. */
    public boolean takesVotes() {
        return (allocator.hasSpare() || segments.left() - waitingBytes > segments.size() / 8)
                && waitingBytes < 2L * MOST_WAITING
                && death == null;
    }

    private void run() {
        long segment = segments.index();
        try {
            while (awaitWork()) {
                swap();
                long last = segments.write(writing, listener()::durable);
                if (last == 0) {
                    return;
                }
                synchronized (lock) {
                    waitingBytes = waiting.position();
                }
                listener().durable(last);
                if (segments.index() > segment) {
                    segment = segments.index();
                    sayWhereItBegins();
                }
            }
        } catch (DiskFullException e) {
            // Closed while the disk was full: what waited was acknowledged to nobody.
            return;
        } catch (IOException e) {
            die(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void die(String cause) {
        String message = "The log could not be synced (" + cause
                + "): nothing that was not acknowledged may be believed, and this node ends.";
        death = message;
        listener().dead(message);
    }

    private Listener listener() {
        Listener started = listener;
        if (started == null) {
            throw new IllegalStateException("the log was not started");
        }
        return started;
    }

    /** Waits for records: spins a little first, because parking and waking cost more than a small batch. */
    private boolean awaitWork() {
        long start = System.nanoTime();
        while (!anyWaiting) {
            if (closing) {
                return false;
            }
            if (System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
                continue;
            }
            parked = true;
            if (!anyWaiting && !closing) {
                LockSupport.park(this);
            }
            parked = false;
        }
        return true;
    }

    private void swap() {
        synchronized (lock) {
            ByteBuffer taken = waiting;
            waiting = writing.capacity() > USUAL_BUFFER ? ByteBuffer.allocateDirect(1 << 20) : writing;
            waiting.clear();
            writing = taken.flip();
            anyWaiting = false;
        }
    }

    /** Writes what waits, if it can, and a mark; stops the threads and closes the files. */
    @Override
    public void close() throws IOException {
        if (death == null && thread.isAlive()) {
            appendMark();
        }
        closing = true;
        segments.giveUp();
        LockSupport.unpark(thread);
        try {
            // While the log thread waits for a segment that cannot be made, only closing the allocator frees it.
            while (thread.isAlive() && !isFull()) {
                thread.join(10);
            }
            allocator.close();
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        segments.close();
    }
}
