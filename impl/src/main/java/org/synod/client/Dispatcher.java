package org.synod.client;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;

/**
 * What is out, and what becomes of it. Used on the client's event loop only.
 *
 * <p>It remembers who leads. A connection that breaks sends everything that was out on it to the next node at once; a node
 * that does not answer within the patience loses its turn; one that does not lead names the one that does. A repeated
 * write has the number of the first try, so that it is executed once.
 *
 * <p>A consistent read stands under no session, so that any number may be out. When the leader has no lease the read goes
 * through the log, under a session that is kept for such reads.
 */
final class Dispatcher implements NodeLink.Listener {
    private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** What a leader says that may not answer a consistent read by itself. */
    private static final String NO_LEASE = "no lease";

    private final ClientSettings settings;
    private final Links links;
    private final SplittableRandom random;

    private final Outstanding outstanding;
    private final long clientId;
    private final AtomicLong numbers = new AtomicLong();
    private boolean learning;
    private boolean closed;

    Dispatcher(
            Map<ReplicaId, InetSocketAddress> nodes,
            EventLoop loop,
            ClientSettings settings,
            SplittableRandom random,
            LongSupplier sessionIds) {
        this.settings = settings;
        this.random = random;
        this.clientId = sessionIds.getAsLong();
        this.outstanding = new Outstanding(sessionIds);
        this.links = new Links(nodes, loop, settings, this);
    }

    void open() {
        links.open();
    }

    /** A request that the log does not hold, under a number of its own. For any thread. */
    ClientMessage.Request unlogged(ClientMessage.Kind kind, byte[] payload) {
        return new ClientMessage.Request(clientId, numbers.incrementAndGet(), kind, payload);
    }

    void begin(Call call) {
        if (closed) {
            reject(call, "The client is closed.");
            return;
        }
        outstanding.add(call);
        send(call);
    }

    private void send(Call call) {
        NodeLink link = switch (call.manner) {
            case WRITE, READ, ORDER -> links.leader();
            case READ_ANYWHERE -> links.anyone();
            case STATUS -> links.to(call.only);
        };
        if (link != null && link.isOpen()) {
            send(call, link);
        } else {
            if (link != null) {
                link.open();
            }
            pause(call, SHORT_PAUSE_NANOS);
        }
    }

    private void send(Call call, NodeLink link) {
        link.put(settings.group(), call.request);
        call.asked = link.id();
        call.askedNanos = System.nanoTime();
        call.tries++;
        links.flushSoon();
    }

    private void pause(Call call, long nanos) {
        call.asked = null;
        call.retryNanos = System.nanoTime() + nanos / 2 + random.nextLong(nanos);
    }

    @Override
    public void replied(NodeLink link, ClientMessage.Reply reply) {
        Call call = outstanding.of(reply, reply.client() != clientId);
        if (call == null) {
            return;
        }
        switch (reply.status()) {
            case OK -> {
                if (call.manner != Call.Manner.READ_ANYWHERE && call.manner != Call.Manner.STATUS) {
                    links.prefer(link.id());
                }
                outstanding.end(call, true);
                call.future.complete(reply);
            }
            case INVALID -> reject(call, text(reply));
            case SESSION_EXPIRED -> expired(call);
            case NOT_LEADER -> goOn(call, link, reply.leader(), "no leader was found");
            case IN_DOUBT -> {
                if (call.manner == Call.Manner.ORDER) {
                    doubt(call, link.id() + " stopped leading before it was done.");
                } else {
                    call.inDoubt = call.manner == Call.Manner.WRITE;
                    goOn(call, link, reply.leader(), "the leader changed");
                }
            }
            case BUSY -> busy(call, link, text(reply));
        }
    }

    private static String text(ClientMessage.Reply reply) {
        return new String(reply.result(), StandardCharsets.UTF_8);
    }

    private void busy(Call call, NodeLink link, String why) {
        if (!link.id().equals(call.asked)) {
            return;
        }
        if (call.manner == Call.Manner.READ && call.numbering == null && why.equals(NO_LEASE)) {
            throughTheLog(call, link);
            return;
        }
        call.trouble = "the group is busy" + (why.isEmpty() ? "" : ": " + why);
        pause(call, BUSY_PAUSE_NANOS);
        if (call.retryNanos - call.deadlineNanos >= 0) {
            expire(call);
        }
    }

    private void throughTheLog(Call call, NodeLink link) {
        outstanding.giveSession(call);
        if (link.isOpen()) {
            send(call, link);
        } else {
            pause(call, SHORT_PAUSE_NANOS);
        }
    }

