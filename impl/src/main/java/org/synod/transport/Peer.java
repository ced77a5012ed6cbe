package org.synod.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.CodecException;
import org.synod.core.ReplicaId;

/**
 * The connection that this node opened to one peer, and opens again when it breaks.
 *
 * <p>A ping that stays without its pong breaks it too: after a partition TCP repeats itself ever more rarely, and would
 * come back long after the network did.
 */
final class Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final long PING_MILLIS = 250;
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(8 << 20, 32 << 20);

    private final Transport transport;
    private final ReplicaId id;
    private final InetSocketAddress address;
    private final CRC32C crc = new CRC32C();
    private @Nullable Channel channel;
    private @Nullable Outbox outbox;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long heardNanos;

    Peer(Transport transport, ReplicaId id, InetSocketAddress address) {
        this.transport = transport;
        this.id = id;
        this.address = address;
    }

    void dial() {
        if (transport.isClosed()) {
            return;
        }
        ChannelFuture dialled = new Bootstrap()
                .group(transport.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(new Outbound(made));
                    }
                })
                .connect(
                        address.isUnresolved()
                                ? new InetSocketAddress(address.getHostString(), address.getPort())
                                : address);
        ChannelFuture unused = dialled.addListener(future -> {
            if (future.isSuccess()) {
                open(dialled.channel());
            } else {
                redial();
            }
        });
    }

    private void open(Channel opened) {
        if (transport.isClosed()) {
            ChannelFuture unused = opened.close();
            return;
        }
        LOG.debug("Connected to {}", id);
        heardNanos = System.nanoTime();
        channel = opened;
        outbox = new Outbox(opened);
        ByteBuf hello = outbox.buffer();
        int start = Frames.begin(hello, Frames.HELLO, 0);
        new Hello(transport.self(), id).put(hello);
        Frames.end(hello, start, crc);
        outbox.flush();
        ping(opened);
    }

    private void ping(Channel pinged) {
        if (!pinged.equals(channel) || outbox == null) {
            return;
        }
        if (System.nanoTime() - heardNanos > SILENCE_NANOS) {
            LOG.info("No word from {}: dialling again", id);
            ChannelFuture unused = pinged.close();
            return;
        }
        ByteBuf out = outbox.buffer();
        Frames.end(out, Frames.begin(out, Frames.PING, 0), crc);
        outbox.flush();
        Future<?> unused = transport.loop().schedule(() -> ping(pinged), PING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void redial() {
        long pause = pauseMillis / 2 + transport.random(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        if (!transport.isClosed()) {
            Future<?> unused = transport.loop().schedule(this::dial, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** Where to put a frame, or null when it had better be dropped: nobody is there, or does not read. */
    @Nullable Outbox outbox() {
        Channel open = channel;
        return open == null || !open.isWritable() ? null : outbox;
    }

    void close() {
        if (channel != null) {
            ChannelFuture unused = channel.close();
        }
    }

    private final class Outbound extends FrameReader {
        private final Channel own;

        Outbound(Channel own) {
            super(Frames.HEADER);
            this.own = own;
        }

        @Override
        protected void frame(byte kind, int group, ByteBuf body) throws CodecException {
            if (kind != Frames.PONG) {
                throw new CodecException("a frame of kind " + kind + " where only a pong may be");
            }
            heardNanos = System.nanoTime();
            pauseMillis = FIRST_PAUSE_MILLIS;
        }

        @Override
        protected void closed() {
            if (own.equals(channel)) {
                channel = null;
                if (outbox != null) {
                    outbox.flush();
                    outbox = null;
                }
                redial();
            }
        }
    }
}
