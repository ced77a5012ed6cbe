package org.synod.btree;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/**
 * How far an installation has come.
 *
 * @param entries that were received
 * @param checksum the sum over them
 * @param next where to go on; null: everything was received
 */
record Received(long entries, long checksum, Chunk.@Nullable Position next) {
    static final Received NOTHING = new Received(0, 0, Chunk.Position.START);

    Received and(Chunk chunk) {
        long sum = checksum;
        for (Item item : chunk.items()) {
            sum += Sealed.hash(chunk.first().kind(), item);
        }
        return new Received(entries + chunk.items().size(), sum, chunk.next());
    }

    Bytes encode() {
        Chunk.Position position = next;
        byte[] bytes = new byte[16 + (position == null ? 0 : position.encodedLength())];
        ByteBuffer out = ByteBuffer.wrap(bytes).putLong(entries).putLong(checksum);
        if (position != null) {
            position.put(out);
        }
        return Bytes.wrap(bytes);
    }

    static Received decode(Bytes bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes.array());
        try {
            long entries = in.getLong();
            long checksum = in.getLong();
            Received state = new Received(entries, checksum, in.hasRemaining() ? Chunk.Position.get(in) : null);
            if (in.hasRemaining()) {
                throw new CodecException(in.remaining() + " bytes too many behind the state of an installation");
            }
            return state;
        } catch (BufferUnderflowException e) {
            throw new CodecException("the state of an installation that ends too soon");
        }
    }
}
