package org.synod.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.synod.protocol.Replica;

/**
 * Lets time pass for the groups of a node: in each tick for those that lead, and for the others in turns, when there are
 * many. Whom a turn leaves out acts on what it hears all the same: its clock is set whenever something arrives.
 *
 * <p>A group that hears its leader has nothing to do but to notice when that ends, and is ticked by each heartbeat.
 *
 * <p>What a group without a leader does is dear: it asks the others, prepares a ballot, writes promises. When a thousand of
 * them begin at once, as a node starts or one with many leaders is gone, the answers drown among the questions, come too late
 * to count, and all begin again. So only some begin in a tick.
 */
final class Ticks {

    /** Takes so many of those that it is asked about in a tick, each of them as often as any other. */
    private static final class Turn {
        private int asked;
        private int stride = 1;

        boolean isOf(int index, int tick) {
            asked++;
            return (index + tick) % stride == 0;
        }

        void end(int most) {
            stride = Math.max(1, Math.ceilDiv(asked, most));
            asked = 0;
        }
    }

    private static final int MOST_FOLLOWING = 100;
    private static final int MOST_LOOKED_AT = 50;

    /** One more group begins to search in a tick for each so many nanoseconds that it is long. */
    private static final long SEARCH_NANOS = 150_000;

    private static final int LEAST_SEARCHING = 64;
    private static final int MOST_SEARCHING = 512;

    private final List<HostedGroup> groups = new ArrayList<>();
    private final Turn following = new Turn();
    private final Turn searching = new Turn();
    private final Turn looking = new Turn();
    private int count;

    void add(HostedGroup group) {
        groups.add(group);
    }

    /**
     * One tick.
     *
     * @param sinceNanos since the one before
     * @param step takes the groups for which time is to pass
     * @param look takes those that are to be looked at, behind that
     */
    void tick(long sinceNanos, Consumer<HostedGroup> step, Consumer<HostedGroup> look) {
        count = (count + 1) % (1 << 30);
        for (int i = 0; i < groups.size(); i++) {
            HostedGroup group = groups.get(i);
            if (isDue(group.host().replica(), i)) {
                step.accept(group);
            }
            if (looking.isOf(i, count)) {
                look.accept(group);
            }
        }
        following.end(MOST_FOLLOWING);
        searching.end(Math.clamp(sinceNanos / SEARCH_NANOS, LEAST_SEARCHING, MOST_SEARCHING));
        looking.end(MOST_LOOKED_AT);
    }

    private boolean isDue(Replica replica, int index) {
        return replica.isLeader() || (replica.hearsLeader() ? following : searching).isOf(index, count);
    }
}
