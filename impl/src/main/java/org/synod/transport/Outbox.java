package org.synod.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/** The frames that gather for one connection, until one write takes them all. */
final class Outbox {
    private final Channel channel;
    private @Nullable ByteBuf batch;
    private int version;

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
        batch = null;
        if (full.isReadable() && channel.isActive()) {
            ChannelFuture unused = channel.writeAndFlush(full, channel.voidPromise());
        } else {
            full.release();
        }
    }
}
