package org.synod.runtime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/**
 * How a leader tells a member that is dead from one that is busy. Dead is whose process is gone, and who says nothing; who
 * is too far behind ever to catch up; and who is there but says nothing, or speaks but does not write while it should, for
 * longer than a busy machine stands still.
 * On the event loop.
 */
final class Pulse {

    /**
     * A member whose process is there is given so many times as long as one that is gone: whoever collects garbage or waits
     * for a busy disk may stand still for seconds, and comes back.
     */
    private static final int STUCK = 3;

    /** How far a member was when its log moved last. */
    private record Progress(long held, long sinceNanos) {}

    private final long patienceNanos;
    private final long lagSlots;
    private final Map<ReplicaId, Progress> progress = new HashMap<>();

    /** Whose log has moved since the last look. */
    private final Set<ReplicaId> wrote = new HashSet<>();

    private boolean leads;
    private long judgesSinceNanos;
    private long lookedNanos;

    /**
     * @param patienceNanos the silence after which a member is dead
     * @param lagSlots behind which it is too far behind
     */
    Pulse(long patienceNanos, long lagSlots) {
        this.patienceNanos = patienceNanos;
        this.lagSlots = lagSlots;
    }

    /** To be called often. A leader that stood still itself has heard nobody meanwhile, and judges all anew. */
    void look(boolean nowLeads, long nowNanos) {
        if (leads != nowLeads || nowNanos - lookedNanos > patienceNanos / 2) {
            leads = nowLeads;
            judgesSinceNanos = nowNanos;
            progress.clear();
        }
        lookedNanos = nowNanos;
    }

    /** A member has all up to the slot durably as chosen, of what is chosen. To be called after each look. */
    void holds(ReplicaId member, long held, long chosen, long nowNanos) {
        Progress before = progress.get(member);
        boolean moved = wrote.remove(member);
        if (before == null || before.held < held || held >= chosen || moved) {
            progress.put(member, new Progress(held, nowNanos));
        }
    }

    /** A member's log has something durably that it had not: what it holds need not move for that, if there is a hole. */
    void wrote(ReplicaId member) {
        wrote.add(member);
    }

    /**
     * Why a member is not well, as one phrase; null when it is, or when there was no time to tell.
     *
     * @param there whether its process is, as far as its machine tells
     * @param lag how many chosen slots it does not hold
     */
    @Nullable String sickness(ReplicaId member, boolean there, OptionalLong heardNanos, long lag, long nowNanos) {
        if (nowNanos - judgesSinceNanos < patienceNanos) {
            return null;
        }
        long silent = silentNanos(heardNanos, nowNanos);
        if (silent >= (there ? STUCK : 1) * patienceNanos) {
            return "silent for " + silent / 1_000_000 + " ms";
        }
        if (lag > lagSlots) {
            return lag + " slots behind";
        }
        Progress last = progress.get(member);
        if (last != null && lag > 0 && nowNanos - last.sinceNanos >= STUCK * patienceNanos) {
            return "its log has not moved for " + (nowNanos - last.sinceNanos) / 1_000_000 + " ms";
        }
        return null;
    }

    /** For how long nothing was heard of a node; counted from when this replica began to judge if nothing ever was. */
    long silentNanos(OptionalLong heardNanos, long nowNanos) {
        return nowNanos - heardNanos.orElse(judgesSinceNanos);
    }
}
