package org.synod.protocol;

import java.util.List;
import java.util.Map;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.ReplicaId;

/**
 * A step of the specification that a replica took: the action of {@code MultiPaxos.tla} by its name, with the
 * parameters that tell it apart. Each record is named as its action.
 */
public sealed interface Transition {

    /**
     * {@code MultiPaxos!Prepare}.
     *
     * @param slot the first slot that the replica does not know chosen
     */
    record Prepare(Ballot ballot, long slot) implements Transition {}

    /** {@code MultiPaxos!Promise}. */
    record Promise(Ballot ballot) implements Transition {}

    /**
     * {@code MultiPaxos!Lead}.
     *
     * @param proposals what it proposes again, slot by slot
     */
    record Lead(Ballot ballot, List<ReplicaId> quorum, Map<Long, Command> proposals) implements Transition {}

    /** {@code MultiPaxos!StepDown}. */
    record StepDown(Ballot ballot) implements Transition {}

    /** {@code MultiPaxos!Propose}. */
    record Propose(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code MultiPaxos!Accept}. */
    record Accept(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code MultiPaxos!Choose}. */
    record Choose(Ballot ballot, long slot, Command command) implements Transition {}

    /** {@code MultiPaxos!Learn}. */
    record Learn(long slot, Command command) implements Transition {}

    /**
     * {@code MultiPaxos!Flush}, as often as {@code count} says.
     *
     * @param votes how many promises and votes this log ever made durable
     * @param chosenUpTo the slots up to this one will still be known chosen after a crash
     */
    record Flush(int count, long votes, long chosenUpTo) implements Transition {}

    /** {@code MultiPaxos!Crash}. No replica reports its own: whoever merges the traces puts it there. */
    record Crash(long survived, long chosenUpTo) implements Transition {}

    /**
     * {@code MultiPaxos!Restart}.
     *
     * @param votes how many promises and votes the log holds
     * @param chosenUpTo every slot up to this one is still known chosen
     */
    record Restart(Ballot promised, long votes, long chosenUpTo) implements Transition {}

    /** The action's name in TLA+, traces and docs. */
    default String action() {
        return getClass().getSimpleName();
    }
}
