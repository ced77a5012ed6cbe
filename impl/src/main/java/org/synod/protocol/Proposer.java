package org.synod.protocol;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;

/**
 * What a candidate and a leader do: phase 1, proposals, and the change of members.
 *
 * <p>Source: Paxos Made Simple, sections 2.2 and 3; {@code ReplicationGroup!Prepare, Lead, Propose, Choose, Reconfigure,
 * ProposeAwaited, PrepareNew, Retire}.
 */
final class Proposer {

    private static final int BATCH_BYTES = 1 << 20;
    private static final int RESEND_SLOTS = 1024;

    private final State s;
    private long resendDue;
    private long resendSlot;

    /** The slot of the configuration that this leader has let the old members go for; 0 for none. */
    private long retired;

    Proposer(State state) {
        this.s = state;
    }

    /** {@code ReplicationGroup!Prepare}: only who has a tree and is a member; {@code LeasedGroup!MayJoin} as well. */
    void prepare(Output output) {
        Ballot ballot = s.rules.nextBallot(s.highest, s.self);
        Configuration acting = s.governing();
        if (!s.rules.electable(s.settings.role()) || !acting.contains(s.self) || !s.grant.mayJoin(ballot)) {
            return;
        }
        s.highest = ballot;
        long from = s.learner.chosenUpTo() + 1;
        Leader candidate = new Leader(s.rules, acting, ballot, from, s.settings.timing());
        s.learner.knownBeyond().forEach(candidate::heardOf);
        s.leader = candidate;
        s.following = Ballot.ZERO;
        s.lastTimeMillis = s.learner.lastTimeMillis();
        retired = 0;
        output.took(new Transition.Prepare(ballot, from, acting.slot()));
        s.acceptor.prepare(ballot, from, acting, output);
        s.election.postpone();
        resendDue = s.now() + s.settings.timing().resendNanos();
    }

    void onPromise(ReplicaId from, Message.Promise m, Output output) {
        Leader candidate = s.leader;
        if (candidate == null) {
            return;
        }
        if (candidate.promised(from, m)) {
            lead(candidate, output);
        } else if (candidate.missing() > s.learner.chosenUpTo()) {
            // Who has trimmed what this candidate lacks cannot report it; the archive has it.
            s.archivedUpTo = Math.max(s.archivedUpTo, candidate.missing());
            output.missing(s.learner.chosenUpTo() + 1, candidate.missing());
        }
    }

    /** {@code ReplicationGroup!Lead}. */
    private void lead(Leader candidate, Output output) {
        List<ReplicaId> quorum = candidate.quorum();
        SortedMap<Long, Command> adopted = candidate.lead();
        output.took(new Transition.Lead(candidate.ballot(), quorum, adopted));
        for (Command command : adopted.values()) {
            s.lastTimeMillis = Math.max(s.lastTimeMillis, command.timeMillis());
        }
        send(candidate, adopted, output);
        resendDue = s.now() + s.settings.timing().resendNanos();
    }

    /** The leader votes as the others do, and asks them to; where its log does not begin before the slot it has no vote. */
    private void send(Leader leading, SortedMap<Long, Command> proposals, Output output) {
        proposals.forEach((slot, command) -> {
            if (slot <= s.baseWritten) {
                leading.forget(slot); // A tree was copied since phase 1 began.
            } else if (!s.acceptor.accept(
                    s.self, leading.ballot(), slot, leading.acting().slot(), command, output)) {
                throw new IllegalStateException("a leader that has promised a higher ballot has stepped down");
            }
        });
        for (Message.Accept accept : leading.batches(proposals, toldChosen(leading), BATCH_BYTES)) {
            sendAll(leading, accept, output);
        }
    }

    /** How far others are told that the log is chosen. */
    long toldChosen(Leader leading) {
        return s.rules.tells(s.learner.chosenUpTo(), leading.next());
    }

    void sendAll(Leader leading, Message message, Output output) {
        for (Member member : leading.acting().members()) {
            if (!member.id().equals(s.self)) {
                output.send(member.id(), message);
            }
        }
    }

    // Phase 2.

