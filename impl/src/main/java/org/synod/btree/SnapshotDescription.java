package org.synod.btree;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;

/**
 * What a snapshot must amount to, however it is cut into chunks. Bytes, big-endian: version 1 (1), group (4), slot (8),
 * entries (8), checksum (8), meta.
 *
 * @param entries keys and sessions
 * @param checksum a sum over all entries that does not depend on their order
 * @param meta what the caller attached to the flush
 */
public record SnapshotDescription(GroupId group, long slot, long entries, long checksum, Bytes meta) {
    private static final byte VERSION = 1;
    private static final int HEADER = 29;

    /** The bytes. */
    public byte[] encode() {
        byte[] bytes = new byte[HEADER + meta.length()];
        ByteBuffer.wrap(bytes)
                .put(VERSION)
                .putInt(group.value())
                .putLong(slot)
                .putLong(entries)
                .putLong(checksum)
                .put(meta.array());
        return bytes;
    }

    /**
     * Reads a description. It has no checksum of its own: whoever sends it has one on the frame or file.
     *
     * @throws CodecException when the bytes are no description
     */
    public static SnapshotDescription decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new CodecException("a description of the unknown version " + version);
            }
            GroupId group = new GroupId(in.getInt());
            long slot = in.getLong();
            long entries = in.getLong();
            long checksum = in.getLong();
            byte[] meta = new byte[in.remaining()];
            in.get(meta);
            return new SnapshotDescription(group, slot, entries, checksum, Bytes.wrap(meta));
        } catch (BufferUnderflowException e) {
            throw new CodecException("a description that ends too soon");
        }
    }
}
