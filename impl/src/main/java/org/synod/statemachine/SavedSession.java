package org.synod.statemachine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/**
 * A client session as it is kept on disk and travels in snapshots. Bytes, big-endian: version 1, sequence, slot of the last
 * command, whether there is a result, the result.
 *
 * @param client the session's number
 * @param sequence of the last operation that was executed
 * @param lastSlot of the session's last command; no two sessions have the same
 * @param result of that operation; null after a read
 */
public record SavedSession(long client, long sequence, long lastSlot, byte @Nullable [] result) {
    private static final byte VERSION = 1;

    /** The bytes without the client's number, which is the key under which they are kept. */
    public byte[] encode() {
        byte[] kept = result;
        ByteBuffer out = ByteBuffer.allocate(18 + (kept == null ? 0 : kept.length));
        out.put(VERSION).putLong(sequence).putLong(lastSlot).put(Wire.flag(kept != null));
        return kept == null ? out.array() : out.put(kept).array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CodecException when the bytes are no session
     */
    public static SavedSession decode(long client, byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new CodecException("a session of the unknown version " + version);
            }
            long sequence = in.getLong();
            long lastSlot = in.getLong();
            byte[] result = null;
            if (Wire.flag(in)) {
                result = new byte[in.remaining()];
                in.get(result);
            }
            Wire.checkEnd(in);
            return new SavedSession(client, sequence, lastSlot, result);
        } catch (BufferUnderflowException e) {
            throw new CodecException("a session that ends too soon");
        }
    }
}
