package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.Message;
import org.synod.protocol.Input;
import org.synod.transport.ClientConnection;
import org.synod.transport.Stamp;
import org.synod.transport.Transport;
import org.synod.wal.WriteAheadLog;

/**
 * The passes of a node's event loop. Netty hands over everything that arrived, then runs one pass over all of it.
 *
 * <p>A pass begins with a tick: whatever it takes up afterwards is not younger than that, and a lease that is over while
 * the node stood still is over before anything is said under it. The monotonic clock need not go on while the machine is
 * suspended; the wall clock does, and what it gained on the other counts as suspension. (A wall clock that is set forward
 * ends a lease early, which does no harm.)
 */
final class NodeLoop implements Transport.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

    private record Arrived(ReplicaId from, Stamp stamp, Message message) {}

    /** What a node is made of; there once it has started. */
    private record Parts(
            GroupId group,
            GroupHost host,
            WriteAheadLog log,
            Transport transport,
            TransitionSink sink,
            TraceClock clock) {}

    private final EventLoop loop;
    private final Duration tick;
    private final Consumer<String> fatal;
    private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();
    private final AtomicBoolean durableSignalled = new AtomicBoolean();
    private volatile long durableSequence;
    private volatile boolean dead;
    private @Nullable Parts parts;
    private boolean quiet;
    private boolean scheduled;
    private final long startNanos = System.nanoTime();
    private final long startMillis = System.currentTimeMillis();
    private long suspendedNanos;

    /**
     * @param fatal takes the last words when a step has failed, and ends the process
     */
    NodeLoop(EventLoop loop, Duration tick, Consumer<String> fatal) {
        this.loop = loop;
        this.tick = tick;
        this.fatal = fatal;
    }

    void start(
            GroupId group,
            GroupHost host,
            WriteAheadLog log,
            Transport transport,
            TransitionSink sink,
            TraceClock clock) {
        Parts made = new Parts(group, host, log, transport, sink, clock);
        parts = made;
        host.start(startNanos);
        settle(made, startNanos);
        schedule();
        scheduleTick(tick.toNanos());
    }

    @Override
    public void message(ReplicaId from, GroupId group, Stamp stamp, Message message) {
        Parts running = parts;
        if (running != null && (!running.group.equals(group) || quiet)) {
            return;
        }
        // What cannot be written is not heard either: to the sender it is a message that got lost.
        if (running != null && message instanceof Message.Accept && !running.log.takesVotes()) {
            return;
        }
        arrived.add(new Arrived(from, stamp, message));
        schedule();
    }

    @Override
    public void request(ClientConnection connection, GroupId group, ClientMessage.Request request) {
        Parts running = parts;
        if (running == null || quiet || dead || !running.group.equals(group)) {
            ClientMessage.Status status = running != null && !running.group.equals(group)
                    ? ClientMessage.Status.INVALID
                    : ClientMessage.Status.NOT_LEADER;
            connection.reply(
                    group, new ClientMessage.Reply(request.client(), request.sequence(), status, 0, null, new byte[0]));
        } else {
            running.host.request(connection, request);
        }
        schedule();
    }

    @Override
    public void disconnected(ClientConnection connection) {
        // Its requests stay until they are applied: then nobody is there to be told.
    }

    /** On the log's thread: everything up to this sequence number is durable. */
    void durable(long sequence) {
        durableSequence = sequence;
        if (!durableSignalled.getAndSet(true)) {
            loop.execute(() -> {
                durableSignalled.set(false);
                if (!scheduled) {
                    pass();
                }
            });
        }
    }

    /** On the log's thread: the log is dead, and so nothing more may be done or said. */
    void die() {
        dead = true;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.execute(this::scheduledPass);
        }
    }

    private void scheduledPass() {
        scheduled = false;
        pass();
    }

    private void scheduleTick(long nanos) {
        Future<?> unused = loop.schedule(this::onTick, nanos, TimeUnit.NANOSECONDS);
    }

    private void onTick() {
        if (quiet || dead) {
            return;
        }
        schedule();
        scheduleTick(tick.toNanos());
    }

    private void pass() {
        Parts running = parts;
        if (running == null || dead) {
            return;
        }
        try {
            long now = System.nanoTime();
            running.host.step(new Input.Tick(now, suspended(now)), now, null);
            for (Arrived next = arrived.poll(); next != null; next = arrived.poll()) {
                running.clock.received(next.stamp);
                running.host.step(
                        new Input.Received(next.from, next.message),
                        now,
                        new TransitionSink.Cause(next.from, next.stamp.n()));
            }
            running.host.durable(durableSequence, now);
            running.host.submit(now);
            settle(running, now);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** For how long the machine was suspended, by the wall clock's gain on the monotonic one; never decreases. */
    private long suspended(long now) {
        long gained = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - startMillis) - (now - startNanos);
        suspendedNanos = Math.max(suspendedNanos, gained);
        return suspendedNanos;
    }

    /**
     * Trace first: what leaves the node must be in it. Then the messages, so that the followers write while this node
     * does: what may only leave when it is durable is not among them, the replica keeps it back. Then log, state machine
     * and replies.
     */
    private void settle(Parts running, long now) {
        running.sink.flush();
        running.transport.flush();
        running.host.append();
        running.host.apply(now);
        running.transport.flush();
    }

    /** A step that throws leaves the replica in an unknown state: it takes no further part. */
    private void fail(RuntimeException e) {
        dead = true;
        LOG.error("A step failed", e);
        fatal.accept("A step of the replica failed (" + e + "): this node ends.");
    }

    boolean isLeader() {
        return parts != null && parts.host.isLeader();
    }

    /** Takes nothing more, and sends who waits elsewhere. */
    void quiesce() {
        pass();
        quiet = true;
        if (parts != null && !dead) {
            parts.host.releaseWaiting();
            parts.transport.flush();
        }
    }

    /** After the log was closed: notes what it made durable, ends the trace, closes the connections. */
    void finish() {
        Parts running = parts;
        if (running == null) {
            return;
        }
        if (!dead) {
            running.host.durable(durableSequence, System.nanoTime());
            running.sink.close();
        }
        running.transport.close();
    }
}
