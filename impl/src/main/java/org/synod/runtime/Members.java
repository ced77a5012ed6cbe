package org.synod.runtime;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Replica;
import org.synod.transport.Transport;

/**
 * What a leader makes of its members and of those on standby: who is well, and who has copied enough to become a member. On
 * the event loop.
 */
final class Members {

    /** Who is no further behind than this has caught up: the rest takes it less time than an election. */
    private static final long CAUGHT_UP_SLOTS = 1000;

    private final NodeConfig config;
    private final Replica replica;
    private final Transport transport;
    private final Map<ReplicaId, Member> standby = new LinkedHashMap<>();
    private final Pulse pulse;

    Members(NodeConfig config, Replica replica, Transport transport) {
        this.config = config;
        this.replica = replica;
        this.transport = transport;
        this.pulse =
                new Pulse(config.health().unhealthy().toNanos(), config.health().lagSlots());
        config.others().forEach(m -> standby.put(m.id(), m));
    }

    /** This node's replica. */
    ReplicaId self() {
        return config.replica();
    }

    /** Takes note of the time, and of who got how far. */
    void look(long nowNanos) {
        pulse.look(replica.isLeader(), nowNanos);
        for (Member member : replica.configuration().members()) {
            pulse.holds(member.id(), replica.held(member.id()), replica.chosenUpTo(), nowNanos);
        }
    }

    /** A member's log has something durably that it had not. */
    void wrote(ReplicaId member) {
        pulse.wrote(member);
    }

    /** Those that may become members, and are none. */
    List<Member> standby() {
        Configuration now = replica.configuration();
        return standby.values().stream().filter(m -> !now.contains(m.id())).toList();
    }

    /** One more that may become a member. */
    void add(Member member) {
        standby.put(member.id(), member);
        dial();
    }

    /** Keeps connections to all members and all on standby. */
    void dial() {
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>(config.addresses());
        put(addresses, standby.values());
        put(addresses, replica.configuration().members());
        transport.peers(addresses);
    }

    private static void put(Map<ReplicaId, InetSocketAddress> addresses, Collection<Member> members) {
        for (Member member : members) {
            int colon = member.address().lastIndexOf(':');
            if (colon > 0) {
                addresses.put(
                        member.id(),
                        InetSocketAddress.createUnresolved(
                                member.address().substring(0, colon),
                                Integer.parseInt(member.address().substring(colon + 1))));
            }
        }
    }

    /** Why a member is not well, as one phrase; null when it is, or when there was no time to tell. */
    @Nullable String sickness(ReplicaId member, long nowNanos) {
        return member.equals(config.replica())
                ? null
                : pulse.sickness(
                        member,
                        transport.isThere(member),
                        transport.lastHeardNanos(member),
                        replica.chosenUpTo() - replica.held(member),
                        nowNanos);
    }

    /** For how long nothing was heard of a node. */
    long silentNanos(ReplicaId member, long nowNanos) {
        return pulse.silentNanos(transport.lastHeardNanos(member), nowNanos);
    }

    boolean isConnected(ReplicaId member) {
        return transport.isConnected(member);
    }

    /** Whether somebody on standby could be made a member without making the others wait for it. */
    boolean hasCaughtUp(Member other) {
        return transport.isConnected(other.id())
                && (other.role() == Role.LOG || replica.chosenUpTo() - replica.held(other.id()) <= CAUGHT_UP_SLOTS);
    }

    /** The members with one in another's place. */
    List<Member> replaced(ReplicaId out, Member in) {
        List<Member> members = new ArrayList<>();
        replica.configuration().members().forEach(m -> members.add(m.id().equals(out) ? in : m));
        return members;
    }

    /** Why the group could not do without a member, as one phrase; null when it could. */
    @Nullable String neededFor(ReplicaId member, long nowNanos) {
        List<Member> left = replica.configuration().members().stream()
                .filter(m -> !m.id().equals(member))
                .toList();
        if (left.stream().noneMatch(m -> m.role() == Role.STORAGE)) {
            return "no storage replica would be left";
        }
        long well =
                left.stream().filter(m -> sickness(m.id(), nowNanos) == null).count();
        return 2 * well > left.size()
                ? null
                : "of the " + left.size() + " members that would be left only " + well + " are well";
    }
}
