package org.synod.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;

/**
 * A client of one group. One event loop serves all its sessions and connections.
 *
 * <p>It remembers who leads. A connection that breaks sends everything that was out on it to the next node at once; a node
 * that does not answer within the patience loses its turn; one that does not lead names the one that does. A repeated
 * request has the number of the first, so that it is executed once.
 */
public final class SynodClient implements AutoCloseable {
    private static final long SWEEP_MILLIS = 5;
    private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONG_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ClientSettings settings;
    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final List<NodeLink> links = new ArrayList<>();
    private final SplittableRandom random;
    private final SplittableRandom ids;

    /** What is out, by session. */
    private final Long2ObjectHashMap<Call> calls = new Long2ObjectHashMap<>();

    private int preferred;
    private int nextReader;
    private boolean flushing;
    private boolean closed;

    private SynodClient(Map<ReplicaId, InetSocketAddress> nodes, ClientSettings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.ids = random.split();
        this.loops = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("synod-client", true), NioIoHandler.newFactory());
        this.loop = loops.next();
        NodeLink.Listener listener = new NodeLink.Listener() {
            @Override
            public void opened(NodeLink link) {
                sendWaiting();
            }

            @Override
            public void replied(NodeLink link, ClientMessage.Reply reply) {
                SynodClient.this.replied(link, reply);
            }

            @Override
            public void failed(NodeLink link) {
                SynodClient.this.failed(link);
            }
        };
        nodes.forEach((id, address) -> links.add(new NodeLink(id, address, loop, settings, listener)));
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
        client.loop.execute(() -> client.links.forEach(NodeLink::open));
        Future<?> unused =
                client.loop.scheduleWithFixedDelay(client::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        return client;
    }

    /** A new session. */
    public Session session() {
        return new Session(this, newSessionId());
    }

    long newSessionId() {
        synchronized (ids) {
            return 1 + ids.nextLong(Long.MAX_VALUE);
        }
    }

    CompletableFuture<ClientMessage.Reply> submit(Session session, ClientMessage.Request request) {
        CompletableFuture<ClientMessage.Reply> future = new CompletableFuture<>();
        Call call = new Call(
                session,
                request,
                future,
                System.nanoTime() + settings.deadline().toNanos());
        if (loop.inEventLoop()) {
            begin(call);
        } else {
            try {
                loop.execute(() -> begin(call));
            } catch (RejectedExecutionException e) {
                reject(call, "The client is closed.");
            }
        }
        return future;
    }

    private void begin(Call call) {
        if (closed) {
            reject(call, "The client is closed.");
            return;
        }
        calls.put(call.request.client(), call);
        send(call, call.isRead() ? Math.floorMod(nextReader++, links.size()) : preferred);
    }

