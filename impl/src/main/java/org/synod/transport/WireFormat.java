package org.synod.transport;

import io.netty.buffer.ByteBuf;
import org.synod.core.CodecException;
import org.synod.message.Message;

/**
 * Which versions of the wire format a program speaks, and the bytes of what replicas say to each other in each of them.
 *
 * <p>A message is written in the version that the connection speaks, and never read in another: so a field or a message
 * that the version does not have is left out towards a peer that does not know it. What may not be left out waits until
 * {@link Transport#agreedVersion} is that of all.
 */
public interface WireFormat {

    /** What this program speaks. */
    WireFormat CURRENT = of(WireVersion.CURRENT);

    /** Reads the messages of one connection. */
    interface Reader {

        /**
         * Reads a message, which must fill {@code in} to its end.
         *
         * @param version of the frame that it stands in
         * @throws CodecException when the bytes are none
         */
        Message get(ByteBuf in, int version) throws CodecException;
    }

    WireVersion versions();

    /** Writes a message in one of the versions. */
    void put(ByteBuf out, Message message, int version);

    /** For a new connection. */
    Reader reader();

    /** What this program makes of messages, in some of its versions alone. */
    static WireFormat of(WireVersion versions) {
        return new WireFormat() {
            @Override
            public WireVersion versions() {
                return versions;
            }

            @Override
            public void put(ByteBuf out, Message message, int version) {
                MessageCodec.put(out, message, version);
            }

            @Override
            public Reader reader() {
                MessageCodec codec = new MessageCodec();
                return (in, version) -> codec.get(in);
            }
        };
    }
}
