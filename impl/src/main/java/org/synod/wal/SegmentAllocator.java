package org.synod.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one spare segment ready, filled with zeros and synced, on a thread of its own. A full disk shows here, long before
 * the log needs the room: the spare cannot be made, the node refuses new commands, and what is already appended goes on
 * into the room that is left. Tries again every {@code retryNanos}.
 *
 * <p>The same thread deletes what the log does not need any more, before it makes a spare: that may be what there is no
 * room for.
 */
final class SegmentAllocator implements AutoCloseable {
    /** End of the name of a segment that is not filled yet. */
    static final String UNFINISHED = ".tmp";

    private static final int CHUNK = 1 << 20;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Storage storage;
    private final long segmentBytes;
    private final long retryNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private long lastIndex;
    private long firstIndex;
    private long firstNeeded;
    private boolean closed;
    private volatile @Nullable LogFile spare;
    private volatile @Nullable String failure;

    /**
     * @param firstIndex the oldest segment that there is
     * @param lastIndex the newest one, a spare included
     */
    SegmentAllocator(
            Storage storage,
            long segmentBytes,
            long retryNanos,
            long firstIndex,
            long lastIndex,
            @Nullable LogFile spare) {
        this.storage = storage;
        this.segmentBytes = segmentBytes;
        this.retryNanos = retryNanos;
        this.firstIndex = firstIndex;
        this.firstNeeded = firstIndex;
        this.lastIndex = lastIndex;
        this.spare = spare;
        this.thread = Thread.ofPlatform().daemon().name("synod-log-allocator").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Makes the segment {@code index}, at once. */
    static LogFile make(Storage storage, long index, long bytes) throws IOException {
        return make(storage, index, bytes, false);
    }

    private static LogFile make(Storage storage, long index, long bytes, boolean paced) throws IOException {
        String name = SegmentHeader.fileName(index);
        LogFile file = storage.create(name + UNFINISHED);
        try {
            if (paced) {
                zeroPaced(file, bytes);
            } else {
                zero(file, 0, bytes);
            }
            file.force();
            storage.rename(name + UNFINISHED, name);
            storage.forceFolder();
            return file;
        } catch (IOException e) {
            file.close();
            storage.delete(name + UNFINISHED);
            throw e;
        }
    }

    static void zero(LogFile file, long offset, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(bytes, 1)));
        for (long done = 0; done < bytes; done += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - done));
            file.write(zeros, offset + done);
        }
    }

    /**
     * Piece by piece, each synced, and as long a pause after each as it took: a sync of the log that comes in between
     * is not to wait for all these zeros.
     */
    private static void zeroPaced(LogFile file, long bytes) throws IOException {
        for (long done = 0; done < bytes; done += CHUNK) {
            long start = System.nanoTime();
            zero(file, done, Math.min(CHUNK, bytes - done));
            file.force();
            LockSupport.parkNanos(Math.min(System.nanoTime() - start, LONGEST_PAUSE_NANOS));
        }
    }

    private void run() {
        try {
            while (awaitNeed()) {
                try {
                    deleteUnneeded();
                    if (spare == null) {
                        put(make(storage, lastIndex + 1, segmentBytes, true));
                    }
                } catch (IOException e) {
                    failure = String.valueOf(e.getMessage());
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitNeed() throws InterruptedException {
        lock.lock();
        try {
            while (spare != null && firstIndex >= firstNeeded && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the segments below {@code index} go, later. */
    void deleteBelow(long index) {
        lock.lock();
        try {
            firstNeeded = Math.max(firstNeeded, index);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void deleteUnneeded() throws IOException {
        for (long index = nextUnneeded(0); index > 0; index = nextUnneeded(index)) {
            delete(storage, index);
        }
    }

    /** The oldest segment, if it is to go; 0 if not. */
    private long nextUnneeded(long deleted) {
        lock.lock();
        try {
            firstIndex = Math.max(firstIndex, deleted + 1);
            return firstIndex < firstNeeded && !closed ? firstIndex : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Durable before the next one goes: a crash leaves no gap. */
    static void delete(Storage storage, long index) throws IOException {
        storage.delete(SegmentHeader.fileName(index));
        storage.forceFolder();
    }

    private void put(LogFile made) {
        lock.lock();
        try {
            lastIndex++;
            failure = null;
            spare = made;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            long left = retryNanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next segment; waits for it.
     *
     * @return null when the allocator was closed meanwhile
     */
    @Nullable LogFile take() throws InterruptedException {
        lock.lock();
        try {
            while (spare == null && !closed) {
                changed.await();
            }
            LogFile taken = spare;
            spare = null;
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    boolean hasSpare() {
        return spare != null;
    }

    /** Why the last attempt to make a spare failed, or null. */
    @Nullable String failure() {
        return failure;
    }

    /**
     * Waits until there is a spare.
     *
     * @return whether there is one after that time
     */
    boolean awaitSpare(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (spare == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return spare != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LogFile left = spare;
        if (left != null) {
            left.close();
        }
    }
}
