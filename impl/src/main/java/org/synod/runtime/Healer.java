package org.synod.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Input;
import org.synod.protocol.Replica;

/**
 * Replaces members that are not well, while this replica leads: at once by a log replica, which needs no more than the log
 * that is not archived, so that the write quorum is whole again within seconds; and then, when a storage replica on standby
 * has copied the tree in the background, the log replica by that one. On the event loop.
 *
 * <p>Source: Amazon DynamoDB (ATC 2022), section 5, "healing" by log replicas.
 */
final class Healer {
    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    private final NodeConfig config;
    private final Replica replica;
    private final Members members;
    private final Steps steps;
    private final long storages;
    private Set<ReplicaId> observed = Set.of();

    Healer(NodeConfig config, Replica replica, Members members, Steps steps) {
        this.config = config;
        this.replica = replica;
        this.members = members;
        this.steps = steps;
        this.storages = storages(config.settings().first());
    }

    /** Looks at the members, and does what is due. */
    void look(long nowNanos) {
        members.look(nowNanos);
        if (!replica.isLeader()) {
            observed = Set.of();
            return;
        }
        Set<ReplicaId> observers = members.standby().stream().map(Member::id).collect(Collectors.toUnmodifiableSet());
        if (!observers.equals(observed)) {
            observed = observers;
            steps.step(new Input.Observed(observers));
        }
        if (config.health().autoHeal() && !replica.isChanging()) {
            heal(nowNanos);
        }
    }

    private void heal(long nowNanos) {
        Configuration now = replica.configuration();
        for (Member member : now.members()) {
            String sickness = members.sickness(member.id(), nowNanos);
            if (sickness != null) {
                standIn().ifPresent(other -> replace(member, other, sickness));
                return;
            }
        }
        List<Member> logs =
                now.members().stream().filter(m -> m.role() == Role.LOG).toList();
        if (storages(now) < storages && !logs.isEmpty()) {
            rebuilt().ifPresent(other -> replace(logs.getLast(), other, "a storage replica is rebuilt"));
        }
    }

    private static long storages(Configuration configuration) {
        return configuration.members().stream()
                .filter(m -> m.role() == Role.STORAGE)
                .count();
    }

    /** Who is quickest to take a place: a storage replica that has the tree already, or a log replica. */
    private Optional<Member> standIn() {
        return rebuilt()
                .or(() -> members.standby().stream()
                        .filter(m -> m.role() == Role.LOG && members.isConnected(m.id()))
                        .findFirst());
    }

    private Optional<Member> rebuilt() {
        return members.standby().stream()
                .filter(m -> m.role() == Role.STORAGE && members.hasCaughtUp(m))
                .findFirst();
    }

    private void replace(Member out, Member in, String why) {
        String refusal = steps.step(new Input.Reconfigure(members.replaced(out.id(), in)))
                .refusal();
        if (refusal == null) {
            // An operator has to see it: somebody must look after the one that was lost.
            LOG.warn("{} takes the place of {}: {}", in, out, why);
        } else {
            LOG.warn("{} cannot take the place of {} ({}): {}", in, out, why, refusal);
        }
    }
}
