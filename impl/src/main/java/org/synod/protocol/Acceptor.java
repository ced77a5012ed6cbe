package org.synod.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
 * What an acceptor promised and voted for, and what waits until that is durable.
 *
 * <p>Safe to call in any order: every method holds the specification's guard itself. Source: Paxos Made Simple, section
 * 2.2, "Putting the actions of the proposer and acceptor together"; {@code ReplicationGroup!Promise, Accept, Note, Trim,
 * Flush}.
 *
 * <p>Invariant: {@code promised} is at least the ballot of every vote.
 */
final class Acceptor {

    /** A frame is a message at most; a longer report of votes travels in parts of about this many bytes. */
    private static final int PART_BYTES = 1 << 20;

    /** Something that waits for a record: the answer to send, and to whom. An answer to oneself is counted, not sent. */
    private record Waiting(long record, boolean vote, ReplicaId to, List<Message> messages) {}

    private final ReplicaId self;
    private final Rules rules;
    private Ballot promised = Ballot.ZERO;
    private final SlotMap<Entry> votes = new SlotMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** How many records this replica object has put out; the ordinal of the last one. */
    private long records;

    /** How many promises and votes the log ever made durable. */
    private long durableVotes;

    /** Bytes of the commands and votes that are in memory. */
    private long retainedBytes;

    /** Of these, the bytes of commands beside the votes. */
    private final TreeMap<Long, Integer> learnedBytes = new TreeMap<>();

    /** Part of what the log notes, durable or not yet; nobody may be told of it before. */
    private sealed interface Noted {
        long record();
    }

    private record Note(long record, long chosenUpTo) implements Noted {}

    /** @param from whose tree was copied; null when the slots were only removed */
    private record Base(
            long record,
            long slot,
            Configuration governing,
            @Nullable ReplicaId from) implements Noted {}

    /** In order of their records. */
    private final Deque<Noted> notes = new ArrayDeque<>();

    /** {@code ReplicationGroup!noted}. */
    private long durableChosenUpTo;

    /** {@code ReplicationGroup!trimmed}. */
    private long trimmed;

    Acceptor(ReplicaId self, Rules rules) {
        this.self = self;
        this.rules = rules;
    }

    Ballot promised() {
        return promised;
    }

    /** {@code ReplicationGroup!MayPromise}. */
    boolean mayPromise(Ballot ballot) {
        return rules.mayPromise(ballot, promised);
    }

