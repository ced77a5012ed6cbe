package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.Message;
import org.synod.message.NodeMessage;
import org.synod.protocol.Input;
import org.synod.transport.ClientConnection;
import org.synod.transport.Stamp;
import org.synod.transport.Transport;
import org.synod.wal.WriteAheadLog;

/**
 * The passes of a node's event loop. Netty hands over everything that arrived, then runs one pass over all of it.
 *
 * <p>Time passes for a group before anything else does in a pass: whatever it takes up afterwards is not younger than that,
 * and a lease that is over while the node stood still is over before anything is said under it.
 */
final class NodeLoop implements Transport.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

    private record Arrived(HostedGroup group, ReplicaId from, Stamp stamp, Message message) {}

    private final EventLoop loop;
    private final Duration tick;
    private final Consumer<String> fatal;
    private final SuspendedClock time = new SuspendedClock();
    private final Int2ObjectHashMap<HostedGroup> groups = new Int2ObjectHashMap<>();
    private final Ticks ticks = new Ticks();
    private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();
    private final ArrayList<HostedGroup> dirty = new ArrayList<>();
    private final AtomicBoolean durableSignalled = new AtomicBoolean();
    private volatile long durableSequence;
    private volatile boolean dead;
    private @Nullable WriteAheadLog log;
    private @Nullable Transport transport;
    private @Nullable NodeServices services;
    private long heardSequence;
    private boolean quiet;
    private boolean scheduled;
    private boolean tickDue;
    private long tickedNanos;

    /**
     * @param fatal takes the last words when a step has failed, and ends the process
     */
    NodeLoop(EventLoop loop, Duration tick, Consumer<String> fatal) {
        this.loop = loop;
        this.tick = tick;
        this.fatal = fatal;
    }

    void start(List<HostedGroup> hosted, WriteAheadLog wal, Transport connections, NodeServices shared) {
        log = wal;
        transport = connections;
        services = shared;
        long now = System.nanoTime();
        tickedNanos = now;
        for (HostedGroup group : hosted) {
            groups.put(group.id().value(), group);
            ticks.add(group);
            group.start(now);
            touch(group);
        }
        schedule();
        scheduleTick();
    }

    @Override
    public void message(ReplicaId from, GroupId id, Stamp stamp, Message message) {
        HostedGroup group = groups.get(id.value());
        if (group == null || quiet) {
            return;
        }
        // What cannot be written is not heard either: to the sender it is a message that got lost.
        if (message instanceof Message.Accept && log != null && !log.takesVotes()) {
            return;
        }
        if (message instanceof Message.Accepted) {
            group.wrote(from);
        }
        arrived.add(new Arrived(group, from, stamp, message));
        schedule();
    }

    @Override
    public void request(ClientConnection connection, GroupId id, ClientMessage.Request request) {
        HostedGroup group = groups.get(id.value());
        if (group == null || quiet || dead) {
            boolean unknown = group == null && !groups.isEmpty();
            connection.reply(
                    id,
                    new ClientMessage.Reply(
                            request.client(),
                            request.sequence(),
                            unknown ? ClientMessage.Status.INVALID : ClientMessage.Status.NOT_LEADER,
                            0,
                            null,
                            unknown ? Requests.text("this node has no group " + id) : Requests.EMPTY));
        } else {
            group.request(new Requests.Asked(connection, request));
            touch(group);
        }
        schedule();
    }

    @Override
    public void node(ReplicaId from, GroupId id, NodeMessage message) {
        NodeServices shared = services;
        if (shared != null && !quiet && !dead) {
            shared.received(from, id, message);
        }
    }

    @Override
    public void lost(ReplicaId peer) {
        if (services != null) {
            services.lost(peer);
        }
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

    /** The group has something to settle. */
    void touch(HostedGroup group) {
        if (!group.dirty) {
            group.dirty = true;
            dirty.add(group);
        }
        schedule();
    }

    /** A group was stepped within a pass. Most steps of idle groups leave nothing to settle but messages. */
    private void stepped(HostedGroup group) {
        if (!group.host().isSettled()) {
            touch(group);
        }
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

    private void scheduleTick() {
        Future<?> unused = loop.schedule(this::onTick, tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void onTick() {
        if (quiet || dead) {
            return;
        }
        tickDue = true;
        schedule();
        scheduleTick();
    }

    private void pass() {
        if (log == null || dead) {
            return;
        }
        try {
            long now = System.nanoTime();
            long suspended = time.suspendedNanos(now);
            for (Arrived next = arrived.poll(); next != null; next = arrived.poll()) {
                next.group.tick(now, suspended);
                next.group.host().parts().clock().received(next.stamp);
                next.group
                        .host()
                        .step(
                                new Input.Received(next.from, next.message),
                                now,
                                new TransitionSink.Cause(next.from, next.stamp.n()));
                stepped(next.group);
            }
            durable(now, suspended);
            if (tickDue) {
                tickDue = false;
                ticks.tick(
                        now - tickedNanos,
                        group -> {
                            group.tick(now, suspended);
                            stepped(group);
                        },
                        HostedGroup::look);
                tickedNanos = now;
                if (services != null) {
                    services.tick(now);
                }
            }
            settle(now, suspended);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Steps the groups that wait for the log with what it made durable. */
    private void durable(long now, long suspended) {
        long sequence = durableSequence;
        if (sequence == heardSequence) {
            return;
        }
        heardSequence = sequence;
        for (HostedGroup group : groups.values()) {
            if (group.host().awaitsDisk()) {
                touch(group);
                group.tick(now, suspended);
                group.diskWrote();
                group.host().durable(sequence, now);
            }
        }
    }

    /**
     * Trace first: what leaves the node must be in it. Then the messages, so that the followers write while this node
     * does: what may only leave when it is durable is not among them, the replica keeps it back. Then log, tree and
     * replies.
     */
    private void settle(long now, long suspended) {
        for (int i = 0; i < dirty.size(); i++) {
            HostedGroup group = dirty.get(i);
            group.tick(now, suspended);
            group.host().submit(now);
            group.host().parts().sink().flush();
        }
        flush();
        for (int i = 0; i < dirty.size(); i++) {
            GroupHost host = dirty.get(i).host();
            host.append();
            host.apply(now);
            host.read(now, time);
            host.append();
            host.parts().sink().flush();
            dirty.get(i).dirty = false;
        }
        dirty.clear();
        flush();
    }

    private void flush() {
        if (transport != null) {
            transport.flush();
        }
    }

    /** A step that throws leaves the replica in an unknown state: it takes no further part. */
    private void fail(RuntimeException e) {
        dead = true;
        LOG.error("A step failed", e);
        fatal.accept("A step of the replica failed (" + e + "): this node ends.");
    }

    long refusals() {
        return transport == null ? 0 : transport.refusals();
    }

    /** How many groups this node leads. */
    int leads() {
        int leads = 0;
        for (HostedGroup group : groups.values()) {
            leads += group.host().replica().isLeader() ? 1 : 0;
        }
        return leads;
    }

    /** The tree of a group is durable up to the slot. */
    void treeDurable(GroupId id, long slot) {
        HostedGroup group = groups.get(id.value());
        if (group != null && !dead) {
            group.step(new Input.Snapshotted(slot));
            if (services != null && group.host().replica().isLeader()) {
                services.ledFlush(id, slot);
            }
        }
    }

    /** The archive has everything of a group up to the slot. */
    void archived(GroupId id, long slot) {
        HostedGroup group = groups.get(id.value());
        if (group != null && !dead) {
            group.step(new Input.Archived(slot, true));
        }
    }

    /** What another node is to hear, from whichever thread. */
    void send(ReplicaId to, GroupId id, NodeMessage message) {
        loop.execute(() -> {
            if (transport != null && !dead) {
                if (!transport.send(to, id, message)) {
                    lost(to);
                }
                transport.flush();
            }
        });
    }

    @Nullable HostedGroup group(GroupId id) {
        return groups.get(id.value());
    }

    /** Whoever leads a group hands it over, at once. */
    void handOver() {
        groups.values().forEach(HostedGroup::relinquish);
        pass();
    }

    /** Hands over, takes nothing more, and sends who waits elsewhere. */
    void quiesce() {
        handOver();
        quiet = true;
        if (!dead) {
            groups.values().forEach(group -> group.host().releaseWaiting());
            flush();
        }
    }

    /** After the log was closed: notes what it made durable, ends the traces, closes the connections. */
    void finish() {
        for (HostedGroup group : groups.values()) {
            if (!dead) {
                group.host().durable(durableSequence, System.nanoTime());
                group.host().parts().sink().close();
            }
        }
        dead = true; // A pass that is still to come has no log, and no trace that a step could stand in.
        if (transport != null) {
            transport.close();
        }
    }
}
