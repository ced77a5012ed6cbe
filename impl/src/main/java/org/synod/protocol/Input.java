package org.synod.protocol;

import java.util.List;
import java.util.Set;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/** Everything that can happen to a replica. */
public sealed interface Input {

    /** A message of another replica arrived; late, twice or out of order as it may be. A {@link Tick} came before it. */
    record Received(ReplicaId from, Message message) implements Input {}

    /**
     * Clients ask for these commands.
     *
     * @param timeMillis what a clock says, since 1970; the commands get it, or the log's last time if that is later
     */
    record Submitted(List<Command> commands, long timeMillis) implements Input {}

    /**
     * The first {@code records} records that this replica object put out are durable. {@code ReplicationGroup!Flush}.
     *
     * @param records counts from the making of the replica object, and never decreases
     */
    record Durable(long records) implements Input {}

    /**
     * Time has passed. Comes before every input that depends on the time, so that a message is never older than it.
     *
     * @param nowNanos monotonic, of whatever origin; need not go on while the machine is suspended
     * @param suspendedNanos for how long the machine was suspended in all
     */
    record Tick(long nowNanos, long suspendedNanos) implements Input {}

    /** All that was handed out as chosen up to this slot is in the tree, in memory. Storage replicas only. */
    record Applied(long upTo) implements Input {}

    /** The tree is durable as it was at this slot. Storage replicas only. */
    record Snapshotted(long upTo) implements Input {}

    /**
     * Everything up to this slot is in the archive.
     *
     * @param own whether this replica put the last of it there
     */
    record Archived(long upTo, boolean own) implements Input {}

    /** The archive has these commands in consecutive slots from {@code slot} on. */
    record Fetched(long slot, List<Command> commands) implements Input {}

    /**
     * The archive has everything up to this slot, and a log replica need not have it: its log is to begin behind it.
     *
     * @param governing the configuration of the next slot
     */
    record Skipped(long upTo, Configuration governing) implements Input {}

    /**
     * A copy of another replica's tree is durable here.
     *
     * @param from whose it is
     * @param governing the configuration of the next slot
     */
    record Installed(ReplicaId from, long upTo, Configuration governing) implements Input {}

    /** Consistent reads wait: their answers are about to be captured of the tree as it is. */
    record Read() implements Input {}

    /** The answers are captured. A {@link Tick} came in between. */
    record Captured() implements Input {}

    /** Eventual reads were answered from the tree as it is. */
    record ReadEventually() implements Input {}

    /** The members are to be these from now on. */
    record Reconfigure(List<Member> members) implements Input {}

    /** These replicas are not members, and are to hear how far the log is, so that they can copy it. */
    record Observed(Set<ReplicaId> observers) implements Input {}

    /** Stop leading, in favour of somebody else if there is anybody. */
    record Relinquish() implements Input {}
}
