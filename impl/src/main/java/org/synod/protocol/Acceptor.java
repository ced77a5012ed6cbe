package org.synod.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * What an acceptor promised and voted for, and what waits until that is durable.
 *
 * <p>Safe to call in any order: every method holds the specification's guard itself. Source: Paxos Made Simple, section
 * 2.2, "Putting the actions of the proposer and acceptor together"; {@code MultiPaxos!Promise, Accept, Flush}.
 *
 * <p>Invariant: {@code promised} is at least the ballot of every vote.
 */
final class Acceptor {

    /** A frame is a message at most; a longer report of votes travels in parts of about this many bytes. */
    private static final int PART_BYTES = 1 << 20;

    /** Something that waits for a record: the answer to send, and to whom. An answer to oneself is counted, not sent. */
    private record Waiting(long record, boolean vote, ReplicaId to, List<Message> messages) {}

    private final ReplicaId self;
    private Ballot promised = Ballot.ZERO;
    private final SlotMap<Entry> votes = new SlotMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** How many records this replica object has put out; the ordinal of the last one. */
    private long records;

    /** How many promises and votes the log ever made durable. */
    private long durableVotes;

    private long retainedBytes;

    /** Invariant: a prefix of what the log notes, durable or not yet: {@code notes} in order of their records. */
    private record Note(long record, long chosenUpTo) {}

    private final Deque<Note> notes = new ArrayDeque<>();
    private long durableChosenUpTo;

    Acceptor(ReplicaId self) {
        this.self = self;
    }

    Ballot promised() {
        return promised;
    }

    /** The one guard of both phases: no part in a ballot below the promised one. */
    boolean takesPartIn(Ballot ballot) {
        return ballot.compareTo(promised) >= 0;
    }

    @Nullable Entry vote(long slot) {
        return votes.get(slot);
    }

    long retainedBytes() {
        return retainedBytes;
    }

    long durableVotes() {
        return durableVotes;
    }

    /** {@code MultiPaxos!Restart}: takes back one record of the log, oldest first. */
    void recover(LogRecord record) {
        switch (record) {
            case LogRecord.Promised p -> promised = higher(promised, p.ballot());
            case LogRecord.Voted v -> {
                promised = higher(promised, v.ballot());
                remember(v.slot(), new Entry(v.ballot(), v.under(), v.command()));
            }
            case LogRecord.Learned l -> {}
            case LogRecord.ChosenUpTo c -> durableChosenUpTo = Math.max(durableChosenUpTo, c.slot());
            case LogRecord.Trimmed t -> throw new IllegalStateException("nothing trims yet");
        }
        if (record.isVote()) {
            durableVotes++;
        }
    }

    /** {@code MultiPaxos!Prepare}, the candidate's own promise. The Prepares leave when it is durable. */
    void prepare(Ballot ballot, long slot, List<ReplicaId> others, Output output) {
        writePromise(ballot, output);
        for (ReplicaId other : others) {
            waiting.add(new Waiting(records, false, other, List.of(new Message.Prepare(ballot, slot, 0))));
        }
        waiting.add(new Waiting(records, true, self, report(ballot, slot)));
    }

    /** {@code MultiPaxos!Promise}: true when it promises, false when it has promised a higher ballot already. */
    boolean promise(ReplicaId candidate, Ballot ballot, long slot, Output output) {
        if (!takesPartIn(ballot)) {
            return false;
        }
        writePromise(ballot, output);
        waiting.add(new Waiting(records, true, candidate, report(ballot, slot)));
        output.took(new Transition.Promise(ballot));
        return true;
    }

    /** {@code MultiPaxos!Accept}: true when it votes, false when it has promised a higher ballot. */
    boolean accept(ReplicaId leader, Ballot ballot, long slot, Command command, Output output) {
        if (!takesPartIn(ballot)) {
            return false;
        }
        promised = ballot;
        remember(slot, new Entry(ballot, 0, command));
        output.records().add(new LogRecord.Voted(ballot, slot, 0, command));
        records++;
        waiting.add(new Waiting(records, true, leader, List.of(new Message.Accepted(ballot, slot, 1))));
        output.took(new Transition.Accept(ballot, slot, command));
        return true;
    }

