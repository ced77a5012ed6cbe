package org.synod.protocol;

import java.util.List;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/** Everything that can happen to a replica. */
public sealed interface Input {

    /** A message of another replica arrived; late, twice or out of order as it may be. */
    record Received(ReplicaId from, Message message) implements Input {}

    /** Clients ask for these commands. */
    record Submitted(List<Command> commands) implements Input {}

    /**
     * The first {@code records} records that this replica object put out are durable. {@code MultiPaxos!Flush}.
     *
     * @param records counts from the making of the replica object, and never decreases
     */
    record Durable(long records) implements Input {}

    /**
     * Time has passed.
     *
     * @param nowNanos monotonic, of whatever origin
     */
    record Tick(long nowNanos) implements Input {}
}
