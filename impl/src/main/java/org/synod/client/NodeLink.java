package org.synod.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.transport.Buffers;
import org.synod.transport.ClientCodec;
import org.synod.transport.Complaints;
import org.synod.transport.FrameReader;
import org.synod.transport.Frames;
import org.synod.transport.Tls;
import org.synod.transport.WireVersion;

/** The client's connection to one node: opened when it is first needed, and again after it broke. */
final class NodeLink {

    /** Hears of the link, on the event loop. */
    interface Listener {
        void opened(NodeLink link);

        void replied(NodeLink link, ClientMessage.Reply reply);

        void failed(NodeLink link);
    }

    /**
     * A client speaks one version: the lowest that it knows, since requests and replies are the same in all of them, and a
     * node that is not changed yet answers as well.
     */
    private static final int VERSION = WireVersion.CURRENT.lowest();

    private final ReplicaId id;
    private final InetSocketAddress address;
    private final EventLoop loop;
    private final ClientSettings settings;
    private final Listener listener;
    private final Complaints complaints = new Complaints();
    private final CRC32C crc = new CRC32C();
    private @Nullable Channel channel;
    private @Nullable ByteBuf batch;
    private boolean opening;
    private boolean closed;

    NodeLink(ReplicaId id, InetSocketAddress address, EventLoop loop, ClientSettings settings, Listener listener) {
        this.id = id;
        this.address = address;
        this.loop = loop;
        this.settings = settings;
        this.listener = listener;
    }

    ReplicaId id() {
        return id;
    }

    boolean isOpen() {
        return channel != null;
    }

    void open() {
        if (opening || closed || channel != null) {
            return;
        }
        opening = true;
        ChannelFuture dialled = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, Buffers.ALLOCATOR)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        Tls tls = settings.tls();
                        if (tls != null) {
                            tls.dial(made);
                        }
                        made.pipeline().addLast(new Replies(made));
                    }
                })
                .connect(new InetSocketAddress(address.getHostString(), address.getPort()));
        ChannelFuture unused = dialled.addListener(future -> {
            if (!future.isSuccess()) {
                opening = false;
                listener.failed(this);
            } else if (closed) {
                ChannelFuture ignored = dialled.channel().close();
            } else if (settings.tls() == null) {
                opened(dialled.channel());
            }
        });
    }

    private void opened(Channel made) {
        opening = false;
        channel = made;
        listener.opened(this);
    }

    /** Puts a request into the batch that the next flush sends. */
    void put(GroupId group, ClientMessage.Request request) {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("the link to " + id + " is not open");
        }
        ByteBuf out = batch;
        if (out == null) {
            out = open.alloc().directBuffer(4096);
            batch = out;
        }
        int start = Frames.begin(out, VERSION, Frames.REQUEST, group.value());
        ClientCodec.put(out, request);
        Frames.end(out, start, crc);
    }

    void flush() {
        ByteBuf full = batch;
        batch = null;
        if (full != null && channel != null) {
            ChannelFuture unused = channel.writeAndFlush(full, channel.voidPromise());
        } else if (full != null) {
            full.release();
        }
    }

    void close() {
        closed = true;
        if (channel != null) {
            ChannelFuture unused = channel.close();
        }
    }

    private final class Replies extends FrameReader {
        private final Channel own;
        private final ClientCodec codec = new ClientCodec();

        Replies(Channel own) {
            super(settings.longestFrame());
            this.own = own;
        }

        /** A node that does not like our certificate says so only afterwards: the link is open when it has answered. */
        @Override
        protected void secured(SSLSession session) throws CodecException {
            Tls.check(session, id);
            ByteBuf out = own.alloc().directBuffer(Frames.HEADER);
            Frames.end(out, Frames.begin(out, VERSION, Frames.PING, 0), crc);
            ChannelFuture unused = own.writeAndFlush(out, own.voidPromise());
        }

        @Override
        protected void frame(byte kind, int group, ByteBuf body) throws CodecException {
            switch (kind) {
                case Frames.REPLY -> {
                    if (version() != VERSION) {
                        throw new CodecException("a reply of version " + version() + " to a request of " + VERSION);
                    }
                    listener.replied(NodeLink.this, codec.reply(body));
                }
                case Frames.PONG -> {
                    if (opening && !closed) {
                        opened(own);
                    }
                }
                default -> throw new CodecException("a frame of kind " + kind + " where a reply must be");
            }
        }

        @Override
        protected void refused(Channel refused, String why) {
            complaints.warn("Closing the connection to " + id + ": " + why);
        }

        @Override
        protected void closed() {
            if (own.equals(channel)) {
                channel = null;
                flush();
                listener.failed(NodeLink.this);
            } else if (opening) {
                opening = false;
                listener.failed(NodeLink.this);
            }
        }
    }
}
