package org.synod.protocol;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/**
 * One replica of a group: acceptor, learner and, at times, candidate or leader.
 *
 * <p>{@link #step} is the only place where protocol state changes, and it does nothing but that: what is to be written,
 * sent and applied is in its {@link Output}. Each change is a step of {@code LeasedGroup.tla}, which is {@code
 * ReplicationGroup.tla} with leases, named by a {@link Transition}. {@link Acceptor}, {@link Leader}, {@link Learner},
 * {@link Grant} and {@link Lease} keep it safe; {@link Election} and the timers only decide when. {@link Proposer},
 * {@link Follower}, {@link Leasing} and {@link Keeper} bring the two together, each for a part of the specification.
 *
 * <p>Where it says less than the specification allows: a slot that is known chosen is not voted for again (the sender is
 * told what was chosen instead), and a leader that meets another command chosen where it has a proposal of its own steps
 * down: a higher ballot has passed it by, and its word on what is chosen must not be taken for its own proposals.
 */
public final class Replica {

    private final State s;
    private final Proposer proposer;
    private final Follower follower;
    private final Leasing leasing;
    private final Keeper keeper;
    private final boolean restarted;

    /** What the log says was chosen, until {@link #start} hands it out. */
    private final TreeMap<Long, Command> recovered = new TreeMap<>();

    /** The configuration that this replica last began to lead in, and in which ballot. */
    private Ballot ledBallot = Ballot.ZERO;

    private long ledConfiguration;

    /**
     * A replica as its log and its tree left it.
     *
     * @param ranBefore whether it ever ran before: even one whose log is empty may have granted a lease then
     * @param log all records of this group's log, oldest first, all of them durable
     * @param applied the slot that the durable tree is up to; 0 without one
     */
    public Replica(Settings settings, boolean ranBefore, Iterable<LogRecord> log, long applied) {
        this.restarted = ranBefore;
        this.s = new State(settings, restarted);
        this.proposer = new Proposer(s);
        this.follower = new Follower(s);
        this.leasing = new Leasing(s, proposer, follower);
        this.keeper = new Keeper(s);
        Configuration governing = settings.first();
        for (LogRecord record : log) {
            s.acceptor.recover(record);
            switch (record) {
                case LogRecord.Learned l -> recovered.put(l.slot(), l.command());
                case LogRecord.Trimmed t -> governing = t.governing();
                case LogRecord.ChosenUpTo c -> {}
                case LogRecord.Promised p -> {}
                case LogRecord.Voted v -> {}
            }
        }
        recover(governing, applied);
        s.highest = s.acceptor.promised();
    }

    /** A replica in the midst of its life, as the specification has it; it has led for a while if it leads. */
    public static Replica of(Settings settings, Image image) {
        Replica replica = new Replica(settings, false, List.of(), 0);
        image.restore(replica.s);
        Leader leading = replica.s.leading();
        if (leading != null) {
            replica.ledBallot = leading.ballot();
            replica.ledConfiguration = leading.acting().slot();
        }
        return replica;
    }

    /** What the specification has of this replica. */
    public Image image() {
        return Image.of(s);
    }

    /** Of the chosen prefix the log holds a vote for what was chosen, or, where the vote was for another, what was. */
    private void recover(Configuration governing, long applied) {
        long trimmed = s.acceptor.trimmed();
        long chosenUpTo = s.acceptor.durableChosenUpTo();
        s.learner.trim(trimmed, governing, new Output());
        recovered.tailMap(chosenUpTo, false).clear();
        recovered.headMap(trimmed, true).clear();
        for (long slot = trimmed + 1; slot <= chosenUpTo; slot++) {
            if (!recovered.containsKey(slot)) {
                Entry vote = s.acceptor.vote(slot);
                if (vote == null) {
                    throw new IllegalStateException("the log says that slot " + slot + " is chosen, but not as what");
                }
                recovered.put(slot, vote.command());
            }
        }
        // The tree may be ahead of what the log knows chosen: it was durable first. And where the log begins behind a
        // tree
        // that was copied, that is the tree.
        long inTree = s.isStorage() ? Math.max(applied, trimmed) : applied;
        s.applied = inTree;
        s.snapshot = inTree;
        s.archivedUpTo = trimmed;
        s.noteWritten = chosenUpTo;
        s.baseWritten = trimmed;
    }

    /**
     * {@code LeasedGroup!Restart}: what a restarted replica has to report and to apply before its first input. Call it
     * once, first; for a new replica the output is empty.
     */
    public Output start() {
        Output output = new Output();
        if (restarted) {
            recovered.forEach((slot, command) -> s.learner.learn(slot, command, output));
            recovered.clear();
            output.took(new Transition.Restart(
                    s.acceptor.promised(),
                    s.acceptor.durableVotes(),
                    s.learner.chosenUpTo(),
                    s.acceptor.trimmed(),
                    s.applied));
        }
        return output;
    }

