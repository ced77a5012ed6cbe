package org.synod.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.Message;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Result;

/** A transport with a thread of its own that notes what it hears and answers every request with its own name. */
public final class TestNode implements Transport.Handler, AutoCloseable {
    static final GroupId GROUP = new GroupId(1);

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<ReplicaId> lost = new LinkedBlockingQueue<>();
    final InetSocketAddress address;
    private final ReplicaId id;
    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final Transport transport;

    private TestNode(Transport.Settings settings, int port) {
        id = settings.self();
        loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        loop = loops.next();
        transport = new Transport(loop, settings, this);
        ChannelFuture bound = ask(t -> t.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .awaitUninterruptibly();
        assertTrue(bound.isSuccess(), () -> String.valueOf(bound.cause()));
        address = (InetSocketAddress) bound.channel().localAddress();
        run(Transport::connect);
    }

    static TestNode start(String name, WireVersion versions) {
        return start(new Transport.Settings(new ReplicaId(name), 1 << 20, WireFormat.of(versions), null, 1), 0);
    }

    static TestNode start(Transport.Settings settings, int port) {
        return new TestNode(settings, port);
    }

    <T> T ask(Function<Transport, T> question) {
        return CompletableFuture.supplyAsync(() -> question.apply(transport), loop)
                .join();
    }

    boolean is(Predicate<Transport> state) {
        return ask(state::test);
    }

    void run(Consumer<Transport> action) {
        CompletableFuture.runAsync(() -> action.accept(transport), loop).join();
    }

    void peers(TestNode... others) {
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
        for (TestNode other : others) {
            addresses.put(other.id, other.address);
        }
        run(t -> t.peers(addresses));
    }

    void dial(String name, InetSocketAddress at) {
        run(t -> t.peers(Map.of(new ReplicaId(name), at)));
    }

    /** Returns when that is so; fails after twenty seconds. */
    void await(Predicate<Transport> state) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!is(state)) {
            assertTrue(System.nanoTime() - deadline < 0, "waited in vain");
            Thread.onSpinWait();
        }
    }

    void awaitConnected(TestNode other) {
        await(t -> t.isConnected(other.id));
    }

    void send(TestNode to, long slot) {
        run(t -> {
            t.send(to.id, GROUP, new Stamp(1, 2, 3), new Message.Fetch(slot));
            t.flush();
        });
    }

    void send(TestNode to, NodeMessage message) {
        run(t -> {
            t.send(to.id, GROUP, message);
            t.flush();
        });
    }

    /** Sends a message; returns when the other one has it. */
    void reach(TestNode other) throws InterruptedException {
        awaitConnected(other);
        send(other, 7);
        assertEquals(id + ": " + new Message.Fetch(7), other.heard.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public void message(ReplicaId from, GroupId group, Stamp stamp, Message message) {
        heard.add(from + ": " + message);
    }

    @Override
    public void node(ReplicaId from, GroupId group, NodeMessage message) {
        heard.add(from + ": " + message);
    }

    @Override
    public void request(ClientConnection connection, GroupId group, ClientMessage.Request request) {
        heard.add("request in version " + connection.version());
        connection.reply(
                group,
                new ClientMessage.Reply(
                        request.client(),
                        request.sequence(),
                        ClientMessage.Status.OK,
                        1,
                        id,
                        new Result.Written(1).encode()));
        transport.flush();
    }

    @Override
    public void lost(ReplicaId peer) {
        lost.add(peer);
    }

    @Override
    public void disconnected(ClientConnection connection) {}

    @Override
    public void close() {
        run(Transport::close);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
