package org.synod.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Entry;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/**
 * What an acceptor and a learner do with what they hear.
 *
 * <p>Source: Paxos Made Simple, sections 2.2 and 2.3; {@code ReplicationGroup!Promise, Accept, Learn, Fetch}.
 */
final class Follower {

    private final State s;
    private long fetchDue;

    /** How far the leader said that the log is chosen. */
    private long toldUpTo;

    Follower(State state) {
        this.s = state;
    }

    // Phase 1.

    /** {@code LeasedGroup!Promise}: a replica that has granted a lease joins no other ballot before that is over. */
    void onPrepare(ReplicaId from, Message.Prepare m, Output output) {
        s.heardOf(m.ballot());
        if (!s.acceptor.mayPromise(m.ballot())) {
            output.send(from, new Message.Reject(m.ballot(), s.acceptor.promised()));
        } else if (!s.grant.mayJoin(m.ballot())) {
            State.Deferred waiting = s.deferred;
            if (waiting == null || waiting.message().ballot().isLowerThan(m.ballot())) {
                s.deferred = new State.Deferred(from, m);
            }
        } else {
            s.followIfLower(m.ballot(), output);
            s.acceptor.promise(from, m, output);
            if (!s.following.equals(m.ballot())) {
                s.following = Ballot.ZERO;
            }
            s.election.postpone();
            learnUpTo(from, m.ballot(), m.slot() - 1, output);
        }
    }

    void onReject(Message.Reject m, Output output) {
        s.heardOf(m.promised());
        if (s.leader != null
                && s.leader.ballot().equals(m.ballot())
                && s.leader.ballot().isLowerThan(m.promised())) {
            s.stepDown(output);
        }
    }

    // Phase 2.

    /** {@code ReplicationGroup!Accept}, once for each command. A slot that is known chosen is not voted for again. */
    void onAccept(ReplicaId from, Message.Accept m, Output output) {
        s.heardOf(m.ballot());
        if (!s.acceptor.mayVote(m.ballot())) {
            output.send(from, new Message.Reject(m.ballot(), s.acceptor.promised()));
            return;
        }
        long known = Math.max(s.learner.chosenUpTo(), s.baseWritten);
        if (m.slot() + m.commands().size() - 1 > known) {
            s.followIfLower(m.ballot(), output);
        } else if (s.leader != null && s.leader.ballot().isLowerThan(m.ballot())) {
            s.stepDown(output); // There is no vote that would say so.
        }
        s.heardLeader(m.ballot());
        long slot = m.slot();
        for (Command command : m.commands()) {
            if (slot > known) {
                s.acceptor.accept(from, m.ballot(), slot, m.configuration(), command, output);
            }
            slot++;
        }
        if (m.slot() <= s.learner.chosenUpTo()) {
            answerFetch(from, m.slot(), output);
        }
        learnUpTo(from, m.ballot(), m.chosenUpTo(), output);
    }

    // Learning.

    /**
     * {@code ReplicationGroup!Learn}: the leader of the ballot knows every slot up to {@code upTo} chosen. In a slot where
     * this replica voted in that same ballot, that is what it voted for; elsewhere it has to ask.
     */
    void learnUpTo(ReplicaId from, Ballot ballot, long upTo, Output output) {
        toldUpTo = Math.max(toldUpTo, upTo);
        for (long slot = s.learner.chosenUpTo() + 1; slot <= upTo; slot = s.learner.chosenUpTo() + 1) {
            if (slot <= s.baseWritten) {
                return; // A copied tree has it, as soon as the log says so durably.
            }
            Entry vote = s.acceptor.vote(slot);
            if (vote == null || !s.rules.learns(vote.ballot(), ballot)) {
                fetch(from, output);
                return;
            }
            learn(slot, vote.command(), output);
        }
    }

    private void fetch(ReplicaId from, Output output) {
        if (s.now() >= fetchDue) {
            fetchDue = s.now() + s.settings.timing().resendNanos();
            output.send(from, new Message.Fetch(s.learner.chosenUpTo() + 1));
        }
    }

