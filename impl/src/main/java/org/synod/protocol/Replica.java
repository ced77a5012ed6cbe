package org.synod.protocol;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Entry;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/**
 * One member of a group: acceptor, learner and, at times, candidate or leader.
 *
 * <p>{@link #step} is the only place where protocol state changes, and it does nothing but that: what is to be written,
 * sent and applied is in its {@link Output}. Each change is a step of {@code MultiPaxos.tla}, named by a
 * {@link Transition}. {@link Acceptor}, {@link Leader} and {@link Learner} keep it safe; {@link Election} and the timers
 * of {@link #tick} only decide when.
 *
 * <p>Where it says less than the specification allows: a slot that is known chosen is not voted for again (the sender is
 * told what was chosen instead), and a leader that meets another command chosen where it has a proposal of its own steps
 * down: a higher ballot has passed it by, and its word on what is chosen must not be taken for its own proposals.
 */
public final class Replica {

    private static final int BATCH_BYTES = 1 << 20;
    private static final int RESEND_SLOTS = 1024;

    private final Settings settings;
    private final List<ReplicaId> others;
    private final Acceptor acceptor;
    private final Learner learner = new Learner();
    private final Election election;
    private final boolean restarted;

    /** What the log says was chosen, until {@link #start} hands it out. */
    private final TreeMap<Long, Command> recovered = new TreeMap<>();

    /** The ballot that this replica prepares or leads, or null while it follows. */
    private @Nullable Leader leader;

    /** Who was last heard to lead, and under which ballot. */
    private Ballot following = Ballot.ZERO;

    /** The highest ballot ever heard of: the next try must beat it. */
    private Ballot highest = Ballot.ZERO;

    private long heartbeatDue;
    private long resendDue;
    private long resendSlot;
    private long noteDue;
    private long noted;
    private long fetchDue;

    /**
     * A replica as its log left it.
     *
     * @param log all records of this group's log, oldest first, all of them durable; empty for a new replica
     */
    public Replica(Settings settings, Iterable<LogRecord> log) {
        this.settings = settings;
        this.others = settings.configuration().replicas().stream()
                .filter(r -> !r.equals(settings.self()))
                .toList();
        this.acceptor = new Acceptor(settings.self());
        this.election = new Election(settings.timing().electionNanos(), settings.seed());
        boolean any = false;
        long chosenUpTo = 0;
        for (LogRecord record : log) {
            any = true;
            acceptor.recover(record);
            switch (record) {
                case LogRecord.Learned l -> recovered.put(l.slot(), l.command());
                case LogRecord.ChosenUpTo c -> chosenUpTo = Math.max(chosenUpTo, c.slot());
                case LogRecord.Promised p -> {}
                case LogRecord.Voted v -> {}
                case LogRecord.Trimmed t -> {}
            }
        }
        this.restarted = any;
        recover(chosenUpTo);
        highest = acceptor.promised();
    }

    /** Of the chosen prefix the log holds a vote for what was chosen, or, where the vote was for another, what was. */
    private void recover(long chosenUpTo) {
        recovered.tailMap(chosenUpTo, false).clear();
        for (long slot = 1; slot <= chosenUpTo; slot++) {
            if (!recovered.containsKey(slot)) {
                Entry vote = acceptor.vote(slot);
                if (vote == null) {
                    throw new IllegalStateException("the log says that slot " + slot + " is chosen, but not as what");
                }
                recovered.put(slot, vote.command());
            }
        }
        noted = chosenUpTo;
    }

    /**
     * {@code MultiPaxos!Restart}: what a restarted replica has to report and to apply before its first input. Call it
     * once, first; for a new replica the output is empty.
     */
    public Output start() {
        Output output = new Output();
        if (restarted) {
            recovered.forEach((slot, command) -> learner.learn(slot, command, output));
            recovered.clear();
            output.took(new Transition.Restart(acceptor.promised(), acceptor.durableVotes(), learner.chosenUpTo()));
        }
        return output;
    }