    /** {@code ReplicationGroup!MayVote}. */
    boolean mayVote(Ballot ballot) {
        return rules.mayVote(ballot, promised);
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

    /** The prefix that will still be known chosen after a crash. */
    long durableChosenUpTo() {
        return durableChosenUpTo;
    }

    long trimmed() {
        return trimmed;
    }

    /** {@code ReplicationGroup!Restart}: takes back one record of the log, oldest first. */
    void recover(LogRecord record) {
        switch (record) {
            case LogRecord.Promised p -> promised = rules.restoredPromise(promised, p.ballot());
            case LogRecord.Voted v -> {
                promised = rules.restoredPromise(promised, v.ballot());
                if (rules.restores(v)) {
                    remember(v.slot(), new Entry(v.ballot(), v.under(), v.command()));
                }
            }
            case LogRecord.Learned l -> {
                Integer before = learnedBytes.put(l.slot(), l.command().payload().length);
                retainedBytes += l.command().payload().length - (before == null ? 0 : before);
            }
            case LogRecord.ChosenUpTo c -> durableChosenUpTo = Math.max(durableChosenUpTo, c.slot());
            case LogRecord.Trimmed t -> {
                promised = rules.restoredPromise(promised, t.promised());
                durableChosenUpTo = Math.max(durableChosenUpTo, t.slot());
                durableVotes = t.votes();
                forget(t.slot());
            }
        }
        if (record.isVote()) {
            durableVotes++;
        }
    }

    /** Takes the votes and what waits for them from there, as if this replica object had written them. */
    void restore(Image image) {
        promised = image.promised();
        durableChosenUpTo = image.noted();
        forget(image.trimmed());
        image.accepted().forEach(this::remember);
        for (List<Output.Envelope> messages : image.pending()) {
            records++;
            for (Output.Envelope envelope : messages) {
                boolean last = envelope.equals(messages.getLast());
                waiting.add(new Waiting(records, last, envelope.to(), List.of(envelope.message())));
            }
        }
    }

    /** {@code ReplicationGroup!accepted}: the last vote of each slot. */
    SortedMap<Long, Entry> votes() {
        SortedMap<Long, Entry> all = new TreeMap<>();
        for (long s = trimmed + 1; s <= votes.lastSlot(); s++) {
            Entry vote = votes.get(s);
            if (vote != null) {
                all.put(s, vote);
            }
        }
        return all;
    }

    /** {@code ReplicationGroup!pending}: the messages that wait, for each promise and vote that is not durable. */
    List<List<Output.Envelope>> pending() {
        SortedMap<Long, List<Output.Envelope>> byRecord = new TreeMap<>();
        for (Waiting w : waiting) {
            List<Output.Envelope> messages = byRecord.computeIfAbsent(w.record(), r -> new ArrayList<>());
            w.messages().forEach(m -> messages.add(new Output.Envelope(w.to(), m)));
        }
        return List.copyOf(byRecord.values());
    }

    /** {@code ReplicationGroup!Prepare}, the candidate's own promise. The Prepares leave when it is durable. */
    void prepare(Ballot ballot, long slot, Configuration acting, Output output) {
        writePromise(ballot, output);
        for (ReplicaId other : acting.replicas()) {
            if (!other.equals(self)) {
                await(false, other, List.of(new Message.Prepare(ballot, slot, acting.slot())), output);
            }
        }
        await(true, self, report(ballot, slot, acting.slot()), output);
    }

    /** {@code ReplicationGroup!Promise}: true when it promises, false when it has promised a higher ballot already. */
    boolean promise(ReplicaId candidate, Message.Prepare m, Output output) {
        if (!mayPromise(m.ballot())) {
            return false;
        }
        writePromise(m.ballot(), output);
        await(true, candidate, report(m.ballot(), m.slot(), m.configuration()), output);
        output.took(new Transition.Promise(m.ballot(), m.slot(), m.configuration()));
        return true;
    }

    /** {@code ReplicationGroup!Accept}: true when it votes, false when it has promised a higher ballot. */
    boolean accept(ReplicaId leader, Ballot ballot, long slot, long under, Command command, Output output) {
        if (!mayVote(ballot)) {
            return false;
        }
        promised = ballot;
        remember(slot, new Entry(ballot, under, command));
        output.records().add(new LogRecord.Voted(ballot, slot, under, command));
        records++;
        await(true, leader, List.of(new Message.Accepted(ballot, slot, 1)), output);
        output.took(new Transition.Accept(ballot, slot, command));
        return true;
    }

    /** Writes down what is chosen where the acceptor's own vote does not say so. Nothing waits for it. */
    void noteLearned(long slot, Command command, Output output) {
        Entry vote = votes.get(slot);
        if (rules.writesLearned(vote == null ? null : vote.command(), command)) {
            output.records().add(new LogRecord.Learned(slot, command));
            records++;
            learnedBytes.put(slot, command.payload().length);
            retainedBytes += command.payload().length;
        }
    }

    /** Writes down how much is chosen. */
    void noteChosen(long chosenUpTo, Output output) {
        output.records().add(new LogRecord.ChosenUpTo(chosenUpTo));
        records++;
        notes.add(new Note(records, chosenUpTo));
    }

    /**
     * Writes down that the log begins behind the slot. The votes that are under way then are of later slots, since nobody
     * votes again in a slot that it knows chosen, and what is known chosen here is durable.
     *
     * @param from whose tree was copied; null when the slots are only removed
     */
    void noteTrimmed(long slot, Configuration governing, @Nullable ReplicaId from, Output output) {
        long votes = durableVotes + waiting.stream().filter(Waiting::vote).count();
        output.records().add(new LogRecord.Trimmed(slot, governing, promised, votes));
        records++;
        notes.add(new Base(records, slot, governing, from));
    }

    /**
     * {@code ReplicationGroup!Flush}: the first {@code durable} records are durable; what waited for them may go.
     *
     * @return the messages to send, votes in consecutive slots put together; those to this replica itself are to be
     *     counted by its leader
     */
    List<Output.Envelope> flush(long durable, Output output) {
        if (durable > records) {
            throw new IllegalArgumentException("only " + records + " records were written, not " + durable);
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
            output.took(new Transition.Flush(flushed, durableVotes));
        }
        return released;
    }

    /**
     * {@code ReplicationGroup!Note, Trim, InstallSnapshot}: what of the notes is durable. Call it after {@link #flush}.
     *
     * @return what the log now begins behind; null when that has not changed
     */
    @Nullable Configuration flushNotes(long durable, Output output) {
        Configuration governing = null;
        long noted = durableChosenUpTo;
        for (Noted next = notes.peek(); next != null && next.record() <= durable; next = notes.peek()) {
            notes.remove();
            switch (next) {
                case Note note -> noted = Math.max(noted, note.chosenUpTo());
                case Base base -> {
                    // A log replica skips what it need not have: it never noted it by itself.
                    noted = note(base.from() == null ? Math.max(noted, base.slot()) : noted, output);
                    governing = base.governing();
                    if (base.from() == null) {
                        output.took(new Transition.Trim(base.slot()));
                    } else {
                        durableChosenUpTo = base.slot();
                        noted = base.slot();
                        output.took(new Transition.InstallSnapshot(base.from(), base.slot()));
                    }
                    forget(base.slot());
                    output.trimmed(base.slot());
                }
            }
        }
        note(noted, output);
        return governing;
    }

    private long note(long noted, Output output) {
        if (noted > durableChosenUpTo) {
            durableChosenUpTo = noted;
            output.took(new Transition.Note(noted));
        }
        return noted;
    }

    private void forget(long upTo) {
        for (long s = trimmed + 1; s <= Math.min(upTo, votes.lastSlot()); s++) {
            Entry vote = votes.get(s);
            retainedBytes -= vote == null ? 0 : vote.command().payload().length;
        }
        Map<Long, Integer> learned = learnedBytes.headMap(upTo, true);
        for (int bytes : learned.values()) {
            retainedBytes -= bytes;
        }
        learned.clear();
        trimmed = Math.max(trimmed, upTo);
        votes.removeUpTo(upTo);
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

    /** These wait for the record that was written last; what is told to oneself is counted when that is durable. */
    private void await(boolean vote, ReplicaId to, List<Message> messages, Output output) {
        if (to.equals(self) || rules.waitsForFlush(messages.getFirst())) {
            waiting.add(new Waiting(records, vote, to, messages));
        } else {
            messages.forEach(m -> output.send(to, m));
            waiting.add(new Waiting(records, vote, to, List.of()));
        }
    }

    private void writePromise(Ballot ballot, Output output) {
        promised = ballot;
        output.records().add(new LogRecord.Promised(ballot));
        records++;
    }

    private void remember(long slot, Entry entry) {
        Entry before = votes.get(slot);
        votes.put(slot, entry);
        retainedBytes += entry.command().payload().length
                - (before == null ? 0 : before.command().payload().length);
    }

    /** {@code ReplicationGroup!PromiseMessage}, in as many parts as it takes. */
    private List<Message> report(Ballot ballot, long slot, long configuration) {
        List<SortedMap<Long, Entry>> parts = new ArrayList<>();
        SortedMap<Long, Entry> part = new TreeMap<>();
        parts.add(part);
        long bytes = 0;
        for (long s = slot; s <= votes.lastSlot(); s++) {
            Entry vote = votes.get(s);
            if (vote == null || !rules.reports(s, slot)) {
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
            messages.add(
                    new Message.Promise(ballot, slot, configuration, trimmed, messages.size(), parts.size(), entries));
        }
        return messages;
    }
}