    void submit(List<Command> commands, long timeMillis, Output output) {
        Leader leading = s.leading();
        if (leading == null) {
            commands.forEach(c -> output.refused().add(new Output.Refusal(c, Output.Reason.NOT_LEADER, s.believed())));
            return;
        }
        s.lastTimeMillis = Math.max(s.lastTimeMillis, timeMillis);
        boolean mayPropose = mayPropose(leading);
        SortedMap<Long, Command> proposed = new TreeMap<>();
        for (Command command : commands) {
            if (leading.inFlight() + s.queued.size() >= s.settings.maxInFlight()
                    || s.acceptor.retainedBytes() >= s.settings.maxRetainedBytes()) {
                output.refused().add(new Output.Refusal(command, Output.Reason.BUSY, s.self));
            } else if (mayPropose) {
                propose(leading, command, proposed, output);
            } else {
                s.queued.add(command);
            }
        }
        send(leading, proposed, output);
    }

    /** The guard of {@code ReplicationGroup!Propose}; and no change of members is wanted, which waits for a pause. */
    private boolean mayPropose(Leader leading) {
        return s.rules.mayPropose(leading.isChanging(), leading.isEstablished(s.archivedUpTo)) && s.wanted == null;
    }

    /** {@code ReplicationGroup!Propose}. */
    private void propose(Leader leading, Command command, SortedMap<Long, Command> proposed, Output output) {
        Command timed = command.at(s.lastTimeMillis);
        long slot = leading.propose(timed);
        proposed.put(slot, timed);
        output.took(new Transition.Propose(leading.ballot(), slot, timed));
    }

    /** {@code ReplicationGroup!Choose}. */
    void onAccepted(ReplicaId from, Message.Accepted m, Output output) {
        Leader leading = s.leading();
        if (leading == null || !s.rules.countsVote(m.ballot(), leading.ballot())) {
            return;
        }
        long voter = leading.acting().bitOf(from);
        for (long slot = m.slot(); slot < m.slot() + m.count(); slot++) {
            Command command = leading.accepted(voter, slot);
            if (command != null && !s.learner.knows(slot)) {
                output.took(new Transition.Choose(leading.ballot(), slot, command));
                s.learner.learn(slot, command, output);
            }
        }
    }

    // Reconfiguration.

    /** Takes an operator's wish; it is proposed as soon as nothing is in flight. */
    void want(List<Member> members, Output output) {
        Leader leading = s.leading();
        Configuration wanted = Configuration.first(members);
        if (leading == null) {
            output.refuse("this replica does not lead");
        } else if (leading.isChanging() || s.wanted != null) {
            output.refuse("another change of the members is under way");
        } else if (!leading.isEstablished(s.archivedUpTo)) {
            output.refuse("the last change of the members is not established yet");
        } else if (!wanted.contains(s.self)) {
            output.refuse("a leader removes itself only after it has relinquished");
        } else if (members.stream().noneMatch(m -> m.role() == Role.STORAGE)) {
            output.refuse("a group needs a storage replica");
        } else if (!s.rules.fresh(s.learner.configurations().everRemoved(wanted))) {
            output.refuse("a replica that was removed comes back only under another name");
        } else if (leading.acting().hasMembersOf(wanted)) {
            output.refuse("these are the members already");
        } else {
            s.wanted = members;
        }
    }

    /** What has become possible since; every step of a leader ends with it. */
    void progress(Output output) {
        Leader leading = s.leading();
        if (leading == null) {
            return;
        }
        Command awaited = leading.awaited();
        if (awaited != null && s.rules.mayReconfigure(s.learner.chosenUpTo(), leading.next())) {
            proposeAwaited(leading, awaited, output);
        }
        Configuration governing = s.governing();
        if (governing.slot() > leading.acting().slot() && leading.next() <= s.learner.chosenUpTo() + 1) {
            prepareNew(leading, governing, output);
            return;
        }
        if (leading.isChanging() || !leading.isEstablished(s.archivedUpTo)) {
            return;
        }
        retire(leading, output);
        List<Member> wanted = s.wanted;
        if (wanted != null) {
            if (s.rules.mayReconfigure(s.learner.chosenUpTo(), leading.next())) {
                s.wanted = null;
                reconfigure(leading, wanted, output);
            }
        } else if (!s.queued.isEmpty()) {
            SortedMap<Long, Command> proposed = new TreeMap<>();
            s.queued.forEach(command -> propose(leading, command, proposed, output));
            s.queued.clear();
            send(leading, proposed, output);
        }
    }

