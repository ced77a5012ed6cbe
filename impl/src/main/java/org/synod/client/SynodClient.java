package org.synod.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;

/**
 * A client of one group. One event loop serves all its sessions and connections.
 *
 * <p>Futures complete on that event loop, which must not be blocked there; they fail with {@link RejectedException} or
 * {@link UnknownOutcomeException}.
 */
public final class SynodClient implements AutoCloseable {
    private static final long SWEEP_MILLIS = 5;
    private static final byte[] NOTHING = new byte[0];

    private final ClientSettings settings;
    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final SplittableRandom ids;
    private final Set<ReplicaId> replicas;
    private final Dispatcher dispatcher;

    private SynodClient(Map<ReplicaId, InetSocketAddress> nodes, ClientSettings settings) {
        this.settings = settings;
        SplittableRandom random = new SplittableRandom(settings.seed());
        this.ids = random.split();
        this.loops = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("synod-client", true), NioIoHandler.newFactory());
        this.loop = loops.next();
        this.replicas = Set.copyOf(nodes.keySet());
        SplittableRandom ids = this.ids;
        this.dispatcher = new Dispatcher(nodes, loop, settings, random, () -> newSessionId(ids));
    }

    /**
     * Opens a client. Nodes need not be there yet.
     *
     * @param nodes where the group's replicas listen
     */
    public static SynodClient open(Map<ReplicaId, InetSocketAddress> nodes, ClientSettings settings) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one node");
        }
        SynodClient client = new SynodClient(nodes, settings);
        client.loop.execute(client.dispatcher::open);
        Future<?> unused = client.loop.scheduleWithFixedDelay(
                client.dispatcher::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        return client;
    }

    /** A new session, with the deadline of the settings. */
    public Session session() {
        return new Session(this, new Numbering(() -> newSessionId(ids)), settings.deadline());
    }

    private static long newSessionId(SplittableRandom ids) {
        synchronized (ids) {
            return 1 + ids.nextLong(Long.MAX_VALUE);
        }
    }

    /**
     * Asks one node how it is. A node that cannot be reached rejects at once; no other is asked.
     *
     * @throws IllegalArgumentException when the client does not know that node
     */
    public CompletableFuture<NodeStatus> status(ReplicaId node, Duration deadline) {
        if (!replicas.contains(node)) {
            throw new IllegalArgumentException("there is no node " + node + " among " + replicas);
        }
        return unlogged(Call.Manner.STATUS, ClientMessage.Kind.STATUS, NOTHING, node, deadline)
                .thenApply(reply -> NodeStatus.of(reply.result()));
    }

    /**
     * Has the leader change the members. It is not repeated once a leader may have begun with it: after an unknown outcome
     * the status of the nodes tells.
     *
     * @param change {@code add NAME=host:port [log]}, {@code promote NAME} or {@code remove NAME}
     * @return the leader's sentence; rejected when it refuses
     */
    public CompletableFuture<String> changeMembers(String change, Duration deadline) {
        byte[] words = change.getBytes(StandardCharsets.UTF_8);
        return unlogged(Call.Manner.ORDER, ClientMessage.Kind.MEMBERS, words, null, deadline)
                .thenApply(reply -> new String(reply.result(), StandardCharsets.UTF_8));
    }

    /** Has the leader hand over: done when it leads no more. Not repeated either. */
    public CompletableFuture<Void> relinquish(Duration deadline) {
        return unlogged(Call.Manner.ORDER, ClientMessage.Kind.RELINQUISH, NOTHING, null, deadline)
                .thenAccept(reply -> {});
    }

    /** Sends what the log does not hold. */
    CompletableFuture<ClientMessage.Reply> unlogged(
            Call.Manner manner, ClientMessage.Kind kind, byte[] payload, @Nullable ReplicaId only, Duration deadline) {
        return submit(new Call(manner, dispatcher.unlogged(kind, payload), null, only, deadline));
    }

    /** Sends a session's next operation. */
    CompletableFuture<ClientMessage.Reply> logged(Numbering numbering, byte[] payload, Duration deadline) {
        return submit(new Call(Call.Manner.WRITE, numbering.next(payload), numbering, null, deadline));
    }

    private CompletableFuture<ClientMessage.Reply> submit(Call call) {
        if (loop.inEventLoop()) {
            dispatcher.begin(call);
        } else {
            try {
                loop.execute(() -> dispatcher.begin(call));
            } catch (RejectedExecutionException e) {
                if (call.numbering != null) {
                    call.numbering.end(false);
                }
                call.future.completeExceptionally(new RejectedException("The client is closed."));
            }
        }
        return call.future;
    }

    /** Ends what is out, as far as it was sent with an unknown outcome, and closes the connections. Not to be called on the event loop. */
    @Override
    public void close() {
        CompletableFuture.runAsync(dispatcher::close, loop).join();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