    /** Sends a call to the node at {@code index} or, if that cannot be reached, to the next one that can. */
    private void send(Call call, int index) {
        for (int i = 0; i < links.size(); i++) {
            NodeLink link = links.get((index + i) % links.size());
            if (!link.isOpen()) {
                link.open();
                continue;
            }
            link.put(settings.group(), call.request);
            call.asked = link.id();
            call.lastAsked = link.id();
            call.askedNanos = System.nanoTime();
            call.tries++;
            flushSoon();
            return;
        }
        pause(call, SHORT_PAUSE_NANOS);
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                links.forEach(NodeLink::flush);
            });
        }
    }

    private void pause(Call call, long nanos) {
        call.asked = null;
        call.retryNanos = System.nanoTime() + nanos / 2 + random.nextLong(nanos);
    }

    private void replied(NodeLink link, ClientMessage.Reply reply) {
        Call call = calls.get(reply.client());
        if (call == null || call.request.sequence() != reply.sequence()) {
            return;
        }
        switch (reply.status()) {
            case OK -> {
                if (!call.isRead()) {
                    preferred = indexOf(link.id());
                }
                end(call, true);
                call.future.complete(reply);
            }
            case INVALID -> reject(call, new String(reply.result(), java.nio.charset.StandardCharsets.UTF_8));
            case SESSION_EXPIRED -> {
                if (call.inDoubt) {
                    doubt(call, "The session has expired.");
                } else {
                    renew(call);
                }
            }
            case NOT_LEADER -> goOn(call, link, reply.leader(), "no leader was found");
            case IN_DOUBT -> {
                call.inDoubt = true;
                goOn(call, link, reply.leader(), "the leader changed");
            }
            case BUSY -> {
                if (link.id().equals(call.asked)) {
                    call.trouble = "the group is busy";
                    pause(call, LONG_PAUSE_NANOS / 4);
                }
            }
        }
    }

    /** The session was forgotten before this operation was tried: it did not happen. */
    private void renew(Call call) {
        calls.remove(call.request.client());
        call.session.end(false);
        call.future.completeExceptionally(new RejectedException("The session has expired; ask again."));
    }

    /** A node said that another should be asked. A late word of a node that lost its turn is not heeded. */
    private void goOn(Call call, NodeLink link, @Nullable ReplicaId hint, String trouble) {
        if (!link.id().equals(call.asked)) {
            return;
        }
        call.trouble = trouble;
        int hinted = hint == null ? -1 : indexOf(hint);
        if (hinted >= 0 && !link.id().equals(hint) && links.get(hinted).isOpen()) {
            preferred = hinted;
            if (call.tries % (2 * links.size()) != 0) {
                send(call, hinted);
                return;
            }
        } else if (preferred == indexOf(link.id())) {
            preferred = (preferred + 1) % links.size();
        }
        pause(call, SHORT_PAUSE_NANOS);
    }

    private int indexOf(ReplicaId id) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private void failed(NodeLink link) {
        int index = indexOf(link.id());
        if (preferred == index) {
            preferred = (index + 1) % links.size();
        }
        List<Call> swept = new ArrayList<>();
        calls.forEach((client, call) -> {
            if (link.id().equals(call.asked)) {
                swept.add(call);
            }
        });
        for (Call call : swept) {
            call.inDoubt = true;
            call.asked = null;
            call.trouble = "the connection to " + link.id() + " broke";
            send(call, preferred);
        }
    }

    private void sendWaiting() {
        long now = System.nanoTime();
        calls.forEach((client, call) -> {
            if (call.asked == null && call.tries == 0) {
                call.retryNanos = now;
            }
        });
        sweep();
    }

    /** Looks after deadlines, silent nodes and calls that pause. */
    private void sweep() {
        long now = System.nanoTime();
        List<Call> swept = new ArrayList<>();
        calls.forEach((client, call) -> {
            if (call.deadlineNanos - now <= 0
                    || (call.asked == null
                            ? call.retryNanos - now <= 0
                            : now - call.askedNanos > settings.patience().toNanos())) {
                swept.add(call);
            }
        });
        for (Call call : swept) {
            if (call.deadlineNanos - now <= 0) {
                expire(call);
            } else if (call.asked == null) {
                send(call, call.isRead() ? Math.floorMod(nextReader++, links.size()) : preferred);
            } else {
                call.inDoubt = true;
                call.trouble = call.asked + " did not answer";
                int silent = indexOf(call.asked);
                if (preferred == silent) {
                    preferred = (silent + 1) % links.size();
                }
                send(call, preferred);
            }
        }
        for (NodeLink link : links) {
            if (!link.isOpen() && random.nextInt(20) == 0) {
                link.open();
            }
        }
    }

    private void expire(Call call) {
        giveUp(call, "No answer within " + settings.deadline().toMillis() + " ms: " + call.trouble + ".");
    }

    private void giveUp(Call call, String message) {
        if (call.inDoubt || call.asked != null) {
            doubt(call, message);
        } else {
            reject(call, message);
        }
    }

    private void doubt(Call call, String message) {
        end(call, false);
        call.future.completeExceptionally(new UnknownOutcomeException(message));
    }

    private void reject(Call call, String message) {
        calls.remove(call.request.client());
        // A first operation that never happened leaves no session behind that a second could go on with.
        call.session.end(false);
        call.future.completeExceptionally(new RejectedException(message));
    }

    private void end(Call call, boolean known) {
        calls.remove(call.request.client());
        call.session.end(known);
    }

    /** Ends what is out, as far as it was sent with an unknown outcome, and closes the connections. Not to be called on the event loop. */
    @Override
    public void close() {
        CompletableFuture.runAsync(
                        () -> {
                            closed = true;
                            List<Call> swept = new ArrayList<>();
                            calls.forEach((client, call) -> swept.add(call));
                            swept.forEach(call -> giveUp(call, "The client was closed."));
                            links.forEach(NodeLink::close);
                        },
                        loop)
                .join();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
