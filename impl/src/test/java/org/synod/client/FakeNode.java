package org.synod.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.transport.ClientCodec;
import org.synod.transport.Frames;

/** A node of which a test says what it answers. Each connection has a thread of its own. */
final class FakeNode implements AutoCloseable {

    /** What the node does with a request. */
    interface Behaviour {
        /**
         * Answers one request.
         *
         * @return null: keep silent
         * @throws IOException breaks the connection
         */
        ClientMessage.@Nullable Reply answer(ClientMessage.Request request) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<ClientMessage.Request> heard = new CopyOnWriteArrayList<>();
    private final Behaviour behaviour;

    FakeNode(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        Thread.ofPlatform().daemon().name("fake-node").start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    /** All requests so far, in their order. */
    List<ClientMessage.Request> heard() {
        return List.copyOf(heard);
    }

    static ClientMessage.Reply ok(ClientMessage.Request request, long slot, byte[] result) {
        return reply(request, ClientMessage.Status.OK, slot, null, result);
    }

    static ClientMessage.Reply refuse(ClientMessage.Request request, ClientMessage.Status status, String why) {
        return reply(request, status, 0, null, why.getBytes(StandardCharsets.UTF_8));
    }

    static ClientMessage.Reply redirect(ClientMessage.Request request, @Nullable ReplicaId leader) {
        return reply(request, ClientMessage.Status.NOT_LEADER, 0, leader, new byte[0]);
    }

    private static ClientMessage.Reply reply(
            ClientMessage.Request request,
            ClientMessage.Status status,
            long slot,
            @Nullable ReplicaId leader,
            byte[] result) {
        return new ClientMessage.Reply(request.client(), request.sequence(), status, slot, leader, result);
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                Thread.ofPlatform().daemon().name("fake-connection").start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            while (true) {
                byte[] frame = new byte[4 + in.readInt()];
                in.readFully(frame, 4, frame.length - 4);
                ClientMessage.Request request =
                        ClientCodec.request(Unpooled.wrappedBuffer(frame, Frames.HEADER, frame.length - Frames.HEADER));
                heard.add(request);
                ClientMessage.Reply reply = behaviour.answer(request);
                if (reply != null) {
                    connection.getOutputStream().write(bytes(reply));
                }
            }
        } catch (IOException e) {
            // The client closed the connection, or the behaviour did.
        } catch (CodecException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(ClientMessage.Reply reply) {
        ByteBuf out = Unpooled.buffer();
        int start = Frames.begin(out, 1, Frames.REPLY, 1);
        ClientCodec.put(out, reply);
        Frames.end(out, start, new CRC32C());
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