    /** Takes one input, changes the state, and says what is to be done about it. */
    public Output step(Input input) {
        Output output = new Output();
        switch (input) {
            case Input.Received received -> receive(received.from(), received.message(), output);
            case Input.Submitted submitted -> submit(submitted.commands(), output);
            case Input.Durable durable -> flush(durable.records(), output);
            case Input.Tick tick -> tick(tick.nowNanos(), output);
        }
        return output;
    }

    /** Whom this replica believes to lead, itself included; null when it knows of none. */
    public @Nullable ReplicaId leader() {
        if (isLeader()) {
            return settings.self();
        }
        return leader != null || following.equals(Ballot.ZERO) ? null : following.replica();
    }

    /** Whether this replica has a ballot of its own and its phase 1 is over. */
    public boolean isLeader() {
        return leader != null && leader.isLeading();
    }

    /** The ballot below which this replica takes part in nothing. */
    public Ballot promised() {
        return acceptor.promised();
    }

    /** Every slot up to this one is known chosen, and was handed out. */
    public long chosenUpTo() {
        return learner.chosenUpTo();
    }

    private void receive(ReplicaId from, Message message, Output output) {
        if (!others.contains(from)) {
            return; // Only members count.
        }
        switch (message) {
            case Message.Prepare m -> onPrepare(from, m, output);
            case Message.Promise m -> onPromise(from, m, output);
            case Message.Accept m -> onAccept(from, m, output);
            case Message.Accepted m -> onAccepted(from, m, output);
            case Message.Reject m -> onReject(m, output);
            case Message.Chosen m -> onChosen(m, output);
            case Message.Heartbeat m -> onHeartbeat(from, m, output);
            case Message.Fetch m -> onFetch(from, m, output);
            case Message.Held m -> {}
            case Message.Granted m -> {}
            case Message.Release m -> {}
            case Message.Trimmed m -> {}
            case Message.Ask m -> {}
            case Message.Answer m -> {}
            case Message.Retire m -> {}
        }
    }

    // Phase 1.

    /** {@code MultiPaxos!Prepare}. */
    private void prepare(Output output) {
        Ballot ballot = highest.next(settings.self());
        highest = ballot;
        long from = learner.chosenUpTo() + 1;
        Leader candidate = new Leader(settings.configuration(), ballot, from);
        leader = candidate;
        following = Ballot.ZERO;
        output.took(new Transition.Prepare(ballot, from));
        acceptor.prepare(ballot, from, others, output);
        election.restart();
        resendDue = election.now() + settings.timing().resendNanos();
    }

    private void onPrepare(ReplicaId from, Message.Prepare m, Output output) {
        heardOf(m.ballot());
        if (acceptor.promise(from, m.ballot(), m.slot(), output)) {
            followIfLower(m.ballot());
            following = Ballot.ZERO;
            election.restart();
        } else {
            output.send(from, new Message.Reject(m.ballot(), acceptor.promised()));
        }
    }

    private void onPromise(ReplicaId from, Message.Promise m, Output output) {
        Leader candidate = leader;
        if (candidate == null || !candidate.promised(from, m)) {
            return;
        }
        List<ReplicaId> quorum = candidate.quorum();
        SortedMap<Long, Command> adopted = candidate.lead();
        output.took(new Transition.Lead(candidate.ballot(), quorum, adopted));
        adopted.forEach((slot, command) -> vote(candidate, slot, command, output));
        for (Message.Accept accept : Leader.batches(candidate.ballot(), adopted, learner.chosenUpTo(), BATCH_BYTES)) {
            sendAll(accept, output);
        }
        heartbeat(candidate, output);
        resendDue = election.now() + settings.timing().resendNanos();
    }

    /** The leader is an acceptor like the others. */
    private void vote(Leader leading, long slot, Command command, Output output) {
        if (!acceptor.accept(settings.self(), leading.ballot(), slot, command, output)) {
            throw new IllegalStateException("a leader that has promised a higher ballot has stepped down");
        }
    }

    /** {@code MultiPaxos!FollowIfLower}. */
    private void followIfLower(Ballot ballot) {
        if (leader != null && leader.ballot().isLowerThan(ballot)) {
            leader = null;
        }
    }

