package org.synod.btree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.OrderedStore;
import org.synod.statemachine.SavedSession;
import org.synod.statemachine.SessionChanges;

/**
 * The keys of one group: a base on disk, at an exact slot, and what changed since, in memory.
 *
 * <p>The thread that applies commands never waits for a write to the disk. It writes into the active table. A flush freezes
 * that table together with the slot that it goes up to, and the store's thread writes it into the base; until that is
 * durable, reads look through the active table, the frozen ones, newest first, and then the base. A crash leaves the base:
 * the commands behind its slot are applied again.
 *
 * <p>One thread only. A read throws {@link CorruptTreeException} when the disk does not hold what was written, and
 * {@link IllegalStateException} when the tree was replaced by an installed one, or removed.
 */
public final class Tree implements OrderedStore {

    /** Flushes that may be under way. */
    public static final int MOST_FROZEN = 4;

    /**
     * What a restart begins with.
     *
     * @param slot every command up to it is in the base, and none behind; 0: nothing is there
     * @param sessions as they were at that slot
     * @param meta what the caller attached to the flush; empty if nothing is there
     */
    public record Recovered(long slot, List<SavedSession> sessions, Bytes meta) {}

    private final GroupId group;
    private final long generation;
    private final SnapshotRegistry registry;
    private final TreeWriter writer;

    /** Invariant: what changed behind {@code flushedSlot}. */
    private Memtable active = new Memtable();

    /** Oldest first. Invariant: their slots ascend, and the last one's is {@code flushedSlot}. */
    private final Deque<Frozen> frozen = new ArrayDeque<>();

    private long frozenBytes;
    private long flushedSlot;

    Tree(GroupId group, long generation, long slot, SnapshotRegistry registry, TreeWriter writer) {
        this.group = group;
        this.generation = generation;
        this.flushedSlot = slot;
        this.registry = registry;
        this.writer = writer;
    }

    /** The durable state, for a restart: slot, sessions and meta belong together. */
    public Recovered recovered() {
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            Base base = settle(pin);
            if (base == null) {
                return new Recovered(0, List.of(), Chunk.Position.START.key());
            }
            List<SavedSession> sessions = new ArrayList<>();
            base.from(Chunk.Kind.SESSIONS, Chunk.Position.START.key())
                    .forEachRemaining(item -> sessions.add(session(item)));
            return new Recovered(base.slot(), sessions, base.meta());
        }
    }

    private SavedSession session(Item item) {
        try {
            return SavedSession.decode(Sessions.client(item.key()), item.value().array());
        } catch (CodecException e) {
            throw new CorruptTreeException(group, item.key(), "a client session cannot be read", e);
        }
    }

    /** The base, after dropping the frozen tables that it holds by now. */
    private @Nullable Base settle(SnapshotRegistry.Pin pin) {
        Base base = pin.base(group);
        if (base == null) {
            if (flushedSlot > 0 && frozen.isEmpty()) {
                throw new IllegalStateException("the tree of " + group + " was removed: open it again");
            }
            return null;
        }
        if (base.generation() != generation) {
            throw new IllegalStateException("the tree of " + group + " was replaced: open it again");
        }
        while (!frozen.isEmpty() && frozen.getFirst().slot() <= base.slot()) {
            frozenBytes -= frozen.removeFirst().bytes();
        }
        return base;
    }

    @Override
    public @Nullable Item get(Bytes key) {
        Memtable.Change change = active.get(key);
        if (change != null) {
            return change.item();
        }
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            Base base = settle(pin);
            for (Iterator<Frozen> newestFirst = frozen.descendingIterator(); newestFirst.hasNext(); ) {
                change = newestFirst.next().table().get(key);
                if (change != null) {
                    return change.item();
                }
            }
            return base == null ? null : base.get(key);
        }
    }

    @Override
    public void put(Item item) {
        active.put(new Memtable.Change(item.key(), item));
    }

    @Override
    public void remove(Bytes key) {
        active.put(new Memtable.Change(key, null));
    }

    @Override
    public void visit(Bytes from, Predicate<Item> visitor) {
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            Base base = settle(pin);
            List<Iterator<Memtable.Change>> newestFirst = new ArrayList<>();
            newestFirst.add(active.from(from).iterator());
            frozen.descendingIterator()
                    .forEachRemaining(
                            one -> newestFirst.add(one.table().from(from).iterator()));
            if (base != null) {
                newestFirst.add(new Merge.OfBase(base.from(Chunk.Kind.DATA, from)));
            }
            new Merge(newestFirst).visit(visitor);
        }
    }

    /** How many keys there are. Looks up every key that changed since the base: not for every command. */
    @Override
    public long size() {
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            Base base = settle(pin);
            Map<Bytes, Memtable.Change> changes = new HashMap<>();
            frozen.forEach(one -> changes.putAll(one.table().all()));
            changes.putAll(active.all());
            long size = base == null ? 0 : base.data().sizeAsLong();
            for (Memtable.Change change : changes.values()) {
                boolean before = base != null && base.contains(change.key());
                size += (change.item() == null ? 0 : 1) - (before ? 1 : 0);
            }
            return size;
        }
    }

    /** Whether {@link #flush} may be called: not too many are under way. */
    public boolean mayFlush() {
        settle();
        return frozen.size() < MOST_FROZEN;
    }

    /**
     * Sends everything since the flush before to the disk, and returns at once. The store's listener hears when it is there.
     *
     * @param slot the last command that was applied
     * @param sessions what became of the sessions since the flush before
     * @param meta belongs to the slot, and is returned with it
     * @throws IllegalStateException when too many flushes are under way, or the slot is not behind the last one's
     */
    public void flush(long slot, SessionChanges sessions, Bytes meta) {
        if (!mayFlush()) {
            throw new IllegalStateException(MOST_FROZEN + " flushes of " + group + " are under way");
        }
        if (slot <= flushedSlot) {
            throw new IllegalStateException("slot " + slot + " is flushed after slot " + flushedSlot);
        }
        long bytes = active.bytes() + sessions.bytes();
        Frozen next = new Frozen(group, generation, active, sessions, bytes, flushedSlot, slot, meta);
        frozen.addLast(next);
        frozenBytes += bytes;
        active = new Memtable();
        flushedSlot = slot;
        writer.flush(next);
    }

    private void settle() {
        try (SnapshotRegistry.Pin pin = registry.acquire()) {
            settle(pin);
        }
    }

    /** The slot of the last flush, durable or not. */
    public long flushedSlot() {
        return flushedSlot;
    }

    /** Bytes of changes in memory, about: what was not flushed, and what is not durable yet. */
    public long bytes() {
        settle();
        return active.bytes() + frozenBytes;
    }

    /** Bytes that the next flush would write, about. */
    public long unflushedBytes() {
        return active.bytes();
    }

    /** Whether there is more in memory than so many bytes, about; what {@link #bytes} says, at less cost. */
    public boolean holdsMoreThan(long bytes) {
        // What is durable by now is looked at only when it would matter.
        return active.bytes() + frozenBytes > bytes && bytes() > bytes;
    }
}
