package org.synod.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.ClientMessage.Status;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.transport.Transport;
import org.synod.wal.WriteAheadLog;

/**
 * One group's replica in a node, with its tree, its archive and its clients. What the steps of a pass ask for gathers here,
 * until {@link #append} and {@link #apply} do it. On the event loop.
 */
final class GroupHost {

    /**
     * What a host is made of.
     *
     * @param tree null at a log replica
     * @param archive null where nothing is archived
     */
    record Parts(
            GroupId group,
            Replica replica,
            @Nullable TreeKeeper tree,
            @Nullable ArchiveKeeper archive,
            WriteAheadLog log,
            Transport transport,
            TransitionSink sink,
            TraceClock clock) {}

    /** Hears what a host cannot do itself. On the event loop; must not wait. */
    interface Listener {

        /** Something is missing that others have trimmed. */
        void missing(Output.Missing missing);

        /** The members are others. */
        void configured(Configuration configuration);

        /** The replica was removed from the group, and takes no further part. */
        void left();
    }

    private record Appended(long sequence, long records) {}

    private final Parts parts;
    private final Replica replica;
    private final Requests requests;
    private final Listener listener;

    private final ArrayDeque<Appended> appended = new ArrayDeque<>();
    private long appendedRecords;
    private long durableSequence;
    private boolean ledBefore;
    private Configuration configuration;

    private List<Command> submitted = new ArrayList<>();
    private final List<LogRecord> records = new ArrayList<>();
    private final List<Output.Decision> chosen = new ArrayList<>();
    private final List<Output.Refusal> refused = new ArrayList<>();
    private boolean readEventually;
    private long tickedNanos = Long.MIN_VALUE;

    GroupHost(Parts parts, Listener listener) {
        this.parts = parts;
        this.replica = parts.replica;
        this.requests = new Requests(parts.group);
        this.listener = listener;
        this.configuration = replica.configuration();
    }

    /** Takes what the replica has to say before its first input. */
    void start(long nowNanos) {
        take(replica.start(), nowNanos, null);
    }

    Replica replica() {
        return replica;
    }

    Parts parts() {
        return parts;
    }

    // Requests.

    /** Takes a request; its command is part of the next {@link #submit}. */
    void request(Requests.Asked asked) {
        byte[] payload = asked.request().payload();
        TreeKeeper tree = parts.tree;
        if (replica.hasLeft() || tree == null) {
            requests.reply(asked, Status.NOT_LEADER, 0, replica.leader(), Requests.EMPTY);
            return;
        }
        if (tree.isHeld()) {
            requests.reply(asked, Status.BUSY, 0, null, Requests.text("the tree is being replaced by a copy"));
            return;
        }
        String refusal = tree.machine().refusal(payload);
        if (refusal != null) {
            requests.reply(asked, Status.INVALID, 0, null, Requests.text(refusal));
            return;
        }
        switch (asked.request().kind()) {
            case EVENTUAL_READ -> {
                readEventually = true;
                requests.reply(
                        asked, Status.OK, tree.applied(), null, tree.machine().read(payload));
            }
            case CONSISTENT_READ -> readConsistently(asked);
            case LOG -> write(asked, tree);
            case STATUS, MEMBERS, RELINQUISH -> throw new IllegalArgumentException("not for the tree");
        }
    }

    private void readConsistently(Requests.Asked asked) {
        if (replica.isLeader()) {
            requests.read(asked);
        } else {
            requests.reply(asked, Status.NOT_LEADER, 0, replica.leader(), Requests.EMPTY);
        }
    }

    private void write(Requests.Asked asked, TreeKeeper tree) {
        ClientMessage.Request request = asked.request();
        if (tree.sessions().isStale(request.client(), request.sequence())) {
            requests.reply(asked, Status.SESSION_EXPIRED, tree.applied(), null, Requests.EMPTY);
            return;
        }
        if (!replica.isLeader()) {
            requests.reply(asked, Status.NOT_LEADER, 0, replica.leader(), Requests.EMPTY);
            return;
        }
        String full = full(tree);
        if (full != null) {
            requests.reply(asked, Status.BUSY, 0, null, Requests.text(full));
        } else if (requests.await(asked)) {
            // One that was executed already is proposed again: its session gives it the same result, in a slot of this
            // ballot, which may be acknowledged.
            submitted.add(new Command(request.client(), request.sequence(), request.payload()));
        }
    }

    private @Nullable String full(TreeKeeper tree) {
        String full = parts.log.refusal();
        if (full == null && tree.isBehind()) {
            full = "the tree's disk does not keep up";
        }
        return full == null && parts.archive != null ? parts.archive.refusal(replica) : full;
    }

    void reply(Requests.Asked asked, Status status, String text) {
        requests.reply(asked, status, 0, replica.leader(), Requests.text(text));
    }

    // Steps.

    /** Lets time pass, once for each time that is given. */
    void tick(long nowNanos, long suspendedNanos) {
        if (tickedNanos != nowNanos) {
            tickedNanos = nowNanos;
            step(new Input.Tick(nowNanos, suspendedNanos), nowNanos, null);
        }
    }

