package org.synod.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
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
    private final MessageCodec messages = new MessageCodec();
    private @Nullable ReplicaId peer;
    private @Nullable ClientConnection client;

    Inbound(Transport transport, Channel channel) {
        super(transport.longestFrame());
        this.transport = transport;
        this.channel = channel;
    }

    @Override
    protected void frame(byte kind, int group, ByteBuf body) throws CodecException {
        switch (kind) {
            case Frames.HELLO -> hello(Hello.get(body, codec));
            case Frames.PEER -> message(group, body);
            case Frames.REQUEST -> request(group, ClientCodec.request(body));
            case Frames.PING -> transport.pong(channel);
            default -> throw new CodecException("a frame of kind " + kind + " where a node listens");
        }
    }

    private void hello(Hello hello) throws CodecException {
        if (!hello.to().equals(transport.self()) || !transport.isPeer(hello.from())) {
            throw new CodecException(
                    "a hello from " + hello.from() + " to " + hello.to() + ", but this is " + transport.self());
        }
        peer = hello.from();
    }

    private void message(int group, ByteBuf body) throws CodecException {
        ReplicaId from = peer;
        if (from == null) {
            throw new CodecException("a message before any hello");
        }
        Stamp stamp = new Stamp(Codec.number(body), Codec.number(body), Codec.number(body));
        Message message = messages.get(body);
        transport.handler().message(from, new GroupId(group), stamp, message);
    }

    private void request(int group, ClientMessage.Request request) {
        ClientConnection connection = client;
        if (connection == null) {
            connection = new ClientConnection(transport, channel);
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

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (client != null) {
            client.adjust();
        }
    }

    @Override
    protected void closed() {
        transport.lost(channel);
        if (client != null) {
            transport.handler().disconnected(client);
        }
    }
}
