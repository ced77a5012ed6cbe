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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
import org.synod.message.NodeMessage;

/** A node's connections. Every method but the constructor is called on the event loop. */
public final class Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    /** Hears what arrives, on the event loop. */
    public interface Handler {

        /** A peer's message. */
        void message(ReplicaId from, GroupId group, Stamp stamp, Message message);

        /** What a peer's node says about a group outside of the protocol. Ignored unless somebody cares. */
        default void node(ReplicaId from, GroupId group, NodeMessage message) {}

        /**
         * A connection with a peer broke, in either direction: what was on its way is lost. Or the peer has dialled: what it
         * had to say before, it had nobody to say it to.
         */
        default void lost(ReplicaId peer) {}

        /** A client's request, to be answered with {@link ClientConnection#reply}. */
        void request(ClientConnection connection, GroupId group, ClientMessage.Request request);

        /** A client is gone: its requests need no answer any more. */
        void disconnected(ClientConnection connection);
    }

    /**
     * What a transport is told once.
     *
     * @param self this node's name
     * @param longestFrame in bytes; a longer one closes its connection
     * @param wire what it speaks
     * @param tls null: plain text
     * @param seed draws the jitter of reconnections
     */
    public record Settings(
            ReplicaId self,
            int longestFrame,
            WireFormat wire,
            @Nullable Tls tls,
            long seed) {}

    private final EventLoop loop;
    private final Settings settings;
    private final Handler handler;
    private final SplittableRandom random;
    private final Peers peers;
    private final Set<Channel> inbound = new LinkedHashSet<>();
    private final List<Outbox> dirty = new ArrayList<>();
    private final CRC32C crc = new CRC32C();
    private final Complaints complaints = new Complaints();
    private @Nullable Channel listening;
    private boolean closed;
    private long refusals;
    private long frames;

    /** The frame that was put last, while it is still in its outbox: a message to several peers is encoded once. */
    private @Nullable Message lastMessage;

    private @Nullable ByteBuf lastBuffer;
    private int lastStart;
    private int lastSize;
    private int lastVersion;

    /**
     * A transport without connections. It dials the peers that {@link #peers} names, and listens to whoever says a
     * replica's name: whose word counts is the protocol's matter.
     */
    public Transport(EventLoop loop, Settings settings, Handler handler) {
        this.loop = loop;
        this.settings = settings;
        this.handler = handler;
        this.peers = new Peers(this);
        this.random = new SplittableRandom(settings.seed());
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
                .childOption(ChannelOption.ALLOCATOR, Buffers.ALLOCATOR)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        inbound.add(made);
                        Tls tls = settings.tls();
                        if (tls != null) {
                            tls.listen(made);
                        }
                        made.pipeline().addLast(new Inbound(Transport.this, made));
                    }
                })
                .bind(address);
        listening = bound.channel();
        return bound;
    }

    /**
     * Says which peers there are and where; may be said again at any time. New ones are dialled, once {@link #connect}
     * was called; the connections to those that are left out, or have moved, are closed.
     */
    public void peers(Map<ReplicaId, InetSocketAddress> addresses) {
        lastMessage = null;
        lastBuffer = null;
        peers.set(addresses);
    }

    /** Dials the peers, for as long as the transport is open. */
    public void connect() {
        peers.dial();
    }

    /** Whether what is sent to the peer now will reach it, unless the connection breaks. */
    public boolean isConnected(ReplicaId id) {
        Peer peer = peers.get(id);
        return peer != null && peer.agreed() > 0;
    }

    /**
     * When a peer was last heard of, by {@link System#nanoTime}; empty: not since it is a peer. A peer that is there is
     * heard of several times a second.
     */
    public OptionalLong lastHeardNanos(ReplicaId id) {
        Peer peer = peers.get(id);
        return peer == null ? OptionalLong.empty() : peer.lastHeardNanos();
    }

    /**
     * Whether a peer's process is there, as far as its machine tells, though perhaps it says nothing: when it was dialled
     * last, the connection was taken.
     */
    public boolean isThere(ReplicaId id) {
        Peer peer = peers.get(id);
        return peer != null && peer.isThere();
    }

    /**
     * The lowest wire version of the connections to peers; this node's highest when there are none. A peer that is not
     * connected is not counted: whoever writes what all peers must read asks {@link #isConnected} too.
     */
    public int agreedVersion() {
        return peers.lowestVersion(versions().highest());
    }

    /** How many connections were closed because the other side is not who it must be, or sent what it may not. */
    public long refusals() {
        return refusals;
    }

    /** How many frames with messages were put into outboxes of peers. */
    public long frames() {
        return frames;
    }

    /**
     * Puts a message into the peer's outbox; it leaves with the next flush, or never. Heartbeats, and the answers to them,
     * of all groups leave in one frame, {@link Batch}, where the peer knows that.
     */
    @SuppressWarnings(
            "ReferenceEquality") // The very same message has the same bytes; comparing costs more than encoding.
    public void send(ReplicaId to, GroupId group, Stamp stamp, Message message) {
        Outbox outbox = outbox(to);
        if (outbox == null) {
            return;
        }
        if (outbox.version() >= Batch.SINCE && Batch.takes(message)) {
            frames += outbox.putSmall(settings.wire(), group, stamp, message) ? 1 : 0;
            return;
        }
        frames++;
        ByteBuf out = outbox.buffer();
        int start = out.writerIndex();
        if (message == lastMessage && lastBuffer != null && lastVersion == outbox.version()) {
            out.writeBytes(lastBuffer, lastStart, lastSize);
            return;
        }
        Frames.begin(out, outbox.version(), Frames.PEER, group.value());
        out.writeLong(stamp.incarnation()).writeLong(stamp.n()).writeLong(stamp.clock());
        settings.wire().put(out, message, outbox.version());
        if (!end(out, start, message)) {
            return;
        }
        lastMessage = message;
        lastBuffer = out;
        lastStart = start;
        lastVersion = outbox.version();
        lastSize = out.writerIndex() - start;
    }

    /**
     * Puts what this node says about a group outside of the protocol into the peer's outbox; it may get lost as well.
     *
     * @return false when it is lost already
     */
    public boolean send(ReplicaId to, GroupId group, NodeMessage message) {
        Outbox outbox = outbox(to);
        if (outbox == null) {
            return false;
        }
        ByteBuf out = outbox.buffer();
        int start = Frames.begin(out, outbox.version(), Frames.NODE, group.value());
        NodeMessageCodec.put(out, message);
        return end(out, start, message);
    }

    /** Null when there is nobody to send to. */
    private @Nullable Outbox outbox(ReplicaId to) {
        Peer peer = peers.get(to);
        Outbox outbox = peer == null ? null : peer.outbox();
        if (outbox != null && outbox.isEmpty()) {
            dirty.add(outbox);
        }
        return outbox;
    }

    /** Completes the frame that began at {@code start}; takes it back when it is too long. */
    private boolean end(ByteBuf out, int start, Object message) {
        int bytes = out.writerIndex() - start;
        if (bytes > settings.longestFrame()) {
            LOG.error("A message of {} bytes does not fit into a frame: {}", bytes, message);
            out.writerIndex(start);
            return false;
        }
        Frames.end(out, start, crc);
        return true;
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
        peers.close();
        for (Channel channel : List.copyOf(inbound)) {
            ChannelFuture unused = channel.close();
        }
    }

    void dirty(Outbox outbox) {
        dirty.add(outbox);
    }

    void heard(ReplicaId id) {
        Peer peer = peers.get(id);
        if (peer != null) {
            peer.heard();
        }
    }

    /** Logs why a connection closes, and counts it. */
    void complain(Channel channel, String why) {
        refusals++;
        String with = channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getHostString()
                : String.valueOf(channel.remoteAddress());
        complaints.warn("Closing the connection with " + with + ": " + why);
    }

    void lost(Channel channel, @Nullable ReplicaId peer) {
        inbound.remove(channel);
        if (peer != null) {
            handler.lost(peer);
        }
    }

    EventLoop loop() {
        return loop;
    }

    ReplicaId self() {
        return settings.self();
    }

    int longestFrame() {
        return settings.longestFrame();
    }

    Handler handler() {
        return handler;
    }

    @Nullable Tls tls() {
        return settings.tls();
    }

    WireFormat wire() {
        return settings.wire();
    }

    WireVersion versions() {
        return settings.wire().versions();
    }

    boolean isClosed() {
        return closed;
    }

    long random(long bound) {
        return random.nextLong(bound);
    }
}