    /** Takes one input, changes the state, and says what is to be done about it. */
    public Output step(Input input) {
        Output output = new Output();
        if (s.gone) {
            return output;
        }
        switch (input) {
            case Input.Received received -> receive(received.from(), received.message(), output);
            case Input.Submitted submitted -> proposer.submit(submitted.commands(), submitted.timeMillis(), output);
            case Input.Durable durable -> flush(durable.records(), output);
            case Input.Tick tick -> tick(tick.nowNanos(), tick.suspendedNanos(), output);
            case Input.Applied applied -> keeper.applied(applied.upTo(), output);
            case Input.Snapshotted snapshotted -> keeper.snapshotted(snapshotted.upTo(), output);
            case Input.Archived archived -> keeper.archived(archived.upTo(), archived.own(), output);
            case Input.Fetched fetched -> follower.fetched(fetched.slot(), fetched.commands(), output);
            case Input.Skipped skipped -> keeper.skipped(skipped.upTo(), skipped.governing(), output);
            case Input.Installed installed -> keeper.installed(installed, output);
            case Input.Read read -> leasing.read(output);
            case Input.Captured captured -> leasing.captured(output);
            case Input.ReadEventually read -> leasing.readEventually(output);
            case Input.Reconfigure reconfigure -> proposer.want(reconfigure.members(), output);
            case Input.Observed observed -> s.observers = observed.observers();
            case Input.Relinquish relinquish -> leasing.relinquish(output);
        }
        if (!s.gone) {
            goOn(output);
        }
        return output;
    }

    /** What the step has made possible. */
    private void goOn(Output output) {
        proposer.progress(output);
        Leader leading = s.leading();
        if (leading != null
                && (!leading.ballot().equals(ledBallot) || leading.acting().slot() != ledConfiguration)) {
            ledBallot = leading.ballot();
            ledConfiguration = leading.acting().slot();
            leading.holds(s.self, s.acceptor.durableChosenUpTo());
            leasing.begin(output);
        }
        keeper.note(output);
    }

    private void receive(ReplicaId from, Message message, Output output) {
        switch (message) {
            case Message.Prepare m -> follower.onPrepare(from, m, output);
            case Message.Promise m -> proposer.onPromise(from, m, output);
            case Message.Accept m -> follower.onAccept(from, m, output);
            case Message.Accepted m -> proposer.onAccepted(from, m, output);
            case Message.Reject m -> follower.onReject(m, output);
            case Message.Chosen m -> follower.onChosen(from, m, output);
            case Message.Held m -> follower.onHeld(from, m, output);
            case Message.Heartbeat m -> leasing.onHeartbeat(from, m, output);
            case Message.Granted m -> leasing.onGranted(from, m, output);
            case Message.Release m -> leasing.onRelease(m, output);
            case Message.Fetch m -> follower.onFetch(from, m, output);
            case Message.Trimmed m -> follower.onTrimmed(m, output);
            case Message.Ask m -> onAsk(from, m, output);
            case Message.Answer m -> onAnswer(from, m, output);
            case Message.Retire m -> onRetire(m, output);
        }
    }

    /** {@code FailureDetection!Answer}. */
    private void onAsk(ReplicaId from, Message.Ask m, Output output) {
        output.send(from, new Message.Answer(m.round(), hearsLeader()));
        proposer.remindRemoved(from, output);
    }

    private void onAnswer(ReplicaId from, Message.Answer m, Output output) {
        s.election.answer(from, m.round(), m.hears());
        if (s.leader == null && s.election.mayPrepare()) {
            proposer.prepare(output);
        }
    }

    /** {@code ReplicationGroup!Leave}: a member that is told so, but knows better, stays. */
    private void onRetire(Message.Retire m, Output output) {
        if (s.learner.chosenUpTo() >= m.configuration() && s.isMember()) {
            return;
        }
        output.took(new Transition.Leave(m.configuration()));
        output.leave();
        s.dropLeader(output);
        s.gone = true;
    }

    /** {@code ReplicationGroup!Flush}: sends what waited, and counts what this replica told itself. */
    private void flush(long records, Output output) {
        for (Output.Envelope envelope : s.acceptor.flush(records, output)) {
            if (!envelope.to().equals(s.self)) {
                output.messages().add(envelope);
            } else if (envelope.message() instanceof Message.Promise promise) {
                proposer.onPromise(s.self, promise, output);
            } else if (envelope.message() instanceof Message.Accepted accepted) {
                proposer.onAccepted(s.self, accepted, output);
            }
        }
        keeper.flush(records, output);
    }

