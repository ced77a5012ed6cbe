package org.synod.transport;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;
import org.synod.core.CodecException;
import org.synod.core.ReplicaId;

/**
 * The first frame of a connection between nodes, and the first of the answer. Its form is the same in every version of
 * the wire format, and its frame's version byte is not looked at: it is where the version is agreed upon.
 *
 * @param from who says it
 * @param to whom it means to reach: a node refuses what is meant for another
 * @param versions what the sender speaks
 */
record Hello(ReplicaId from, ReplicaId to, WireVersion versions) {

    void put(ByteBuf out) {
        Codec.putName(out, from);
        Codec.putName(out, to);
        out.writeByte(versions.lowest()).writeByte(versions.highest());
    }

    /** Writes it as a frame. */
    void putFrame(ByteBuf out, CRC32C crc) {
        int start = Frames.begin(out, versions.lowest(), Frames.HELLO, 0);
        put(out);
        Frames.end(out, start, crc);
    }

    static Hello get(ByteBuf in, Codec codec) throws CodecException {
        ReplicaId from = codec.name(in);
        ReplicaId to = codec.name(in);
        Codec.need(in, 2);
        int lowest = in.readByte();
        int highest = in.readByte();
        Codec.checkEnd(in);
        try {
            return new Hello(from, to, new WireVersion(lowest, highest));
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }
}
