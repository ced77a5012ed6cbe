package org.synod.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.synod.core.Configuration;
import org.synod.core.ReplicaId;

/**
 * The lease of a leader: whose grants it counts, and until when.
 *
 * <p>A grant counts from before the heartbeat that asked for it was sent, for {@link Timing#spanNanos}. Source: {@code
 * LeasedGroup!Heartbeat, RenewLease, Granted}.
 *
 * <p>Time is this replica's own, and must not lag behind real time: it counts the suspension of the machine.
 */
final class Lease {

    private final Rules rules;
    private final long spanNanos;
    private final TreeMap<Long, Long> sentNanos = new TreeMap<>();
    private final Map<ReplicaId, Long> untilNanos = new HashMap<>();
    private long round;

    Lease(Rules rules, Timing timing) {
        this.rules = rules;
        this.spanNanos = rules.spanNanos(timing);
    }

    /** {@code LeasedGroup!Heartbeat}: a round begins, before anything of it is sent; returns its number. */
    long begin(long nowNanos) {
        sentNanos.values().removeIf(sent -> nowNanos - sent >= spanNanos);
        sentNanos.put(++round, nowNanos);
        return round;
    }

    /** {@code LeasedGroup!RenewLease}: true when the grant makes the lease longer. */
    boolean renew(ReplicaId grantor, long ofRound, long nowNanos) {
        Long sent = sentNanos.get(ofRound);
        if (sent == null || nowNanos - sent >= spanNanos) {
            return false;
        }
        long until = rules.countsFrom(sent, nowNanos) + spanNanos;
        Long before = untilNanos.get(grantor);
        if (before != null && before - until >= 0) {
            return false;
        }
        untilNanos.put(grantor, until);
        return true;
    }

    /** {@code LeasedGroup!Granted}: a majority's grants count. */
    boolean isGranted(Configuration configuration, long nowNanos) {
        return leftNanos(configuration, nowNanos) > 0;
    }

    /** For how long a majority's grants will count; 0 when they do not. */
    long leftNanos(Configuration configuration, long nowNanos) {
        long[] left = configuration.members().stream()
                .mapToLong(m -> Math.max(0, untilNanos.getOrDefault(m.id(), nowNanos) - nowNanos))
                .sorted()
                .toArray();
        return rules.grantedNanos(left);
    }

    /** {@code LeasedGroup!Forget}: new members have granted nothing. */
    void forget() {
        sentNanos.clear();
        untilNanos.clear();
    }
}