    /** Writes down what is chosen where the acceptor's own vote does not say so. Nothing waits for it. */
    void noteLearned(long slot, Command command, Output output) {
        Entry vote = votes.get(slot);
        if (vote == null || !vote.command().equals(command)) {
            output.records().add(new LogRecord.Learned(slot, command));
            records++;
            retainedBytes += command.payload().length;
        }
    }

    /** Writes down how much is chosen. Nothing waits for it. */
    void noteChosen(long chosenUpTo, Output output) {
        output.records().add(new LogRecord.ChosenUpTo(chosenUpTo));
        records++;
        notes.add(new Note(records, chosenUpTo));
    }

    /**
     * {@code MultiPaxos!Flush}: the first {@code durable} records are durable; what waited for them may go.
     *
     * @return the messages to send, votes in consecutive slots put together; those to this replica itself are to be
     *     counted by its leader
     */
    List<Output.Envelope> flush(long durable, Output output) {
        if (durable > records) {
            throw new IllegalArgumentException("only " + records + " records were written, not " + durable);
        }
        Note note = notes.peek();
        while (note != null && note.record() <= durable) {
            durableChosenUpTo = note.chosenUpTo();
            notes.remove();
            note = notes.peek();
        }
        List<Output.Envelope> released = new ArrayList<>();
        int flushed = 0;
        Waiting next = waiting.peek();
        while (next != null && next.record() <= durable) {
            waiting.remove();
            if (next.vote()) {
                flushed++;
            }
            for (Message message : next.messages()) {
                release(next.to(), message, released);
            }
            next = waiting.peek();
        }
        if (flushed > 0) {
            durableVotes += flushed;
            output.took(new Transition.Flush(flushed, durableVotes, durableChosenUpTo));
        }
        return released;
    }

    private static void release(ReplicaId to, Message message, List<Output.Envelope> released) {
        if (message instanceof Message.Accepted a && !released.isEmpty()) {
            Output.Envelope last = released.getLast();
            if (last.to().equals(to)
                    && last.message() instanceof Message.Accepted b
                    && b.ballot().equals(a.ballot())
                    && b.slot() + b.count() == a.slot()) {
                released.set(
                        released.size() - 1,
                        new Output.Envelope(to, new Message.Accepted(b.ballot(), b.slot(), b.count() + a.count())));
                return;
            }
        }
        released.add(new Output.Envelope(to, message));
    }

    private void writePromise(Ballot ballot, Output output) {
        promised = ballot;
        output.records().add(new LogRecord.Promised(ballot));
        records++;
    }

    private void remember(long slot, Entry entry) {
        votes.put(slot, entry);
        retainedBytes += entry.command().payload().length;
    }

    /** {@code MultiPaxos!PromiseMessage}, in as many parts as it takes. */
    private List<Message> report(Ballot ballot, long slot) {
        List<SortedMap<Long, Entry>> parts = new ArrayList<>();
        SortedMap<Long, Entry> part = new TreeMap<>();
        parts.add(part);
        long bytes = 0;
        for (long s = slot; s <= votes.lastSlot(); s++) {
            Entry vote = votes.get(s);
            if (vote == null) {
                continue;
            }
            if (bytes > PART_BYTES) {
                part = new TreeMap<>();
                parts.add(part);
                bytes = 0;
            }
            part.put(s, vote);
            bytes += 64 + vote.command().payload().length;
        }
        List<Message> messages = new ArrayList<>();
        for (SortedMap<Long, Entry> entries : parts) {
            messages.add(new Message.Promise(ballot, slot, 0, 0, messages.size(), parts.size(), entries));
        }
        return messages;
    }

    private static Ballot higher(Ballot a, Ballot b) {
        return a.isLowerThan(b) ? b : a;
    }
}
