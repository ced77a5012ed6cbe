package org.synod.scrub;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.synod.btree.Chunk;
import org.synod.btree.RangeDigest;
import org.synod.btree.TreeSnapshot;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;

/** A snapshot on this node. Throws {@link org.synod.btree.CorruptTreeException} when it cannot be read. */
final class LocalCopy implements Copy {
    private static final int SESSION_CHUNK_BYTES = 256 << 10;

    private final TreeSnapshot snapshot;
    private final @Nullable ReplicaId replica;
    private final LongConsumer pace;

    LocalCopy(TreeSnapshot snapshot, @Nullable ReplicaId replica, LongConsumer pace) {
        this.snapshot = snapshot;
        this.replica = replica;
        this.pace = pace;
        snapshot.paced(pace);
    }

    TreeSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public @Nullable ReplicaId replica() {
        return replica;
    }

    @Override
    public List<RangeDigest> digests(Bytes from, @Nullable Bytes to, List<Bytes> boundaries) {
        List<RangeDigest> digests = new ArrayList<>();
        Bytes begin = from;
        for (Bytes boundary : boundaries) {
            digests.add(snapshot.digest(begin, boundary));
            begin = boundary;
        }
        digests.add(snapshot.digest(begin, to));
        return digests;
    }

    @Override
    public RangeDigest digest(Bytes from, @Nullable Bytes to) {
        return snapshot.digest(from, to);
    }

    @Override
    public @Nullable Bytes middle(Bytes from, @Nullable Bytes to) {
        return snapshot.middle(from, to);
    }

    /** Two checksums of the sessions in their order: chunks are cut by size alone, so everybody cuts the same. */
    @Override
    public RangeDigest sessions() {
        CRC32C one = new CRC32C();
        CRC32 other = new CRC32();
        long count = 0;
        Chunk.Position next = new Chunk.Position(Chunk.Kind.SESSIONS, Bytes.wrap(new byte[0]));
        while (next != null) {
            Chunk chunk = snapshot.chunk(next, SESSION_CHUNK_BYTES);
            byte[] bytes = chunk.encode();
            pace.accept(bytes.length);
            // Without the chunk's own checksum: a CRC over what ends with its CRC is always the same.
            ByteBuffer body = ByteBuffer.wrap(bytes, 0, bytes.length - Integer.BYTES);
            one.update(body.duplicate());
            other.update(body);
            count += chunk.items().size();
            next = chunk.next();
        }
        return new RangeDigest(count, one.getValue() << 32 | other.getValue());
    }
}
