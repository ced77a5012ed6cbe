package org.synod.protocol;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;

/**
 * Leases, from both sides, and what a leader may do only with one.
 *
 * <p>Source: Amazon DynamoDB (ATC 2022), section on leases; {@code LeasedGroup!Heartbeat, GrantLease, RenewLease,
 * Relinquish, Release, ReadConsistent, Answer}.
 */
final class Leasing {

    private final State s;
    private final Proposer proposer;
    private final Follower follower;
    private long heartbeatDue;

    /** The heartbeat that was answered last: each is answered once. */
    private Ballot grantedBallot = Ballot.ZERO;

    private long grantedRound;

    /** The ballot under which the answers of reads were captured last. */
    private Ballot captured = Ballot.ZERO;

    Leasing(State state, Proposer proposer, Follower follower) {
        this.s = state;
        this.proposer = proposer;
        this.follower = follower;
    }

    /** {@code LeasedGroup!Heartbeat}: asks all members for a lease, this replica among them. */
    void heartbeat(Leader leading, Output output) {
        heartbeatDue = s.now() + s.settings.timing().heartbeatNanos();
        long round = leading.lease().begin(s.leaseNow());
        output.took(new Transition.Heartbeat(leading.ballot(), round));
        long configuration = leading.acting().slot();
        proposer.sendAll(
                leading,
                new Message.Heartbeat(
                        leading.ballot(), round, configuration, proposer.toldChosen(leading), s.archivedUpTo),
                output);
        if (grant(leading.ballot(), round, configuration, output)) {
            renew(leading, s.self, round, output);
        }
        for (ReplicaId observer : s.observers) {
            output.send(observer, new Message.Held(s.acceptor.durableChosenUpTo(), s.archivedUpTo));
        }
    }

    void onHeartbeat(ReplicaId from, Message.Heartbeat m, Output output) {
        s.heardOf(m.ballot());
        if (!s.acceptor.mayVote(m.ballot())) {
            output.send(from, new Message.Reject(m.ballot(), s.acceptor.promised()));
            return;
        }
        if (s.leader != null && s.leader.ballot().isLowerThan(m.ballot())) {
            s.stepDown(output);
        }
        boolean news = !s.following.equals(m.ballot());
        s.heardLeader(m.ballot());
        if (news) {
            output.send(from, new Message.Held(s.acceptor.durableChosenUpTo(), s.archivedUpTo));
        }
        s.archivedUpTo = Math.max(s.archivedUpTo, m.archivedUpTo());
        if (grant(m.ballot(), m.round(), m.configuration(), output)) {
            output.send(from, new Message.Granted(m.ballot(), m.round(), m.configuration()));
        }
        follower.learnUpTo(from, m.ballot(), m.chosenUpTo(), output);
    }

    /** {@code LeasedGroup!GrantLease}: only who has promised the ballot, and is bound to no other. */
    private boolean grant(Ballot ballot, long round, long configuration, Output output) {
        boolean answered = grantedBallot.equals(ballot) && round <= grantedRound;
        if (!s.rules.mayGrant(ballot, s.acceptor.promised()) || !s.grant.mayJoin(ballot) || answered) {
            return false;
        }
        grantedBallot = ballot;
        grantedRound = round;
        s.grant.grant(ballot, s.now());
        output.took(new Transition.GrantLease(ballot, round, configuration));
        return true;
    }

    void onGranted(ReplicaId from, Message.Granted m, Output output) {
        Leader leading = s.leading();
        if (leading != null
                && leading.ballot().equals(m.ballot())
                && leading.acting().slot() == m.configuration()) {
            renew(leading, from, m.round(), output);
        }
    }

    /** {@code LeasedGroup!RenewLease}. */
    private void renew(Leader leading, ReplicaId grantor, long round, Output output) {
        if (leading.acting().contains(grantor) && leading.lease().renew(grantor, round, s.leaseNow())) {
            output.took(new Transition.RenewLease(leading.ballot(), round, grantor));
        }
    }

    /** {@code LeasedGroup!Leased}: a majority's grants count, and no change of members is under way. */
    boolean isLeased(Leader leading) {
        return s.rules.leased(leading.isChanging(), leading.lease().isGranted(leading.acting(), s.leaseNow()));
    }

    /** {@code LeasedGroup!Relinquish}: stops first, and then lets the grantors go. */
    void relinquish(Output output) {
        Leader leading = s.leading();
        if (leading == null) {
            s.stepDown(output);
            return;
        }
        Ballot ballot = leading.ballot();
        output.took(new Transition.Relinquish(ballot));
        Message.Release release = new Message.Release(ballot, successor(leading));
        proposer.sendAll(leading, release, output);
        s.dropLeader(output);
        onRelease(release, output);
    }

    /** The storage replica that has most of the log. */
    private @Nullable ReplicaId successor(Leader leading) {
        return leading.acting().members().stream()
                .filter(m -> m.role() == Role.STORAGE && !m.id().equals(s.self))
                .map(Member::id)
                .max(Comparator.comparingLong(leading::held))
                .orElse(null);
    }

    /** {@code LeasedGroup!Release}. */
    void onRelease(Message.Release m, Output output) {
        if (s.grant.release(m.ballot())) {
            output.took(new Transition.Release(m.ballot()));
        }
        if (s.following.equals(m.ballot()) || s.leader == null) {
            s.following = Ballot.ZERO;
            s.election.released(Objects.equals(m.successor(), s.self));
        }
    }

    /** {@code LeasedGroup!ReadConsistent}: only a leader that has applied all that may have been chosen before it led. */
    void read(Output output) {
        Leader leading = s.leading();
        if (leading == null || !s.rules.caughtUp(s.applied, leading.reproposed()) || !isLeased(leading)) {
            return;
        }
        captured = leading.ballot();
        output.took(new Transition.ReadConsistent(leading.ballot(), s.applied));
        output.grant();
    }

    /** {@code LeasedGroup!Answer}: the lease is looked at again, after the answers were captured. */
    void captured(Output output) {
        Leader leading = s.leading();
        if (leading == null || !s.rules.mayAnswer(captured, leading.ballot(), isLeased(leading))) {
            return;
        }
        output.took(new Transition.Answer(leading.ballot()));
        output.grant();
    }

    /** {@code LeasedGroup!ReadEventual}: whoever has a tree answers from it, whatever it knows. */
    void readEventually(Output output) {
        if (s.isStorage()) {
            output.took(new Transition.ReadEventual(s.applied));
        }
    }

    void tick(Output output) {
        Leader leading = s.leading();
        if (leading != null && s.now() >= heartbeatDue) {
            heartbeat(leading, output);
        }
    }

    /** A new leader is not to wait for its next heartbeat. */
    void begin(Output output) {
        heartbeatDue = s.now();
        tick(output);
    }
}