    /** {@code MultiPaxos!StepDown}. */
    private void stepDown(Output output) {
        if (leader != null) {
            output.took(new Transition.StepDown(leader.ballot()));
            leader = null;
            election.restart();
        }
    }

    private void onReject(Message.Reject m, Output output) {
        heardOf(m.promised());
        if (leader != null
                && leader.ballot().equals(m.ballot())
                && leader.ballot().isLowerThan(m.promised())) {
            stepDown(output);
        }
    }

    private void heardOf(Ballot ballot) {
        if (highest.isLowerThan(ballot)) {
            highest = ballot;
        }
    }

    // Phase 2.

    private void submit(List<Command> commands, Output output) {
        Leader leading = leader;
        if (leading == null || !leading.isLeading()) {
            commands.forEach(c -> output.refused().add(new Output.Refusal(c, Output.Reason.NOT_LEADER, leader())));
            return;
        }
        SortedMap<Long, Command> proposed = new TreeMap<>();
        for (Command command : commands) {
            if (leading.inFlight() >= settings.maxInFlight()
                    || acceptor.retainedBytes() >= settings.maxRetainedBytes()) {
                output.refused().add(new Output.Refusal(command, Output.Reason.BUSY, settings.self()));
                continue;
            }
            long slot = leading.propose(command);
            proposed.put(slot, command);
            output.took(new Transition.Propose(leading.ballot(), slot, command));
            vote(leading, slot, command, output);
        }
        for (Message.Accept accept : Leader.batches(leading.ballot(), proposed, learner.chosenUpTo(), BATCH_BYTES)) {
            sendAll(accept, output);
        }
    }

    private void onAccept(ReplicaId from, Message.Accept m, Output output) {
        heardOf(m.ballot());
        if (!acceptor.takesPartIn(m.ballot())) {
            output.send(from, new Message.Reject(m.ballot(), acceptor.promised()));
            return;
        }
        followIfLower(m.ballot());
        heardLeader(m.ballot());
        long slot = m.slot();
        for (Command command : m.commands()) {
            if (slot > learner.chosenUpTo()) {
                acceptor.accept(from, m.ballot(), slot, command, output);
            }
            slot++;
        }
        if (m.slot() <= learner.chosenUpTo()) {
            output.send(from, new Message.Chosen(m.slot(), learner.chosenFrom(m.slot())));
        }
        learnUpTo(from, m.ballot(), m.chosenUpTo(), output);
    }

    private void onAccepted(ReplicaId from, Message.Accepted m, Output output) {
        Leader leading = leader;
        if (leading == null || !leading.isLeading() || !leading.ballot().equals(m.ballot())) {
            return;
        }
        for (long slot = m.slot(); slot < m.slot() + m.count(); slot++) {
            Command command = leading.accepted(from, slot);
            if (command != null && !learner.knows(slot)) {
                output.took(new Transition.Choose(leading.ballot(), slot, command));
                learner.learn(slot, command, output);
            }
        }
    }

    /** {@code MultiPaxos!Flush}: sends what waited, and counts what this replica told itself. */
    private void flush(long records, Output output) {
        for (Output.Envelope envelope : acceptor.flush(records, output)) {
            if (!envelope.to().equals(settings.self())) {
                output.messages().add(envelope);
            } else if (envelope.message() instanceof Message.Promise promise) {
                onPromise(settings.self(), promise, output);
            } else if (envelope.message() instanceof Message.Accepted accepted) {
                onAccepted(settings.self(), accepted, output);
            }
        }
    }

    // Learning.

    private void onHeartbeat(ReplicaId from, Message.Heartbeat m, Output output) {
        heardOf(m.ballot());
        if (!acceptor.takesPartIn(m.ballot())) {
            output.send(from, new Message.Reject(m.ballot(), acceptor.promised()));
            return;
        }
        if (leader != null && leader.ballot().isLowerThan(m.ballot())) {
            stepDown(output);
        }
        heardLeader(m.ballot());
        learnUpTo(from, m.ballot(), m.chosenUpTo(), output);
    }