    /** Steps with everything that clients asked for since the last time. */
    void submit(long nowNanos) {
        if (!submitted.isEmpty()) {
            List<Command> commands = submitted;
            submitted = new ArrayList<>();
            step(new Input.Submitted(commands, System.currentTimeMillis()), nowNanos, null);
        }
    }

    /** Steps with what the log made durable since the last time. */
    void durable(long sequence, long nowNanos) {
        if (sequence <= durableSequence) {
            return;
        }
        durableSequence = sequence;
        long count = 0;
        while (!appended.isEmpty() && appended.peek().sequence <= sequence) {
            count = appended.remove().records;
        }
        if (count > 0) {
            step(new Input.Durable(count), nowNanos, null);
        }
    }

    /** Whether something was appended that is not durable. */
    boolean awaitsDisk() {
        return !appended.isEmpty();
    }

    Output step(Input input, long nowNanos, TransitionSink.@Nullable Cause cause) {
        Output output = replica.step(input);
        take(output, nowNanos, cause);
        return output;
    }

    private void take(Output output, long nowNanos, TransitionSink.@Nullable Cause cause) {
        for (var transition : output.transitions()) {
            parts.clock.next();
            parts.sink.took(transition, parts.clock, nowNanos, cause);
        }
        records.addAll(output.records());
        for (Output.Envelope envelope : output.messages()) {
            parts.transport.send(envelope.to(), parts.group, parts.clock.stamp(), envelope.message());
        }
        chosen.addAll(output.chosen());
        refused.addAll(output.refused());
        if (output.trimmed() > 0) {
            parts.log.trim(parts.group, output.trimmed());
        }
        Output.Missing missing = output.missing();
        if (missing != null) {
            listener.missing(missing);
        }
        if (output.left()) {
            listener.left();
        }
    }

    /** Hands the records of the pass to the log. */
    void append() {
        if (!records.isEmpty()) {
            appendedRecords += records.size();
            appended.add(new Appended(parts.log.append(parts.group, records), appendedRecords));
            records.clear();
        }
    }

    /** Whether the pass left nothing to be traced, written, applied or answered. */
    boolean isSettled() {
        return parts.sink.equals(TransitionSink.NONE)
                && records.isEmpty()
                && chosen.isEmpty()
                && refused.isEmpty()
                && submitted.isEmpty()
                && !requests.hasReads()
                && !readEventually
                && ledBefore == replica.isLeader()
                && configuration.equals(replica.configuration());
    }

    /** Applies what was chosen in the pass, and answers the clients whom it concerns. */
    void apply(long nowNanos) {
        TreeKeeper tree = parts.tree;
        if (tree != null && tree.isHeld()) {
            return;
        }
        if (!chosen.isEmpty() && tree != null) {
            long before = tree.applied();
            for (Output.Decision decision : chosen) {
                if (decision.slot() > tree.applied()) {
                    requests.applied(
                            decision.slot(), decision.command(), tree.apply(decision.slot(), decision.command()));
                }
            }
            if (tree.applied() > before) {
                Output output = step(new Input.Applied(tree.applied()), nowNanos, null);
                requests.answer(output.acknowledged(), replica.leader());
            }
        }
        chosen.clear();
        refused.forEach(requests::refused);
        refused.clear();
        if (readEventually) {
            readEventually = false;
            step(new Input.ReadEventually(), nowNanos, null);
        }
        if (ledBefore && !replica.isLeader()) {
            releaseWaiting();
        }
        ledBefore = replica.isLeader();
        if (!configuration.equals(replica.configuration())) {
            configuration = replica.configuration();
            listener.configured(configuration);
        }
    }

    /** Answers the consistent reads of the pass: captures, looks at the lease again, and only then answers. */
    void read(long nowNanos, SuspendedClock time) {
        TreeKeeper tree = parts.tree;
        if (tree == null || tree.isHeld() || !requests.hasReads()) {
            return;
        }
        List<Requests.Asked> reads = requests.takeReads();
        boolean granted = step(new Input.Read(), nowNanos, null).granted();
        List<byte[]> answers = new ArrayList<>();
        if (granted) {
            reads.forEach(
                    asked -> answers.add(tree.machine().read(asked.request().payload())));
            long later = System.nanoTime();
            tick(later, time.suspendedNanos(later));
            granted = step(new Input.Captured(), later, null).granted();
        }
        for (int i = 0; i < reads.size(); i++) {
            if (granted) {
                requests.reply(reads.get(i), Status.OK, tree.applied(), null, answers.get(i));
            } else if (replica.isLeader()) {
                requests.reply(reads.get(i), Status.BUSY, 0, null, Requests.text(Requests.NO_LEASE));
            } else {
                requests.reply(reads.get(i), Status.NOT_LEADER, 0, replica.leader(), Requests.EMPTY);
            }
        }
    }

    /** Hands to the archiver what is due. */
    void archive(long nowNanos) {
        if (parts.archive != null) {
            parts.archive.submit(replica, nowNanos);
        }
    }

    /** Sends everybody who waits to ask again elsewhere. */
    void releaseWaiting() {
        ReplicaId leader = replica.leader();
        requests.release(leader);
    }
}