    /** {@code ReplicationGroup!Reconfigure}. */
    private void reconfigure(Leader leading, List<Member> members, Output output) {
        Command command = Command.configuration(members).at(s.lastTimeMillis);
        long slot = leading.propose(command);
        output.took(new Transition.Reconfigure(leading.ballot(), slot, command));
        send(leading, new TreeMap<>(Map.of(slot, command)), output);
    }

    /** {@code ReplicationGroup!ProposeAwaited}. */
    private void proposeAwaited(Leader leading, Command command, Output output) {
        long slot = leading.proposeAwaited(command);
        output.took(new Transition.ProposeAwaited(leading.ballot(), slot, command));
        send(leading, new TreeMap<>(Map.of(slot, command)), output);
    }

    /** {@code ReplicationGroup!PrepareNew}. */
    private void prepareNew(Leader leading, Configuration configuration, Output output) {
        if (!configuration.contains(s.self) || !leading.ballot().equals(s.acceptor.promised())) {
            s.stepDown(output);
            return;
        }
        long from = s.learner.chosenUpTo() + 1;
        leading.prepareNew(configuration, from);
        output.took(new Transition.PrepareNew(leading.ballot(), from, configuration.slot()));
        s.acceptor.prepare(leading.ballot(), from, configuration, output);
        resendDue = s.now() + s.settings.timing().resendNanos();
    }

    /** {@code ReplicationGroup!Retire}: who is no member any more may go. */
    private void retire(Leader leading, Output output) {
        long slot = leading.acting().slot();
        if (slot <= retired) {
            return;
        }
        retired = slot;
        List<ReplicaId> removed = s.learner.configurations().removedUpTo(slot);
        if (!removed.isEmpty()) {
            output.took(new Transition.Retire(slot));
            removed.forEach(r -> output.send(r, new Message.Retire(slot)));
        }
    }

    /**
     * Who takes itself for a member, and is none, was removed and may not have heard of it; that it speaks is an occasion to
     * say so again.
     */
    void remindRemoved(ReplicaId from, Output output) {
        Leader leading = s.leading();
        if (leading != null
                && retired > 0
                && retired == leading.acting().slot()
                && !leading.acting().contains(from)
                && !s.observers.contains(from)) {
            output.send(from, new Message.Retire(retired));
        }
    }

    // Time.

    void tick(Output output) {
        Leader own = s.leader;
        if (own == null || s.now() < resendDue) {
            return;
        }
        if (!own.isLeading()) {
            resendPrepare(own, output);
        } else {
            resendAccepts(own, output);
        }
    }

    /** A candidate without a quorum asks again, but not before its own promise is durable. */
    private void resendPrepare(Leader candidate, Output output) {
        resendDue = s.now() + s.settings.timing().resendNanos();
        if (s.governing().slot() > candidate.acting().slot()
                || (candidate.missing() > 0 && candidate.missing() <= s.learner.chosenUpTo())) {
            // It has learned more since than it asked about.
            s.stepDown(output);
            return;
        }
        if (!candidate.hasPromised(s.self)) {
            return;
        }
        for (ReplicaId other : candidate.acting().replicas()) {
            if (!other.equals(s.self) && !candidate.hasPromised(other)) {
                output.send(
                        other,
                        new Message.Prepare(
                                candidate.ballot(),
                                candidate.from(),
                                candidate.acting().slot()));
            }
        }
    }

    /** Proposals that are no nearer to being chosen than a while ago are sent again to those who did not answer. */
    private void resendAccepts(Leader leading, Output output) {
        resendDue = s.now() + s.settings.timing().resendNanos();
        long oldest = leading.oldestInFlight();
        if (oldest != 0 && oldest == resendSlot) {
            for (ReplicaId other : leading.acting().replicas()) {
                if (!other.equals(s.self)) {
                    SortedMap<Long, Command> missing = leading.missing(other, RESEND_SLOTS);
                    for (Message.Accept accept : leading.batches(missing, toldChosen(leading), BATCH_BYTES)) {
                        output.send(other, accept);
                    }
                }
            }
        }
        resendSlot = oldest;
    }
}
