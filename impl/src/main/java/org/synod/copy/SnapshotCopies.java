package org.synod.copy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;

/**
 * The copies that a node is receiving. Any thread may call; all that is to be done is done by the executor, one thing after
 * the other, and does not wait there either: the tree's own thread writes.
 */
public final class SnapshotCopies {

    /**
     * How it asks.
     *
     * @param answerNanos a question without an answer is asked again after so long
     * @param repeatsUntilSilent how often, until the listener hears that nobody answers
     */
    public record Settings(long answerNanos, int repeatsUntilSilent) {

        /** 2 s, five times. */
        public static final Settings DEFAULT = new Settings(TimeUnit.SECONDS.toNanos(2), 5);
    }

    /** Hears of copies, on the executor. */
    public interface Listener {

        /**
         * Everything is there. The tree of the group is replaced as soon as this comes true; if it says false the copy
         * ends, and what was received stays.
         *
         * @param slot every command up to it is in what was received
         * @return whether to; from then on the {@code Tree} that is open must not be used, until one of the other methods
         *     is called
         */
        CompletableFuture<Boolean> complete(GroupId group, long slot);

        /**
         * The group's tree is now that of the other node, durably. A {@code Tree} that was open before is void.
         *
         * @param slot every command up to it is in the tree
         * @param meta what the other node attached to the flush: see {@code TreeMeta}
         */
        void installed(GroupId group, long slot, Bytes meta, ReplicaId from);

        /** The node does not answer; it is asked all the same, until it does or another one is named. */
        void silent(GroupId group, ReplicaId from);

        /**
         * The copy has ended without a tree; what was received stays, and another {@link #copy} goes on with it.
         *
         * @param why one sentence
         */
        void failed(GroupId group, ReplicaId from, String why);
    }

    /**
     * How far a copy has come.
     *
     * @param from whom it asks; null only before it began
     * @param slot of the snapshot; 0: not known yet
     * @param bytes of pieces that were received, since this process began the copy
     * @param entries keys and sessions that are there, an earlier process's too
     * @param repeats how often a question had to be repeated
     * @param refused how many answers were wrong
     */
    public record Progress(@Nullable ReplicaId from, long slot, long bytes, long entries, long repeats, long refused) {

        Progress of(ReplicaId source) {
            return new Progress(source, slot, bytes, entries, repeats, refused);
        }

        Progress at(long newSlot, long entriesThere) {
            return new Progress(from, newSlot, bytes, entriesThere, repeats, refused);
        }

        Progress received(long more) {
            return new Progress(from, slot, bytes + more, entries, repeats, refused);
        }

        Progress repeatedOne() {
            return new Progress(from, slot, bytes, entries, repeats + 1, refused);
        }

        Progress refusedOne() {
            return new Progress(from, slot, bytes, entries, repeats, refused + 1);
        }
    }

    private final TreeStore store;
    private final Settings settings;
    private final NodeMessage.Link link;
    private final Listener listener;
    private final Executor executor;

    /** Numbers of this process do not meet those of the one before. */
    private final AtomicLong questions;

    /** Changed by the executor only. */
    private final Map<GroupId, SnapshotReceiver> receivers = new ConcurrentHashMap<>();

    /**
     * @param executor runs one thing after the other
     * @param seed where the numbers of questions begin
     */
    public SnapshotCopies(
            TreeStore store,
            Settings settings,
            NodeMessage.Link link,
            Listener listener,
            Executor executor,
            long seed) {
        this.store = store;
        this.settings = settings;
        this.link = link;
        this.listener = listener;
        this.executor = executor;
        this.questions = new AtomicLong(seed & (Long.MAX_VALUE >> 1));
    }

    /** Begins to copy a group's tree from another node; or, if it is being copied, goes on from that one. */
    public void copy(GroupId group, ReplicaId from, long nowNanos) {
        executor.execute(() -> {
            SnapshotReceiver present = receivers.get(group);
            if (present != null && !present.isOver()) {
                present.source(from, nowNanos);
                return;
            }
            LongSupplier numbers = questions::incrementAndGet;
            SnapshotReceiver made =
                    new SnapshotReceiver(group, store, link, settings, listener, executor, numbers, from);
            receivers.put(group, made);
            made.start(nowNanos);
        });
    }

    /** Ends a copy, if there is one. What was received stays. */
    public void cancel(GroupId group) {
        executor.execute(() -> {
            SnapshotReceiver present = receivers.remove(group);
            if (present != null) {
                present.cancel();
            }
        });
    }

    /** Another node has answered. */
    public void received(ReplicaId from, GroupId group, NodeMessage.OfCopy answer, long nowNanos) {
        executor.execute(() -> {
            SnapshotReceiver present = receivers.get(group);
            if (present != null) {
                present.received(from, answer, nowNanos);
            }
        });
    }

    /** Time has passed: several times in each {@link Settings#answerNanos}. */
    public void tick(long nowNanos) {
        if (!receivers.isEmpty()) {
            executor.execute(() -> receivers.values().forEach(one -> one.tick(nowNanos)));
        }
    }

    /** How far the copies have come that are under way. */
    public Map<GroupId, Progress> progress() {
        Map<GroupId, Progress> all = new HashMap<>();
        receivers.forEach((group, one) -> {
            if (!one.isOver()) {
                all.put(group, one.progress());
            }
        });
        return all;
    }
}
