package org.synod.protocol;

import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;

/**
 * The protocol's guards and decisions, one method for each, named after the operator of the specification that it stands
 * for. What surrounds them in {@link Replica} carries them out.
 *
 * <p>Pure functions: nothing is kept here, and one object serves any number of replicas. These are the right ones. A
 * mutant, {@code org.synod.conformance.mutants}, overrides one of them, as a mutant of the specification overrides one
 * definition; a node is given {@link #CORRECT}.
 */
public class Rules {

    /** The protocol as it is specified. */
    public static final Rules CORRECT = new Rules();

    /** For {@link #CORRECT}, and for who means to be wrong. */
    protected Rules() {}

    // Phase 1.

    /** {@code ReplicationGroup!MayPromise}: an acceptor takes part in no ballot below the promised one. */
    public boolean mayPromise(Ballot ballot, Ballot promised) {
        return ballot.compareTo(promised) >= 0;
    }

    /** {@code ReplicationGroup!PromiseMessage}: whether a promise that begins at {@code from} reports a vote in the slot. */
    public boolean reports(long slot, long from) {
        return slot >= from;
    }

    /** {@code ReplicationGroup!Electable}: who has a tree. */
    public boolean electable(Role role) {
        return role == Role.STORAGE;
    }

    /** {@code ReplicationGroup!Prepare}: the ballot of the next try, above all that were heard of. */
    public Ballot nextBallot(Ballot highest, ReplicaId self) {
        return highest.next(self);
    }

    /** {@code ReplicationGroup!PromisesOf}: a promise counts in its own ballot, and for what was asked. */
    public boolean countsPromise(Message.Promise promise, Ballot ballot, long from, Configuration acting) {
        return promise.ballot().equals(ballot) && promise.slot() == from && promise.configuration() == acting.slot();
    }

    /** {@code ReplicationGroup!Sufficient}: whether who trimmed up to {@code trimmed} has all that would have to be reported. */
    public boolean hasKept(long trimmed, long from) {
        return trimmed < from;
    }

    /** {@code ReplicationGroup!Lead}: whether the members whose bits are set are enough for phase 1. */
    public boolean mayLead(Configuration acting, long promisers) {
        return acting.isQuorum(promisers);
    }

    /** {@code ReplicationGroup!Highest}: of two votes in a slot the one that counts. */
    public Entry highest(Entry a, Entry b) {
        return a.ballot().isLowerThan(b.ballot()) ? b : a;
    }

    /**
     * {@code ReplicationGroup!Overtaken}: whether a vote for a configuration in the slot is known not to have been decisive,
     * since a later leader voted behind it under an older configuration.
     *
     * @param later the ballot of that vote, and {@code under} the slot of its configuration
     */
    public boolean overtaken(Ballot vote, long slot, Ballot later, long under) {
        return vote.isLowerThan(later) && under < slot;
    }

    /** {@code ReplicationGroup!Adopt}: what a leader proposes in a slot, given the vote that counts. */
    public Command adopt(Command reported, boolean overtaken) {
        return overtaken ? Command.NO_OP : reported;
    }

    /** {@code ReplicationGroup!Lead}: what is proposed in a slot that nobody reports; null would leave it open. */
    public @Nullable Command hole() {
        return Command.NO_OP;
    }

    /** {@code ReplicationGroup!Lead}: where client commands begin, behind so many slots that are proposed again. */
    public long nextSlot(long from, int adopted) {
        return from + adopted;
    }

    // Phase 2.

    /** {@code ReplicationGroup!MayVote}: the same guard as for a promise. */
    public boolean mayVote(Ballot ballot, Ballot promised) {
        return ballot.compareTo(promised) >= 0;
    }

    /** {@code ReplicationGroup!Voters}: a vote counts in its own ballot. */
    public boolean countsVote(Ballot vote, Ballot ballot) {
        return vote.equals(ballot);
    }

    /** {@code ReplicationGroup!Enough}: whether the members whose bits are set choose what they voted for. */
    public boolean enough(Configuration acting, long voters) {
        return acting.isQuorum(voters);
    }

    /**
     * {@code ReplicationGroup!Learn}: whether a vote in {@code vote} was for what is chosen, when the leader of {@code ballot}
     * says that the slot is.
     */
    public boolean learns(Ballot vote, Ballot ballot) {
        return vote.equals(ballot);
    }

    /** {@code ReplicationGroup!Choose}: how far a leader says that the log is chosen, when its next proposal is {@code next}. */
    public long tells(long chosenUpTo, long next) {
        return chosenUpTo;
    }

    // The write-ahead log.

