package org.synod.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.message.Message;

/** The frames that gather for one connection, until one write takes them all. */
final class Outbox {
    private final Channel channel;
    private @Nullable ByteBuf batch;
    private final CRC32C crc = new CRC32C();
    private int version;

    /** Where the frame begins that small messages gather in, at the end of the batch; negative when there is none. */
    private int small = -1;

    /**
     * @param version of the frames that are put here
     */
    Outbox(Channel channel, int version) {
        this.channel = channel;
        this.version = version;
    }

    /** The wire version of this connection's frames. */
    int version() {
        return version;
    }

    /** From now on frames are of this version. */
    void version(int agreed) {
        version = agreed;
    }

    /** Where to put the next frame. */
    ByteBuf buffer() {
        ByteBuf open = open();
        endSmall(open);
        return open;
    }

    /**
     * Puts a small message into the frame that is open for them, so that all leave in the order in which they were put.
     *
     * @return whether that began another frame
     */
    boolean putSmall(WireFormat wire, GroupId group, Stamp stamp, Message message) {
        ByteBuf out = open();
        boolean begins = small < 0 || !Batch.isOpen(out, small, stamp.incarnation());
        if (begins) {
            endSmall(out);
            small = Batch.begin(out, version, stamp.incarnation());
        }
        Batch.put(out, wire, version, group, stamp, message);
        return begins;
    }

    private void endSmall(ByteBuf out) {
        if (small >= 0) {
            Frames.end(out, small, crc);
            small = -1;
        }
    }

    private ByteBuf open() {
        ByteBuf open = batch;
        if (open == null) {
            open = channel.alloc().directBuffer(4096);
            batch = open;
        }
        return open;
    }

    boolean isEmpty() {
        return batch == null;
    }

    void flush() {
        ByteBuf full = batch;
        if (full == null) {
            return;
        }
        endSmall(full);
        batch = null;
        if (full.isReadable() && channel.isActive()) {
            ChannelFuture unused = channel.writeAndFlush(full, channel.voidPromise());
        } else {
            full.release();
        }
    }
}