    private void learn(long slot, Command command, Output output) {
        if (!s.learner.knows(slot)) {
            output.took(new Transition.Learn(slot, command));
            know(slot, command, output);
        }
    }

    private void know(long slot, Command command, Output output) {
        s.acceptor.noteLearned(slot, command, output);
        s.learner.learn(slot, command, output);
        Leader own = s.leader;
        if (own != null) {
            own.heardOf(slot);
        }
    }

    void onFetch(ReplicaId from, Message.Fetch m, Output output) {
        answerFetch(from, Math.max(1, m.slot()), output);
    }

    private void answerFetch(ReplicaId from, long slot, Output output) {
        if (slot <= s.learner.trimmed()) {
            output.send(from, new Message.Trimmed(s.learner.trimmed(), s.archivedUpTo));
            return;
        }
        List<Command> commands = s.learner.chosenFrom(slot);
        if (!commands.isEmpty()) {
            output.send(from, new Message.Chosen(slot, commands));
        }
    }

    void onTrimmed(Message.Trimmed m, Output output) {
        s.archivedUpTo = Math.max(s.archivedUpTo, m.archivedUpTo());
        if (m.slot() > s.learner.chosenUpTo()) {
            output.missing(s.learner.chosenUpTo() + 1, m.archivedUpTo());
        }
    }

    void onChosen(ReplicaId from, Message.Chosen m, Output output) {
        long before = s.learner.chosenUpTo();
        long slot = m.slot();
        for (Command command : m.commands()) {
            if (slot > s.baseWritten) {
                learn(slot, command, output);
            }
            passedBy(slot, command, output);
            slot++;
        }
        fetchDue = s.now();
        if (s.learner.chosenUpTo() > before && s.learner.chosenUpTo() < toldUpTo) {
            fetch(from, output);
        }
    }

    /** A leader that meets another command where it has a proposal of its own was passed by, and does not know better. */
    private void passedBy(long slot, Command command, Output output) {
        Leader own = s.leader;
        if (own != null && own.conflicting(slot, command) != null) {
            s.stepDown(output);
        } else if (own != null && s.learner.knows(slot)) {
            own.forget(slot);
        }
    }

    /** {@code ReplicationGroup!Fetch}: what the archive has, where others have trimmed. */
    void fetched(long first, List<Command> commands, Output output) {
        long before = s.learner.chosenUpTo();
        long slot = first;
        for (Command command : commands) {
            if (slot > s.learner.chosenUpTo() && slot > s.baseWritten) {
                if (!s.learner.knows(slot)) {
                    know(slot, command, output);
                }
                passedBy(slot, command, output);
            }
            slot++;
        }
        if (s.learner.chosenUpTo() > before) {
            output.transitions().add(0, new Transition.Fetch(Math.min(slot - 1, s.learner.chosenUpTo())));
            fetchDue = s.now();
        }
    }

    /** Somebody who may be the leader has this much: who is no member hears no heartbeats. */
    void onHeld(ReplicaId from, Message.Held m, Output output) {
        Leader leading = s.leading();
        if (leading != null) {
            leading.holds(from, m.slot());
            return;
        }
        s.archivedUpTo = Math.max(s.archivedUpTo, m.archivedUpTo());
        toldUpTo = Math.max(toldUpTo, m.slot());
        if (m.slot() > s.learner.chosenUpTo()) {
            fetch(from, output);
        }
        if (!s.isMember()) {
            // Whoever is to become a member says how far it is.
            output.send(from, new Message.Held(s.acceptor.durableChosenUpTo(), s.archivedUpTo));
        }
    }

    /** What waited for the lease to end. */
    void tick(Output output) {
        State.@Nullable Deferred waiting = s.deferred;
        if (waiting != null && s.grant.mayJoin(waiting.message().ballot())) {
            s.deferred = null;
            onPrepare(waiting.from(), waiting.message(), output);
        }
    }
}
