package org.synod.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.Message;

/** A node's connections. Every method but the constructor is called on the event loop. */
public final class Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    /** Hears what arrives, on the event loop. */
    public interface Handler {

        /** A peer's message. */
        void message(ReplicaId from, GroupId group, Stamp stamp, Message message);

        /** A client's request, to be answered with {@link ClientConnection#reply}. */
        void request(ClientConnection connection, GroupId group, ClientMessage.Request request);

        /** A client is gone: its requests need no answer any more. */
        void disconnected(ClientConnection connection);
    }

    private final EventLoop loop;
    private final ReplicaId self;
    private final int longestFrame;
    private final Handler handler;
    private final SplittableRandom random;
    private final Map<ReplicaId, Peer> peers = new HashMap<>();
    private final Set<Channel> inbound = new LinkedHashSet<>();
    private final List<Outbox> dirty = new ArrayList<>();
    private final CRC32C crc = new CRC32C();
    private @Nullable Channel listening;
    private boolean closed;

    /** The frame that was put last, while it is still in its outbox: a message to several peers is encoded once. */
    private @Nullable Message lastMessage;

    private @Nullable ByteBuf lastBuffer;
    private int lastStart;
    private int lastSize;

    /**
     * A transport without connections.
     *
     * @param addresses of the peers: no other node is listened to
     * @param longestFrame in bytes; a longer one closes its connection
     * @param seed draws the jitter of reconnections
     */
    public Transport(
            EventLoop loop,
            ReplicaId self,
            Map<ReplicaId, InetSocketAddress> addresses,
            int longestFrame,
            Handler handler,
            long seed) {
        this.loop = loop;
        this.self = self;
        this.longestFrame = longestFrame;
        this.handler = handler;
        this.random = new SplittableRandom(seed);
        addresses.forEach((id, address) -> peers.put(id, new Peer(this, id, address)));
    }

    /**
     * Begins to listen.
     *
     * @return fails with {@link java.net.BindException} when the port is in use
     */
    public ChannelFuture listen(InetSocketAddress address) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop, loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        inbound.add(made);
                        made.pipeline().addLast(new Inbound(Transport.this, made));
                    }
                })
                .bind(address);
        listening = bound.channel();
        return bound;
    }

    /** Dials the peers, for as long as the transport is open. */
    public void connect() {
        peers.values().forEach(Peer::dial);
    }

    /** Puts a message into the peer's outbox; it leaves with the next flush, or never. */
    @SuppressWarnings(
            "ReferenceEquality") // The very same message has the same bytes; comparing costs more than encoding.
    public void send(ReplicaId to, GroupId group, Stamp stamp, Message message) {
        Peer peer = peers.get(to);
        Outbox outbox = peer == null ? null : peer.outbox();
        if (outbox == null) {
            return;
        }
        if (outbox.isEmpty()) {
            dirty.add(outbox);
        }
        ByteBuf out = outbox.buffer();
        int start = out.writerIndex();
        if (message == lastMessage && lastBuffer != null) {
            out.writeBytes(lastBuffer, lastStart, lastSize);
            return;
        }
        Frames.begin(out, Frames.PEER, group.value());
        out.writeLong(stamp.incarnation()).writeLong(stamp.n()).writeLong(stamp.clock());
        MessageCodec.put(out, message);
        if (out.writerIndex() - start > longestFrame) {
            LOG.error("A message of {} bytes does not fit into a frame: {}", out.writerIndex() - start, message);
            out.writerIndex(start);
            return;
        }
        Frames.end(out, start, crc);
        lastMessage = message;
        lastBuffer = out;
        lastStart = start;
        lastSize = out.writerIndex() - start;
    }

    /** Writes what gathered, one write for each connection. */
    public void flush() {
        lastMessage = null;
        lastBuffer = null;
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
    }

    /** Stops listening, closes every connection and opens no more. */
    public void close() {
        closed = true;
        flush();
        if (listening != null) {
            ChannelFuture unused = listening.close();
        }
        peers.values().forEach(Peer::close);
        for (Channel channel : List.copyOf(inbound)) {
            ChannelFuture unused = channel.close();
        }
    }

    void dirty(Outbox outbox) {
        dirty.add(outbox);
    }

    void pong(Channel channel) {
        ByteBuf out = channel.alloc().directBuffer(Frames.HEADER);
        Frames.end(out, Frames.begin(out, Frames.PONG, 0), crc);
        ChannelFuture unused = channel.writeAndFlush(out, channel.voidPromise());
    }

    void lost(Channel channel) {
        inbound.remove(channel);
    }

    EventLoop loop() {
        return loop;
    }

    ReplicaId self() {
        return self;
    }

    int longestFrame() {
        return longestFrame;
    }

    Handler handler() {
        return handler;
    }

    boolean isPeer(ReplicaId id) {
        return peers.containsKey(id);
    }

    boolean isClosed() {
        return closed;
    }

    long random(long bound) {
        return random.nextLong(bound);
    }
}
