package org.synod.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What belongs to a tree at a slot, besides what the commands up to it wrote. Bytes, big-endian: version 1 (1), the leader's
 * time (8), the configuration's slot (8), its members as in the command that changes to them.
 *
 * @param governing the configuration of the next slot
 * @param timeMillis of the last command up to the slot that has a time, in milliseconds since 1970; 0: none has
 */
public record TreeMeta(Configuration governing, long timeMillis) {
    private static final byte VERSION = 1;
    private static final int HEADER = 17;

    /** The bytes; the same on all replicas at the same slot. */
    public byte[] encode() {
        byte[] members = Configuration.encode(governing.members());
        return ByteBuffer.allocate(HEADER + members.length)
                .put(VERSION)
                .putLong(timeMillis)
                .putLong(governing.slot())
                .put(members)
                .array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CodecException when the bytes are something else
     */
    public static TreeMeta decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new CodecException("what belongs to a tree, of the unknown version " + version);
            }
            long timeMillis = in.getLong();
            long slot = in.getLong();
            byte[] members = new byte[in.remaining()];
            in.get(members);
            return new TreeMeta(new Configuration(slot, Configuration.decode(members)), timeMillis);
        } catch (BufferUnderflowException e) {
            throw new CodecException("what belongs to a tree ends too soon");
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }
}