    private void tick(long nowNanos, long suspendedNanos, Output output) {
        s.suspendedNanos = suspendedNanos;
        s.grant.tick(nowNanos);
        s.election.tick(nowNanos);
        follower.tick(output);
        if (s.leader == null) {
            elect(output);
        }
        leasing.tick(output);
        proposer.tick(output);
    }

    /** {@code FailureDetection!Ask, Prepare}. */
    private void elect(Output output) {
        if (!s.election.mayAsk() && !s.election.mayPrepare()) {
            return;
        }
        Configuration governing = s.governing();
        if (!governing.contains(s.self)) {
            return;
        }
        if (!s.rules.electable(s.settings.role())) {
            offer(governing, output);
            return;
        }
        if (s.election.mayAsk()) {
            Message.Ask ask = new Message.Ask(s.election.ask(governing, s.self));
            for (ReplicaId other : governing.replicas()) {
                if (!other.equals(s.self)) {
                    output.send(other, ask);
                }
            }
        }
        if (s.election.mayPrepare()) {
            proposer.prepare(output);
        }
    }

    /**
     * A log replica without a leader never leads, but may be the last that knows who the members are: those that may lead
     * hear of what it has, and fetch it.
     */
    private void offer(Configuration governing, Output output) {
        if (s.election.mayAsk()) {
            s.election.postpone();
            for (ReplicaId other : governing.replicas()) {
                if (!other.equals(s.self)) {
                    output.send(other, new Message.Held(s.acceptor.durableChosenUpTo(), s.archivedUpTo));
                }
            }
        }
    }

    // What may be looked at from outside.

    /** Whom this replica believes to lead, itself included; null when it knows of none. */
    public @Nullable ReplicaId leader() {
        return s.believed();
    }

    /** Whether this replica has a ballot of its own and its phase 1 is over. */
    public boolean isLeader() {
        return s.leading() != null;
    }

    /** Whether this replica leads, or has heard of the leader not long ago. {@code FailureDetection!Hears}. */
    public boolean hearsLeader() {
        return s.leading() != null || s.election.hears();
    }

    /** For how long this leader's lease will last, in nanoseconds from the last tick; 0 without one. */
    public long leaseNanos() {
        Leader leading = s.leading();
        return leading == null || leading.isChanging() ? 0 : leading.lease().leftNanos(leading.acting(), s.leaseNow());
    }

    /** Whether it was removed and takes no further part. */
    public boolean hasLeft() {
        return s.gone;
    }

    /** The ballot below which this replica takes part in nothing. */
    public Ballot promised() {
        return s.acceptor.promised();
    }

    /** Every slot up to this one is known chosen, and was handed out. */
    public long chosenUpTo() {
        return s.learner.chosenUpTo();
    }

    /** Every slot up to this one will still be known chosen after a crash. */
    public long notedUpTo() {
        return s.acceptor.durableChosenUpTo();
    }

    /** Every slot up to this one is in the archive, as far as this replica has heard. */
    public long archivedUpTo() {
        return s.archivedUpTo;
    }

    /** The log begins behind this slot. */
    public long trimmed() {
        return s.learner.trimmed();
    }

    /** What is chosen in the slot, which is known and not trimmed. */
    public Command chosen(long slot) {
        Command command = s.learner.chosen(slot);
        if (command == null) {
            throw new IllegalArgumentException("slot " + slot + " is trimmed, or not known chosen");
        }
        return command;
    }

    /** Who governs a slot whose predecessors are all known chosen, and not trimmed by more than one. */
    public Configuration governing(long slot) {
        return s.learner.configurations().governing(slot);
    }

    /** Who governs the first slot that is not known chosen. */
    public Configuration configuration() {
        return s.governing();
    }

    /** How far a member's log is durable, as chosen, by what it told this leader; 0 when it did not. */
    public long held(ReplicaId member) {
        Leader leading = s.leading();
        return leading == null ? 0 : leading.held(member);
    }

    /** Whether this replica is a member, as far as it knows. */
    public boolean isMember() {
        return s.isMember();
    }

    /** Whether a change of the members is wanted or under way, or not established yet. */
    public boolean isChanging() {
        Leader leading = s.leading();
        return leading != null && (leading.isChanging() || s.wanted != null || !leading.isEstablished(s.archivedUpTo));
    }

    /** Bytes of the commands that are kept in memory. */
    public long retainedBytes() {
        return s.acceptor.retainedBytes();
    }
}