    private void heardLeader(Ballot ballot) {
        following = ballot;
        election.restart();
    }

    /**
     * {@code MultiPaxos!Learn}: the leader of the ballot knows every slot up to {@code upTo} chosen. In a slot where this
     * replica voted in that same ballot, that is what it voted for; elsewhere it has to ask.
     */
    private void learnUpTo(ReplicaId from, Ballot ballot, long upTo, Output output) {
        for (long slot = learner.chosenUpTo() + 1; slot <= upTo; slot = learner.chosenUpTo() + 1) {
            Entry vote = acceptor.vote(slot);
            if (vote == null || !vote.ballot().equals(ballot)) {
                if (election.now() >= fetchDue) {
                    fetchDue = election.now() + settings.timing().resendNanos();
                    output.send(from, new Message.Fetch(slot));
                }
                return;
            }
            learn(slot, vote.command(), output);
        }
    }

    private void learn(long slot, Command command, Output output) {
        if (!learner.knows(slot)) {
            output.took(new Transition.Learn(slot, command));
            acceptor.noteLearned(slot, command, output);
            learner.learn(slot, command, output);
        }
    }

    private void onFetch(ReplicaId from, Message.Fetch m, Output output) {
        List<Command> commands = learner.chosenFrom(Math.max(1, m.slot()));
        if (!commands.isEmpty()) {
            output.send(from, new Message.Chosen(Math.max(1, m.slot()), commands));
        }
    }

    private void onChosen(Message.Chosen m, Output output) {
        long slot = m.slot();
        for (Command command : m.commands()) {
            learn(slot, command, output);
            Leader leading = leader;
            if (leading != null && leading.conflicting(slot, command) != null) {
                stepDown(output);
            } else if (leading != null) {
                leading.forget(slot);
            }
            slot++;
        }
        fetchDue = election.now();
    }

    // Time.

    private void tick(long nowNanos, Output output) {
        election.tick(nowNanos);
        Leader own = leader;
        if (own == null) {
            if (election.isDue()) {
                prepare(output);
            }
        } else if (own.isLeading()) {
            if (nowNanos >= heartbeatDue) {
                heartbeat(own, output);
            }
            if (nowNanos >= resendDue) {
                resendAccepts(own, output);
            }
        } else if (nowNanos >= resendDue) {
            resendPrepare(own, output);
        }
        if (nowNanos >= noteDue && learner.chosenUpTo() > noted) {
            noted = learner.chosenUpTo();
            noteDue = nowNanos + settings.timing().noteNanos();
            acceptor.noteChosen(noted, output);
        }
    }

    private void heartbeat(Leader leading, Output output) {
        heartbeatDue = election.now() + settings.timing().heartbeatNanos();
        sendAll(new Message.Heartbeat(leading.ballot(), 0, 0, learner.chosenUpTo()), output);
    }

    /** A candidate without a quorum asks again, but not before its own promise is durable. */
    private void resendPrepare(Leader candidate, Output output) {
        resendDue = election.now() + settings.timing().resendNanos();
        if (!candidate.hasPromised(settings.self())) {
            return;
        }
        for (ReplicaId other : others) {
            if (!candidate.hasPromised(other)) {
                output.send(other, new Message.Prepare(candidate.ballot(), candidate.from(), 0));
            }
        }
    }

    /** Proposals that are no nearer to being chosen than a while ago are sent again to those who did not answer. */
    private void resendAccepts(Leader leading, Output output) {
        resendDue = election.now() + settings.timing().resendNanos();
        long oldest = leading.oldestInFlight();
        if (oldest != 0 && oldest == resendSlot) {
            for (ReplicaId other : others) {
                SortedMap<Long, Command> missing = leading.missing(other, RESEND_SLOTS);
                for (Message.Accept accept :
                        Leader.batches(leading.ballot(), missing, learner.chosenUpTo(), BATCH_BYTES)) {
                    output.send(other, accept);
                }
            }
        }
        resendSlot = oldest;
    }

    private void sendAll(Message message, Output output) {
        for (ReplicaId other : others) {
            output.send(other, message);
        }
    }
}
