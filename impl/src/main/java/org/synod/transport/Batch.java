package org.synod.transport;

import io.netty.buffer.ByteBuf;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.message.Message;

/**
 * One frame for what many groups have to say to one peer: heartbeats and the answers to them, which a node with a thousand
 * groups sends by the ten thousand each second, and the search for a leader. The frame's group is 0; its body is the sender's incarnation, and then for
 * each message:
 *
 * <pre>
 * number  group
 * number  n, clock    of the sender's last event, see {@link Stamp}
 * short   length      of the message
 *         message
 * </pre>
 *
 * <p>A number here has seven bits in each byte, the lowest first; the highest bit says that there is another byte.
 */
final class Batch {
    /** The first wire version that has it. */
    static final int SINCE = 2;

    /** When a frame is long enough: its reader works on it from end to end. */
    private static final int ENOUGH = 32 << 10;

    private Batch() {}

    /** Whether a message travels so: what groups say that nobody uses, or that look for a leader. All of it is small. */
    static boolean takes(Message message) {
        return switch (message) {
            case Message.Heartbeat m -> true;
            case Message.Granted m -> true;
            case Message.Held m -> true;
            case Message.Ask m -> true;
            case Message.Answer m -> true;
            case Message.Prepare m -> true;
            case Message.Promise m -> false;
            case Message.Accept m -> false;
            case Message.Accepted m -> false;
            case Message.Reject m -> false;
            case Message.Chosen m -> false;
            case Message.Release m -> false;
            case Message.Fetch m -> false;
            case Message.Trimmed m -> false;
            case Message.Retire m -> false;
        };
    }

    /** Whether the frame that began at {@code start} takes another message. */
    static boolean isOpen(ByteBuf out, int start, long incarnation) {
        return out.writerIndex() - start < ENOUGH && out.getLong(start + Frames.HEADER) == incarnation;
    }

    /** Begins a frame; returns where. */
    static int begin(ByteBuf out, int version, long incarnation) {
        int start = Frames.begin(out, version, Frames.BATCH, 0);
        out.writeLong(incarnation);
        return start;
    }

    static void put(ByteBuf out, WireFormat wire, int version, GroupId group, Stamp stamp, Message message) {
        Codec.putSmall(out, group.value());
        Codec.putSmall(out, stamp.n());
        Codec.putSmall(out, stamp.clock());
        int length = out.writerIndex();
        out.writeShort(0);
        wire.put(out, message, version);
        out.setShort(length, out.writerIndex() - length - Short.BYTES);
    }

    /** Takes the messages of a frame. */
    interface Taker {
        void take(GroupId group, Stamp stamp, Message message);
    }

    static void get(ByteBuf in, WireFormat.Reader reader, int version, Taker taker) throws CodecException {
        long incarnation = Codec.number(in);
        int end = in.writerIndex();
        while (in.isReadable()) {
            GroupId group = new GroupId((int) Codec.small(in));
            Stamp stamp = new Stamp(incarnation, Codec.small(in), Codec.small(in));
            Codec.need(in, Short.BYTES);
            int length = in.readUnsignedShort();
            Codec.need(in, length);
            int next = in.readerIndex() + length;
            in.writerIndex(next);
            Message message = reader.get(in, version);
            in.writerIndex(end).readerIndex(next);
            taker.take(group, stamp, message);
        }
    }
}
