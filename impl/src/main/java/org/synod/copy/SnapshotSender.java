package org.synod.copy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.Pace;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;

/**
 * Gives the trees of a node to whoever asks, piece by piece, on a thread of its own that reads no faster than it may.
 *
 * <p>Each asker has one question in line for each group. A question that comes again while it waits is answered once, and
 * {@link NodeMessage.Wait} says at once that it is not lost.
 */
public final class SnapshotSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSender.class);

    /**
     * How it gives.
     *
     * @param chunkBytes of the items of a piece; one item more may be in it
     * @param bytesPerSecond of all copies of the node together
     * @param idleNanos a snapshot that nobody has asked for this long is closed
     * @param mostOpen snapshots at once; each holds on to space in the tree's file
     */
    public record Settings(int chunkBytes, long bytesPerSecond, long idleNanos, int mostOpen) {

        /** Bytes of the largest piece's items: with one item more it fits into every frame. */
        public static final int LARGEST_CHUNK = 1 << 20;

        public Settings {
            if (chunkBytes < 1 || chunkBytes > LARGEST_CHUNK) {
                throw new IllegalArgumentException("a piece has 1 to " + LARGEST_CHUNK + " bytes, not " + chunkBytes);
            }
        }

        /** Pieces of 512 KiB, 30 s, four snapshots. */
        public static Settings of(long bytesPerSecond) {
            return new Settings(512 << 10, bytesPerSecond, TimeUnit.SECONDS.toNanos(30), 4);
        }
    }

    /** Hears from the sender, on its thread. */
    public interface Listener {

        /** The tree of a group on this node cannot be read. */
        void corrupt(GroupId group, CorruptTreeException cause);
    }

    private record Question(ReplicaId from, GroupId group, NodeMessage.Want want) {

        boolean isSameAs(Question other) {
            return isOf(other)
                    && want.question() == other.want.question()
                    && want.slot() == other.want.slot()
                    && Arrays.equals(want.position(), other.want.position());
        }

        boolean isOf(Question other) {
            return from.equals(other.from) && group.equals(other.group);
        }
    }

    private final SnapshotSource source;
    private final Pace pace;
    private final NodeMessage.Link link;
    private final Settings settings;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("synod-copy").unstarted(this::run);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by lock, as all below. Invariant: one of each asker and group. */
    private final Deque<Question> waiting = new ArrayDeque<>();

    private @Nullable Question answering;
    private boolean closed;

    public SnapshotSender(TreeStore store, Settings settings, NodeMessage.Link link, Listener listener) {
        this.pace = new Pace(settings.bytesPerSecond(), Pace.Clock.SYSTEM);
        this.source = new SnapshotSource(store, settings, pace, listener);
        this.link = link;
        this.settings = settings;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** A node asks for a piece. Any thread; does not wait. */
    public void wanted(ReplicaId from, GroupId group, NodeMessage.Want want) {
        Question asked = new Question(from, group, want);
        boolean again;
        lock.lock();
        try {
            Question current = answering;
            again = (current != null && asked.isSameAs(current))
                    || waiting.stream().anyMatch(asked::isSameAs);
            if (!again && !closed) {
                waiting.removeIf(asked::isOf);
                waiting.add(asked);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (again) {
            link.send(from, group, new NodeMessage.Wait(want.question()));
        }
    }

    private void run() {
        try {
            for (Question next = next(); next != null; next = next()) {
                link.send(next.from(), next.group(), answer(next));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            LOG.debug("Copying has stopped.", e);
        } finally {
            source.close();
        }
    }

    private NodeMessage answer(Question next) {
        try {
            return source.answer(next.group(), next.want(), System.nanoTime());
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // One tree's trouble: the others are not to wait for it.
            LOG.error("A piece of {} cannot be sent.", next.group(), e);
            return new NodeMessage.Failed(next.want().question(), "The tree cannot be sent: " + e + ".");
        }
    }

    /** Waits for a question; null: closed. */
    private @Nullable Question next() throws InterruptedException {
        lock.lock();
        try {
            answering = null;
            while (waiting.isEmpty() && !closed) {
                long left = changed.awaitNanos(settings.idleNanos());
                if (left <= 0) {
                    source.closeIdle(System.nanoTime());
                }
            }
            if (closed) {
                return null;
            }
            Question next = waiting.removeFirst();
            answering = next;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the piece under way, and closes all snapshots. To be called before the tree store is closed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        pace.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
