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
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLSession;
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

    /** A hello with two names. */
    private static final int LONGEST_ANSWER = Frames.HEADER + 256;

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

    /** On this connection. */
    private long heardNanos;

    /** The version that this connection speaks; 0 while the peer has not answered the hello. */
    private int agreed;

    /** On any connection, in either direction. */
    private OptionalLong lastHeardNanos = OptionalLong.empty();

    /** Whether somebody took the call when it was dialled last. */
    private boolean there;

    private boolean retired;

    Peer(Transport transport, ReplicaId id, InetSocketAddress address) {
        this.transport = transport;
        this.id = id;
        this.address = address;
    }

    void dial() {
        if (isOver()) {
            return;
        }
        ChannelFuture dialled = new Bootstrap()
                .group(transport.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, Buffers.ALLOCATOR)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        Tls tls = transport.tls();
                        if (tls != null) {
                            tls.dial(made);
                        }
                        made.pipeline().addLast(new Outbound(made));
                    }
                })
                .connect(
                        address.isUnresolved()
                                ? new InetSocketAddress(address.getHostString(), address.getPort())
                                : address);
        ChannelFuture unused = dialled.addListener(future -> {
            there = future.isSuccess();
            if (there) {
                open(dialled.channel());
            } else {
                redial();
            }
        });
    }

    private boolean isOver() {
        return retired || transport.isClosed();
    }

    private void open(Channel opened) {
        if (isOver()) {
            ChannelFuture unused = opened.close();
            return;
        }
        channel = opened;
        if (transport.tls() == null) {
            greet(opened);
        }
    }

    private void greet(Channel opened) {
        heardNanos = System.nanoTime();
        outbox = new Outbox(opened, transport.versions().lowest());
        new Hello(transport.self(), id, transport.versions()).putFrame(outbox.buffer(), crc);
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
        Frames.end(out, Frames.begin(out, outbox.version(), Frames.PING, 0), crc);
        outbox.flush();
        Future<?> unused = transport.loop().schedule(() -> ping(pinged), PING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void redial() {
        long pause = pauseMillis / 2 + transport.random(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        if (!isOver()) {
            Future<?> unused = transport.loop().schedule(this::dial, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** Where to put a frame, or null when it had better be dropped: nobody is there, or does not read. */
    @Nullable Outbox outbox() {
        Channel open = channel;
        return open == null || agreed == 0 || !open.isWritable() ? null : outbox;
    }

    /** The wire version of the connection; 0 when there is none. */
    int agreed() {
        return agreed;
    }

    OptionalLong lastHeardNanos() {
        return lastHeardNanos;
    }

    boolean isThere() {
        return there;
    }

    void heard() {
        lastHeardNanos = OptionalLong.of(System.nanoTime());
    }

    boolean isAt(InetSocketAddress other) {
        return address.getHostString().equals(other.getHostString()) && address.getPort() == other.getPort();
    }

    /** Closes the connection and opens no other. */
    void close() {
        retired = true;
        agreed = 0;
        if (channel != null) {
            ChannelFuture unused = channel.close();
        }
    }

    private final class Outbound extends FrameReader {
        private final Channel own;
        private final Codec codec = new Codec();

        /** Whether the reason why this connection ends was told. */
        private boolean told;

        Outbound(Channel own) {
            super(LONGEST_ANSWER);
            this.own = own;
        }

        @Override
        protected void frame(byte kind, int group, ByteBuf body) throws CodecException {
            switch (kind) {
                case Frames.HELLO -> greeted(Hello.get(body, codec));
                case Frames.PONG -> heardNanos = System.nanoTime();
                default -> throw new CodecException("a frame of kind " + kind + " where only a pong may be");
            }
            heard();
        }

        @Override
        protected void secured(SSLSession session) throws CodecException {
            Tls.check(session, id);
            if (own.equals(channel)) {
                greet(own);
            }
        }

        private void greeted(Hello answer) throws CodecException {
            if (!answer.from().equals(id)) {
                throw new CodecException("it is " + answer.from());
            }
            int version = transport.versions().agree(answer.versions());
            if (own.equals(channel) && outbox != null && !retired) {
                LOG.debug("Connected to {}, in version {}", id, version);
                outbox.version(version);
                agreed = version;
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
        }

        @Override
        protected void refused(Channel refused, String why) {
            told = true;
            transport.complain(refused, "dialling " + id + ": " + why);
        }

        @Override
        protected void closed() {
            if (own.equals(channel)) {
                boolean silent = System.nanoTime() - heardNanos > SILENCE_NANOS;
                if (agreed == 0 && !told && !silent && !isOver()) {
                    refused(
                            own,
                            "it closed without an answer to the hello; perhaps "
                                    + (transport.tls() == null ? "it speaks TLS" : "our certificate does not name us"));
                }
                channel = null;
                agreed = 0;
                if (outbox != null) {
                    outbox.flush();
                    outbox = null;
                }
                transport.handler().lost(id);
                redial();
            }
        }
    }
}