    /** {@code ReplicationGroup!Flush}: what a record allows to be said waits until it is durable. */
    public boolean waitsForFlush(Message message) {
        return true;
    }

    /** {@code ReplicationGroup!Restart}: what is promised, after one more record that says so. */
    public Ballot restoredPromise(Ballot before, Ballot recorded) {
        return before.isLowerThan(recorded) ? recorded : before;
    }

    /** {@code ReplicationGroup!Restart}: a vote in the log is taken back. */
    public boolean restores(LogRecord.Voted vote) {
        return true;
    }

    /** {@code ReplicationGroup!Note}: whether what is chosen has to be written down, where the own vote was {@code vote}. */
    public boolean writesLearned(@Nullable Command vote, Command chosen) {
        return vote == null || !vote.equals(chosen);
    }

    /** {@code ReplicationGroup!MayTrim}: up to where; {@code snapshot} is of no account to who has no tree. */
    public long mayTrim(long archived, long noted, boolean storage, long snapshot) {
        long upTo = Math.min(archived, noted);
        return storage ? Math.min(upTo, snapshot) : upTo;
    }

    // Reconfiguration.

    /** {@code ReplicationGroup!Propose}: whether a client's command may be proposed. */
    public boolean mayPropose(boolean changing, boolean established) {
        return !changing && established;
    }

    /** {@code ReplicationGroup!Reconfigure, ProposeAwaited}: all before a configuration is known chosen. */
    public boolean mayReconfigure(long chosenUpTo, long next) {
        return chosenUpTo == next - 1;
    }

    /** {@code ReplicationGroup!Fresh}: who was removed is never taken in again. */
    public boolean fresh(boolean everRemoved) {
        return !everRemoved;
    }

    /**
     * {@code ReplicationGroup!Established}: whether a quorum of the configuration holds all that was chosen before it.
     *
     * @param holders bits of the members that hold it
     */
    public boolean established(Configuration acting, long holders) {
        return acting.isQuorum(holders);
    }

    // Leases and reads.

    /** {@code LeasedGroup!DriftIsCovered}: for how long a leader counts a grant, on its own clock. */
    public long spanNanos(Timing timing) {
        return timing.spanNanos();
    }

    /** {@code LeasedGroup!Worth}: from when a grant counts that answers a heartbeat of {@code sentNanos}. */
    public long countsFrom(long sentNanos, long nowNanos) {
        return sentNanos;
    }

    /** {@code LeasedGroup!Granted}: for how long a majority's grants last, of those of all members, the shortest first. */
    public long grantedNanos(long[] leftNanos) {
        return leftNanos[(leftNanos.length - 1) / 2];
    }

    /** {@code LeasedGroup!Leased}: whether a leader holds a lease. */
    public boolean leased(boolean changing, boolean granted) {
        return !changing && granted;
    }

    /** {@code LeasedGroup!MayJoin}: who is bound joins the ballot that it is bound to. */
    public boolean mayJoin(boolean bound, Ballot to, Ballot ballot) {
        return !bound || to.equals(ballot);
    }

    /** {@code LeasedGroup!GrantLease}: only who has promised the ballot. */
    public boolean mayGrant(Ballot ballot, Ballot promised) {
        return promised.equals(ballot);
    }

    /** {@code LeasedGroup!AfterRestart}: for how long a replica joins nobody then. */
    public long afterRestartNanos(long longestLeaseNanos) {
        return longestLeaseNanos;
    }

    /** {@code LeasedGroup!CaughtUp}: what may have been chosen before the leader led is in its tree. */
    public boolean caughtUp(long applied, long reproposed) {
        return applied >= reproposed;
    }

    /** {@code LeasedGroup!Answer}: whether an answer that was captured may be given. */
    public boolean mayAnswer(Ballot captured, Ballot ballot, boolean leased) {
        return captured.equals(ballot) && leased;
    }

    /** {@code LeasedGroup!MayAcknowledge}: only what the leader's own ballot chose. */
    public boolean mayAcknowledge(boolean choseItself) {
        return choseItself;
    }

    // Failure detection.

    /** {@code FailureDetection!Counts}: an answer is heard in the round that asked for it. */
    public boolean countsAnswer(long ofRound, long round) {
        return ofRound == round;
    }

    /**
     * {@code FailureDetection!MayPrepare}: a quorum does not hear the leader, and nobody said that it does.
     *
     * @param silent bits of the members that do not, the one that asks included
     * @param heard whether somebody said that it hears the leader
     */
    public boolean mayPrepare(Configuration members, long silent, boolean heard) {
        return !heard && members.isQuorum(silent);
    }
}
