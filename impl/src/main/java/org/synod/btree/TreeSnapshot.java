package org.synod.btree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/**
 * A group's tree at the slot of its last durable flush. Stays as it is, whatever is written meanwhile, and holds on to space
 * in the file until it is closed. Any thread, one at a time. Whatever is read may throw {@link CorruptTreeException}.
 */
public final class TreeSnapshot implements Ranges, AutoCloseable {
    private final SnapshotRegistry.Pin pin;
    private final Base base;
    private LongConsumer pace = bytes -> {};
    private boolean closed;

    TreeSnapshot(SnapshotRegistry.Pin pin, Base base) {
        this.pin = pin;
        this.base = base;
    }

    public GroupId group() {
        return base.group();
    }

    /** Every command up to this slot is in it, and none behind. */
    public long slot() {
        return base.slot();
    }

    /** What the caller attached to the flush. */
    public Bytes meta() {
        return base.meta();
    }

    /** How many keys there are. */
    public long size() {
        return base.data().sizeAsLong();
    }

    /**
     * From now on hears of each item that {@link #describe} and the digests read, how many bytes it has, and may hold up the
     * reading.
     */
    public void paced(LongConsumer next) {
        pace = next;
    }

    /** Reads all of it. */
    public SnapshotDescription describe() {
        long[] sum = {0, 0};
        for (Chunk.Kind kind : Chunk.Kind.values()) {
            visit(kind, Chunk.Position.START.key(), null, item -> {
                sum[0]++;
                sum[1] += Sealed.hash(kind, item);
            });
        }
        return new SnapshotDescription(group(), slot(), sum[0], sum[1], meta());
    }

    private void visit(Chunk.Kind kind, Bytes from, @Nullable Bytes to, Consumer<Item> visitor) {
        checkOpen();
        Iterator<Item> items = base.from(kind, from);
        while (items.hasNext()) {
            Item item = items.next();
            if (to != null && item.key().compareTo(to) >= 0) {
                return;
            }
            pace.accept(Chunk.encodedLength(item));
            visitor.accept(item);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the snapshot is closed");
        }
    }

    /**
     * Reads a piece.
     *
     * @param from {@link Chunk.Position#START}, or where the chunk before says
     * @param maxBytes of the items, at least 1; a chunk has one item, however large, if there is one
     */
    public Chunk chunk(Chunk.Position from, int maxBytes) {
        checkOpen();
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a chunk has at least 1 byte, not " + maxBytes);
        }
        List<Item> items = new ArrayList<>();
        int bytes = 0;
        Chunk.Position next = from.kind() == Chunk.Kind.DATA ? Chunk.Position.SESSIONS : null;
        Iterator<Item> source = base.from(from.kind(), from.key());
        while (source.hasNext()) {
            Item item = source.next();
            bytes += Chunk.encodedLength(item);
            if (bytes > maxBytes && !items.isEmpty()) {
                next = new Chunk.Position(from.kind(), item.key());
                break;
            }
            items.add(item);
        }
        return new Chunk(group(), slot(), from, items, next);
    }

    @Override
    public RangeDigest digest(Bytes from, @Nullable Bytes to) {
        long[] sum = {0, 0};
        visit(Chunk.Kind.DATA, from, to, item -> {
            sum[0]++;
            sum[1] += Sealed.hash(Chunk.Kind.DATA, item);
        });
        return new RangeDigest(sum[0], sum[1]);
    }

    /**
     * What a piece of the keys amounts to.
     *
     * @param next the first key behind it; null: there is none
     */
    public record Part(RangeDigest digest, @Nullable Bytes next) {}

    /**
     * What the next keys amount to: as many as there may be, and none more once so many bytes were read.
     *
     * @param from inclusive
     */
    public Part part(Bytes from, int maxKeys, long maxBytes) {
        checkOpen();
        long count = 0;
        long bytes = 0;
        long sum = 0;
        Iterator<Item> items = base.from(Chunk.Kind.DATA, from);
        while (items.hasNext()) {
            Item item = items.next();
            if (count >= maxKeys || bytes >= maxBytes) {
                return new Part(new RangeDigest(count, sum), item.key());
            }
            int length = Chunk.encodedLength(item);
            pace.accept(length);
            bytes += length;
            count++;
            sum += Sealed.hash(Chunk.Kind.DATA, item);
        }
        return new Part(new RangeDigest(count, sum), null);
    }

    @Override
    public @Nullable Bytes middle(Bytes from, @Nullable Bytes to) {
        checkOpen();
        long low = index(from);
        long high = to == null ? size() : index(to);
        return low >= high ? null : keyAt(low + (high - low) / 2);
    }

    /** How many keys are below this one. */
    private long index(Bytes key) {
        try {
            long index = base.data().getKeyIndex(key.array());
            return index < 0 ? -index - 1 : index;
        } catch (MVStoreException e) {
            throw CorruptTreeException.of(group(), key, e);
        }
    }

    private @Nullable Bytes keyAt(long index) {
        try {
            byte[] key = base.data().getKey(index);
            return key == null ? null : Bytes.wrap(key);
        } catch (MVStoreException e) {
            throw CorruptTreeException.of(group(), null, e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pin.close();
        }
    }
}
