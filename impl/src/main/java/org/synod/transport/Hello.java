package org.synod.transport;

import io.netty.buffer.ByteBuf;
import org.synod.core.CodecException;
import org.synod.core.ReplicaId;

/**
 * The first frame of a connection between nodes.
 *
 * @param from who dials
 * @param to whom it means to reach: a node refuses what is meant for another
 */
record Hello(ReplicaId from, ReplicaId to) {

    void put(ByteBuf out) {
        Codec.putName(out, from);
        Codec.putName(out, to);
    }

    static Hello get(ByteBuf in, Codec codec) throws CodecException {
        Hello hello = new Hello(codec.name(in), codec.name(in));
        Codec.checkEnd(in);
        return hello;
    }
}