    /** The session was forgotten. If this operation was not tried before, it did not happen; a read is tried once more. */
    private void expired(Call call) {
        NodeLink leader = links.leader();
        if (call.manner == Call.Manner.READ && leader != null) {
            throughTheLog(call, leader);
        } else if (call.inDoubt) {
            doubt(call, "The session has expired.");
        } else {
            reject(call, "The session has expired; ask again.");
        }
    }

    /** A node said that another should be asked. A late word of a node that lost its turn is not heeded. */
    private void goOn(Call call, NodeLink link, @Nullable ReplicaId hint, String trouble) {
        if (!link.id().equals(call.asked)) {
            return;
        }
        call.trouble = trouble;
        if (hint != null && links.to(hint) == null) {
            learnMembers(link);
        }
        boolean again = call.tries % (2 * links.size()) != 0;
        if (call.manner == Call.Manner.READ_ANYWHERE) {
            if (again) {
                send(call);
                return;
            }
        } else if (hint != null && isUp(hint) && !link.id().equals(hint)) {
            links.prefer(hint);
            if (again) {
                send(call);
                return;
            }
        } else {
            links.shun(link.id());
        }
        pause(call, SHORT_PAUSE_NANOS);
    }

    /** The group has gone on with other members since this client was told of them: that node knows where they are. */
    private void learnMembers(NodeLink link) {
        if (learning) {
            return;
        }
        learning = true;
        Call status = new Call(
                Call.Manner.STATUS,
                unlogged(ClientMessage.Kind.STATUS, new byte[0]),
                null,
                link.id(),
                settings.patience());
        CompletableFuture<?> unused = status.future.whenComplete((reply, failure) -> {
            learning = false;
            if (reply != null) {
                NodeStatus.of(reply.result()).storageMembers().forEach(links::add);
            }
        });
        begin(status);
    }

    private boolean isUp(ReplicaId id) {
        NodeLink link = links.to(id);
        return link != null && link.isOpen();
    }

    @Override
    public void opened(NodeLink link) {
        outstanding.select(call -> call.asked == null && call.tries == 0).forEach(this::send);
    }

    @Override
    public void failed(NodeLink link) {
        links.shun(link.id());
        for (Call call :
                outstanding.select(c -> link.id().equals(c.asked) || link.id().equals(c.only))) {
            boolean asked = call.asked != null;
            if (link.id().equals(call.only)) {
                reject(call, link.id() + (asked ? " broke the connection." : " cannot be reached."));
            } else if (call.manner == Call.Manner.ORDER) {
                doubt(call, "The connection to " + link.id() + " broke before it answered.");
            } else {
                retry(call, "the connection to " + link.id() + " broke");
            }
        }
    }

    private void retry(Call call, String trouble) {
        call.inDoubt |= call.manner == Call.Manner.WRITE;
        call.asked = null;
        call.trouble = trouble;
        send(call);
    }

    /** Looks after deadlines, silent nodes and calls that pause. */
    void sweep() {
        long now = System.nanoTime();
        for (Call call : outstanding.select(c -> c.deadlineNanos - now <= 0 || isDue(c, now))) {
            ReplicaId asked = call.asked;
            if (call.deadlineNanos - now <= 0) {
                expire(call);
            } else if (asked == null) {
                send(call);
            } else {
                links.shun(asked);
                retry(call, asked + " did not answer");
            }
        }
        links.reopenSome(random);
    }

    /** Whether the call has paused long enough, or the node that was asked has kept silent too long. */
    private boolean isDue(Call call, long now) {
        return call.asked == null
                ? call.retryNanos - now <= 0
                : !call.isPatient()
                        && now - call.askedNanos > settings.patience().toNanos();
    }

    private void expire(Call call) {
        String trouble = call.asked == null ? call.trouble : call.asked + " did not answer";
        giveUp(call, "No answer within " + call.deadline.toMillis() + " ms: " + trouble + ".");
    }

    private void giveUp(Call call, String message) {
        if (call.inDoubt || (call.asked != null && call.manner != Call.Manner.STATUS)) {
            doubt(call, message);
        } else {
            reject(call, message);
        }
    }

    private void doubt(Call call, String message) {
        outstanding.end(call, false);
        call.future.completeExceptionally(new UnknownOutcomeException(message));
    }

    /** A first operation that never happened leaves no session behind that a second could go on with. */
    private void reject(Call call, String message) {
        outstanding.end(call, false);
        call.future.completeExceptionally(new RejectedException(message));
    }

    /** Ends what is out; what was sent ends with an unknown outcome. */
    void close() {
        closed = true;
        outstanding.select(call -> true).forEach(call -> giveUp(call, "The client was closed."));
        links.close();
    }
}
