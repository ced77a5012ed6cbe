package org.synod.runtime;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;

/** A group's replica in a node, and those who look after it. On the event loop. */
final class HostedGroup implements GroupHost.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(HostedGroup.class);

    /** How often the members are looked at. */
    private static final long LOOK_NANOS = 50_000_000;

    private final GroupHost host;
    private final Members members;
    private final Healer healer;
    private final Admin admin;
    private final CatchUp catchUp;
    private final Consumer<HostedGroup> touched;
    private final Consumer<String> removed;
    private final Figures figures = new Figures();
    private final long patienceNanos;

    private long nowNanos;
    private long lookDue;
    private long diskAwaitedSince;

    /** Whether the present pass has to settle it; the node's loop keeps this. */
    boolean dirty;

    /**
     * @param touched is told when it was stepped outside of a pass
     * @param removed is told, in one sentence, when the replica was removed from the group
     */
    HostedGroup(
            NodeConfig config,
            GroupHost.Parts parts,
            NodeServices services,
            CatchUp catchUp,
            Consumer<HostedGroup> touched,
            Consumer<String> removed) {
        this.host = new GroupHost(parts, this);
        this.members = new Members(config, parts.replica(), parts.transport());
        this.healer = new Healer(config, parts.replica(), members, this::step);
        this.admin = new Admin(host, members, services, this::step);
        this.catchUp = catchUp;
        this.touched = touched;
        this.removed = removed;
        this.patienceNanos = config.health().unhealthy().toNanos();
    }

    GroupHost host() {
        return host;
    }

    GroupId id() {
        return host.parts().group();
    }

    void start(long now) {
        nowNanos = now;
        host.start(now);
        members.dial();
    }

    void tick(long now, long suspendedNanos) {
        nowNanos = now;
        host.tick(now, suspendedNanos);
    }

    /** Steps outside of what arrived; the pass that follows settles it. */
    Output step(Input input) {
        touched.accept(this);
        return host.step(input, nowNanos, null);
    }

    void request(Requests.Asked asked) {
        ClientMessage.Kind kind = asked.request().kind();
        if (kind == ClientMessage.Kind.STATUS
                || kind == ClientMessage.Kind.MEMBERS
                || kind == ClientMessage.Kind.RELINQUISH) {
            admin.request(asked, nowNanos);
        } else {
            host.request(asked);
        }
    }

    /** Now and then: the members, the archive, and whether the disk still writes. */
    void look() {
        if (nowNanos < lookDue || host.replica().hasLeft()) {
            return;
        }
        lookDue = nowNanos + LOOK_NANOS;
        healer.look(nowNanos);
        figures.take(host, members, nowNanos);
        admin.look();
        host.archive(nowNanos);
        Copying copying = catchUp.copying();
        if (copying != null) {
            copying.look(host, this::step);
        }
        Replica replica = host.replica();
        if (!host.awaitsDisk()) {
            diskAwaitedSince = nowNanos;
        } else if (replica.isLeader() && nowNanos - diskAwaitedSince > patienceNanos) {
            LOG.warn(
                    "{} of {} hands over: its disk has not written for {} ms",
                    members.self(),
                    id(),
                    (nowNanos - diskAwaitedSince) / 1_000_000);
            step(new Input.Relinquish());
        }
    }

    /** Shows the group's figures. */
    void show(Metrics metrics) {
        figures.register(metrics, new Metrics.Labels(id(), members.self()));
    }

    /** A member says that its log has votes durably. */
    void wrote(ReplicaId member) {
        members.wrote(member);
    }

    /** Something became durable: the disk is not stuck. */
    void diskWrote() {
        diskAwaitedSince = nowNanos;
    }

    /** Hands over, if it leads, since the node is about to stop. */
    void relinquish() {
        if (host.replica().isLeader()) {
            step(new Input.Relinquish());
        }
    }

    @Override
    public void missing(Output.Missing missing) {
        catchUp.fetch(missing, host.replica(), members::isConnected, this::step);
    }

    @Override
    public void configured(Configuration configuration) {
        LOG.info("{} has the members {} from slot {} on", id(), configuration.members(), configuration.slot() + 1);
        members.dial();
    }

    @Override
    public void left() {
        removed.accept(
                members.self() + " was removed from " + id() + ": it is not needed any more, and its node ends.");
    }
}
