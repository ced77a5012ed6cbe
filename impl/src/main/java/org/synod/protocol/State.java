package org.synod.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;

/** What the parts of a {@link Replica} share. Nothing here decides anything. */
final class State {

    /** A Prepare that waits until this replica is bound by no lease. */
    record Deferred(ReplicaId from, Message.Prepare message) {}

    final Settings settings;
    final Rules rules;
    final ReplicaId self;
    final Acceptor acceptor;
    final Learner learner;
    final Election election;
    final Grant grant;

    /** The ballot that this replica prepares or leads, or null while it follows. */
    @Nullable Leader leader;

    /** Who was last heard to lead, and under which ballot. */
    Ballot following = Ballot.ZERO;

    /** The highest ballot ever heard of: the next try must beat it. */
    Ballot highest = Ballot.ZERO;

    @Nullable Deferred deferred;

    /** For how long the machine was suspended in all: a leader's lease counts it. */
    long suspendedNanos;

    /** The highest time that a command of this leader has, in milliseconds since 1970. */
    long lastTimeMillis;

    /** Commands that wait until the members are changed. */
    final Deque<Command> queued = new ArrayDeque<>();

    /** The members that somebody wants, until they are proposed. */
    @Nullable List<Member> wanted;

    Set<ReplicaId> observers = Set.of();

    /** Every slot up to this one is in the archive, as far as this replica has heard. */
    long archivedUpTo;

    /** {@code ReplicationGroup!applied, snapshot}, by the slots that they are up to. */
    long applied;

    long snapshot;

    /** What the log was told to note, and to begin behind; it need not be durable yet. */
    long noteWritten;

    long baseWritten;

    /** Whether it was removed, or has lost what it promised: it takes part in nothing any more. */
    boolean gone;

    State(Settings settings, boolean restarted) {
        this.settings = settings;
        this.rules = settings.rules();
        this.self = settings.self();
        this.acceptor = new Acceptor(self, rules);
        this.learner = new Learner(settings.first());
        this.election = new Election(rules, settings.timing().electionNanos(), settings.seed(), settings.first());
        this.grant = new Grant(
                rules,
                settings.timing().leaseNanos(),
                restarted ? rules.afterRestartNanos(settings.longestLeaseNanos()) : 0);
    }

    long now() {
        return election.now();
    }

    /** The time of a leader's lease. */
    long leaseNow() {
        return election.now() + suspendedNanos;
    }

    boolean isStorage() {
        return settings.role() == Role.STORAGE;
    }

    /** Who governs the first slot that is not known chosen. */
    Configuration governing() {
        return learner.governing();
    }

    boolean isMember() {
        return governing().contains(self);
    }

    /** This replica's ballot, when its phase 1 is over. */
    @Nullable Leader leading() {
        Leader own = leader;
        return own != null && own.isLeading() ? own : null;
    }

    /** Whom this replica believes to lead, itself included; null when it knows of none. */
    @Nullable ReplicaId believed() {
        if (leading() != null) {
            return self;
        }
        return leader != null || following.equals(Ballot.ZERO) ? null : following.replica();
    }

    void heardOf(Ballot ballot) {
        if (highest.isLowerThan(ballot)) {
            highest = ballot;
        }
    }

    void heardLeader(Ballot ballot) {
        following = ballot;
        election.heard();
    }

    /** This replica has no ballot of its own any more: what waits to be proposed never will be. */
    void dropLeader(Output output) {
        leader = null;
        wanted = null;
        ReplicaId other = believed();
        for (Command command : queued) {
            output.refused().add(new Output.Refusal(command, Output.Reason.NOT_LEADER, other));
        }
        queued.clear();
    }

    /** {@code ReplicationGroup!FollowIfLower}. */
    void followIfLower(Ballot ballot, Output output) {
        if (leader != null && leader.ballot().isLowerThan(ballot)) {
            dropLeader(output);
        }
    }

    /** {@code ReplicationGroup!StepDown}. */
    void stepDown(Output output) {
        if (leader != null) {
            output.took(new Transition.StepDown(leader.ballot()));
            dropLeader(output);
            election.postpone();
        }
    }
}
