package org.synod.runtime;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.statemachine.Bytes;

/**
 * What a tree says of the slot that it is up to.
 *
 * @param governing the configuration of the next slot
 * @param timeMillis the leader's time, in milliseconds since 1970; 0 for none
 */
record TreeMeta(Configuration governing, long timeMillis) {
    private static final byte VERSION = 1;

    Bytes encode() {
        byte[] members = Command.configuration(governing.members()).payload();
        return Bytes.wrap(ByteBuffer.allocate(17 + members.length)
                .put(VERSION)
                .putLong(timeMillis)
                .putLong(governing.slot())
                .put(members)
                .array());
    }

    /** @throws CodecException when the bytes are none */
    static TreeMeta decode(Bytes bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes.array());
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new CodecException("a tree's description of the unknown version " + version);
            }
            long time = in.getLong();
            long slot = in.getLong();
            byte[] members = new byte[in.remaining()];
            in.get(members);
            return new TreeMeta(
                    new Configuration(slot, Command.of(0, 0, 0, members).members()), time);
        } catch (BufferUnderflowException | IllegalArgumentException | IllegalStateException e) {
            throw new CodecException("a tree's description that makes no sense");
        }
    }
}
