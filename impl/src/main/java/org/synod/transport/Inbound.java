package org.synod.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.Message;

/** A connection that somebody else opened: a peer's if it says hello, a client's if it begins with a request. */
final class Inbound extends FrameReader {
    private final Transport transport;
    private final Channel channel;
    private final Codec codec = new Codec();
    private final CRC32C crc = new CRC32C();
    private final WireFormat.Reader messages;
    private @Nullable ReplicaId peer;
    private int agreed;
    private @Nullable ClientConnection client;
    private boolean refusing;

    /** Null without TLS. */
    private @Nullable SSLSession session;

    Inbound(Transport transport, Channel channel) {
        super(transport.longestFrame());
        this.transport = transport;
        this.channel = channel;
        this.messages = transport.wire().reader();
    }

    @Override
    protected void frame(byte kind, int group, ByteBuf body) throws CodecException {
        switch (kind) {
            case Frames.HELLO -> hello(Hello.get(body, codec));
            case Frames.PEER -> message(group, body);
            case Frames.BATCH -> batch(body);
            case Frames.NODE -> node(group, body);
            case Frames.REQUEST -> {
                if (transport.versions().speaks(version())) {
                    request(group, ClientCodec.request(body));
                } else {
                    refuse(group, body);
                }
            }
            case Frames.PING -> ping();
            default -> throw new CodecException("a frame of kind " + kind + " where a node listens");
        }
    }

    @Override
    protected void secured(SSLSession made) {
        session = made;
    }

    /** The answer goes out before anything is refused: it is how the dialler learns what is wrong. */
    private void hello(Hello hello) throws CodecException {
        if (peer != null || client != null) {
            throw new CodecException("a hello where there was something else before");
        }
        SSLSession secured = session;
        if (secured != null) {
            Tls.check(secured, hello.from());
        }
        ByteBuf out = channel.alloc().directBuffer(Frames.HEADER);
        new Hello(transport.self(), hello.from(), transport.versions()).putFrame(out, crc);
        send(out);
        if (!hello.to().equals(transport.self()) || hello.from().equals(transport.self())) {
            throw new CodecException(
                    "a hello from " + hello.from() + " to " + hello.to() + ", but this is " + transport.self());
        }
        agreed = transport.versions().agree(hello.versions());
        peer = hello.from();
        transport.handler().lost(hello.from());
    }

    private void ping() {
        ByteBuf out = channel.alloc().directBuffer(Frames.HEADER);
        Frames.end(out, Frames.begin(out, version(), Frames.PONG, 0), crc);
        send(out);
    }

    private void send(ByteBuf frame) {
        ChannelFuture unused = channel.writeAndFlush(frame, channel.voidPromise());
    }

    private void message(int group, ByteBuf body) throws CodecException {
        ReplicaId from = from();
        Stamp stamp = new Stamp(Codec.number(body), Codec.number(body), Codec.number(body));
        Message message = messages.get(body, agreed);
        transport.handler().message(from, new GroupId(group), stamp, message);
    }

    private void batch(ByteBuf body) throws CodecException {
        ReplicaId from = from();
        Batch.get(
                body,
                messages,
                agreed,
                (id, stamp, message) -> transport.handler().message(from, id, stamp, message));
    }

    private void node(int group, ByteBuf body) throws CodecException {
        transport.handler().node(from(), new GroupId(group), NodeMessageCodec.get(body));
    }

    /** Whose message it is that is being read. */
    private ReplicaId from() throws CodecException {
        ReplicaId from = peer;
        if (from == null) {
            throw new CodecException("a message before any hello");
        }
        if (version() != agreed) {
            throw new CodecException("a frame of version " + version() + " where " + agreed + " was agreed upon");
        }
        return from;
    }

    private void request(int group, ClientMessage.Request request) {
        ClientConnection connection = client;
        if (connection == null) {
            connection = new ClientConnection(transport, channel, version());
            client = connection;
        }
        GroupId id = new GroupId(group);
        if (connection.begin()) {
            transport.handler().request(connection, id, request);
        } else {
            connection.reply(
                    id,
                    new ClientMessage.Reply(
                            request.client(), request.sequence(), ClientMessage.Status.BUSY, 0, null, new byte[0]));
        }
    }

    /**
     * Answers a request of a version that this node does not speak, and closes. In every version a request begins with
     * client and sequence, and this answer has the form of version 1.
     */
    private void refuse(int group, ByteBuf body) throws CodecException {
        String why = "This node speaks the wire versions " + transport.versions() + ", and the client speaks "
                + version() + ".";
        transport.complain(channel, why);
        refusing = true;
        byte[] reason = why.getBytes(StandardCharsets.UTF_8);
        ByteBuf out = channel.alloc().directBuffer(Frames.HEADER);
        int start = Frames.begin(out, version(), Frames.REPLY, group);
        ClientCodec.put(
                out,
                new ClientMessage.Reply(
                        Codec.number(body), Codec.number(body), ClientMessage.Status.INVALID, 0, null, reason));
        Frames.end(out, start, crc);
        send(out);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Once for all that arrived together. Whatever it was, who sent it is there.
        if (peer != null) {
            transport.heard(peer);
        }
        if (refusing) {
            ChannelFuture unused =
                    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    protected void refused(Channel refused, String why) {
        transport.complain(refused, why);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (client != null) {
            client.adjust();
        }
    }

    @Override
    protected void closed() {
        transport.lost(channel, peer);
        if (client != null) {
            transport.handler().disconnected(client);
        }
    }
}
