package org.synod.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;

/**
 * Archives the segments of all groups of a node, in the order in which they are submitted, on a thread of its own. Who
 * submits never waits. A store that does not answer makes the backlog grow up to its limit; then segments are refused, and
 * stay in the log of who submits them.
 *
 * <p>What may succeed later is tried again, after a pause that doubles, before anything else. What may not is given up
 * and told to the listener: it is of one group, and the others go on.
 */
public final class Archiver implements AutoCloseable {

    /** Hears from the archiver, on its thread. */
    public interface Listener {

        /** All slots of the group up to this one are in the archive, and equal to what was submitted. */
        void archived(GroupId group, long slot);

        /** A segment was given up. */
        void refused(GroupId group, ArchiveException cause);
    }

    /**
     * How much may wait, and how long after a failure.
     *
     * @param backlogLimitBytes how many bytes may wait
     * @param retryNanos the first pause
     * @param longestRetryNanos the longest pause
     */
    public record Settings(long backlogLimitBytes, long retryNanos, long longestRetryNanos) {

        /** 256 MiB, 100 ms, 30 s. */
        public static final Settings DEFAULT =
                new Settings(256L << 20, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(30));
    }

    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

    private final Function<GroupId, GroupArchive> archives;
    private final Listener listener;
    private final Settings settings;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("synod-archiver").unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by lock. The first one is being archived. */
    private final Deque<SegmentContent> backlog = new ArrayDeque<>();

    private boolean closed;
    private volatile long backlogBytes;
    private volatile boolean alarmed;
    private volatile @Nullable String lastError;

    /**
     * @param archives makes the archive of a group, once for each
     */
    public Archiver(Function<GroupId, GroupArchive> archives, Listener listener, Settings settings) {
        this.archives = archives;
        this.listener = listener;
        this.settings = settings;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /**
     * Takes a segment to archive; does not wait. A single segment above the limit is taken when nothing else waits.
     *
     * @return false when there is no room: to be submitted again later
     */
    public boolean submit(SegmentContent segment) {
        long bytes = segment.bytes();
        lock.lock();
        try {
            if (closed || (!backlog.isEmpty() && backlogBytes + bytes > settings.backlogLimitBytes())) {
                return false;
            }
            backlog.add(segment);
            grow(bytes);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The alarm is raised at half of the limit, and taken back at a quarter: so it is not logged again and again. */
    private void grow(long bytes) {
        long now = backlogBytes + bytes;
        backlogBytes = now;
        if (!alarmed && now > settings.backlogLimitBytes() / 2) {
            alarmed = true;
            LOG.warn("{}", alarm());
        } else if (alarmed && now <= settings.backlogLimitBytes() / 4) {
            alarmed = false;
            LOG.info("The archive has caught up: {} bytes wait for it.", now);
        }
    }

    /** How many bytes wait to be archived. */
    public long backlogBytes() {
        return backlogBytes;
    }

    /** Whether no more may be submitted. */
    public boolean isFull() {
        return backlogBytes >= settings.backlogLimitBytes();
    }

    /** One sentence while the backlog is above half of its limit, until it is below a quarter; null otherwise. */
    public @Nullable String alarm() {
        if (!alarmed) {
            return null;
        }
        String error = lastError;
        return "The archive lags: " + backlogBytes + " bytes wait for it, of at most " + settings.backlogLimitBytes()
                + (error == null ? "." : "; " + error);
    }

    /** Why the last attempt failed, as one sentence; null when it did not. */
    public @Nullable String lastError() {
        return lastError;
    }

    private void run() {
        Map<GroupId, GroupArchive> known = new HashMap<>();
        try {
            while (true) {
                SegmentContent segment = awaitFirst();
                if (segment == null) {
                    return;
                }
                GroupArchive archive = known.computeIfAbsent(segment.group(), archives);
                if (archive(archive, segment)) {
                    removeFirst(segment);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @return whether the segment was dealt with, for good or ill
     */
    private boolean archive(GroupArchive archive, SegmentContent segment) throws InterruptedException {
        long pause = settings.retryNanos();
        while (true) {
            try {
                archive.append(segment);
                lastError = null;
                listener.archived(segment.group(), segment.lastSlot());
                return true;
            } catch (ArchiveException e) {
                lastError = String.valueOf(e.getMessage());
                if (!e.isRetryable()) {
                    refuse(segment, e);
                    return true;
                }
            } catch (RuntimeException e) {
                // A fault of this program in one group's segment: the others are not to wait for it.
                refuse(segment, new ArchiveException("A segment of " + segment.group() + " failed: " + e, false, e));
                return true;
            }
            if (!pause(pause)) {
                return false;
            }
            pause = Math.min(2 * pause, settings.longestRetryNanos());
        }
    }

    private void refuse(SegmentContent segment, ArchiveException cause) {
        lastError = String.valueOf(cause.getMessage());
        LOG.error("A segment is not archived.", cause);
        listener.refused(segment.group(), cause);
    }

    private @Nullable SegmentContent awaitFirst() throws InterruptedException {
        lock.lock();
        try {
            while (backlog.isEmpty() && !closed) {
                changed.await();
            }
            return closed ? null : backlog.getFirst();
        } finally {
            lock.unlock();
        }
    }

    private void removeFirst(SegmentContent segment) {
        lock.lock();
        try {
            backlog.removeFirst();
            grow(-segment.bytes());
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return false when the archiver was closed
     */
    private boolean pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the attempt under way, which is interrupted. What waits is forgotten: its log has it still. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
