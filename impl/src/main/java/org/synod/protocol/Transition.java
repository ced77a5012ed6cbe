package org.synod.protocol;

import java.util.List;
import java.util.Map;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.ReplicaId;

/**
 * A step of the specification that a replica took: the action of {@code ReplicationGroup.tla} or {@code LeasedGroup.tla}
 * by its name, with the parameters that tell it apart. Each record is named as its action.
 *
 * <p>{@code configuration} is the slot of the configuration that is acted under, and {@code upTo} a slot: a transition
 * with it is as many steps of the specification, one for each slot.
 */
public sealed interface Transition {

    /**
     * {@code ReplicationGroup!Prepare}.
     *
     * @param slot the first slot that the replica does not know chosen
     */
    record Prepare(Ballot ballot, long slot, long configuration) implements Transition {}

    /** {@code ReplicationGroup!Promise}. */
    record Promise(Ballot ballot, long slot, long configuration) implements Transition {}

    /**
     * {@code ReplicationGroup!Lead}.
     *
     * @param proposals what it proposes again, slot by slot
     */
    record Lead(Ballot ballot, List<ReplicaId> quorum, Map<Long, Command> proposals) implements Transition {}

    /** {@code ReplicationGroup!StepDown}. */
    record StepDown(Ballot ballot) implements Transition {}

    /** {@code ReplicationGroup!Propose}. */
    record Propose(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code ReplicationGroup!Accept}. */
    record Accept(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code ReplicationGroup!Choose}. */
    record Choose(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code ReplicationGroup!Learn}. */
    record Learn(long slot, Command command) implements Transition {}

    /** {@code ReplicationGroup!Note}: what was known chosen up to the slot is durable, as chosen. */
    record Note(long upTo) implements Transition {}

    /** {@code ReplicationGroup!Reconfigure}. */
    record Reconfigure(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code ReplicationGroup!ProposeAwaited}. */
    record ProposeAwaited(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code ReplicationGroup!PrepareNew}. */
    record PrepareNew(Ballot ballot, long slot, long configuration) implements Transition {}

    /** {@code ReplicationGroup!Retire}. */
    record Retire(long configuration) implements Transition {}

    /** {@code ReplicationGroup!Leave}. */
    record Leave(long configuration) implements Transition {}

    /** {@code ReplicationGroup!Apply}. */
    record Apply(long upTo) implements Transition {}

    /** {@code ReplicationGroup!Snapshot}: the tree is durable as it was at the slot. */
    record Snapshot(long upTo) implements Transition {}

    /** {@code ReplicationGroup!InstallSnapshot}. */
    record InstallSnapshot(ReplicaId from, long upTo) implements Transition {}

    /** {@code ReplicationGroup!Archive}. */
    record Archive(long upTo) implements Transition {}

    /** {@code ReplicationGroup!Trim}. */
    record Trim(long upTo) implements Transition {}

    /** {@code ReplicationGroup!Fetch}. */
    record Fetch(long upTo) implements Transition {}

    /** {@code LeasedGroup!Heartbeat}. */
    record Heartbeat(Ballot ballot, long round) implements Transition {}

    /** {@code LeasedGroup!GrantLease}. */
    record GrantLease(Ballot ballot, long round, long configuration) implements Transition {}

    /** {@code LeasedGroup!RenewLease}. */
    record RenewLease(Ballot ballot, long round, ReplicaId grantor) implements Transition {}

    /** {@code LeasedGroup!Relinquish}. */
    record Relinquish(Ballot ballot) implements Transition {}

    /** {@code LeasedGroup!Release}. */
    record Release(Ballot ballot) implements Transition {}

    /** {@code LeasedGroup!ReadConsistent}: answers are captured of the tree as it is. */
    record ReadConsistent(Ballot ballot, long upTo) implements Transition {}

    /** {@code LeasedGroup!Answer}: the captured answers may be given. */
    record Answer(Ballot ballot) implements Transition {}

    /** {@code LeasedGroup!ReadEventual}. */
    record ReadEventual(long upTo) implements Transition {}

    /** {@code LeasedGroup!Acknowledge}: the clients of the commands from slot {@code from} to {@code upTo} are answered. */
    record Acknowledge(Ballot ballot, long from, long upTo) implements Transition {}

    /**
     * {@code ReplicationGroup!Flush}, as often as {@code count} says.
     *
     * @param votes how many promises and votes this log ever made durable
     */
    record Flush(int count, long votes) implements Transition {}

    /** {@code ReplicationGroup!Crash}. No replica reports its own: whoever merges the traces puts it there. */
    record Crash(long survived, long chosenUpTo) implements Transition {}

    /**
     * {@code ReplicationGroup!Restart}.
     *
     * @param votes how many promises and votes the log ever made durable
     * @param chosenUpTo every slot up to this one is still known chosen
     * @param trimmed the log begins behind this slot
     * @param applied the tree is durable up to this slot
     */
    record Restart(Ballot promised, long votes, long chosenUpTo, long trimmed, long applied) implements Transition {}

    /** {@code ReplicationGroup!LoseDisk}. No replica reports it: whoever knows of the loss does. */
    record LoseDisk() implements Transition {}

    /** The action's name in TLA+, traces and docs. */
    default String action() {
        return getClass().getSimpleName();
    }
}
