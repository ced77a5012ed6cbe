package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Image;
import org.synod.protocol.Output;
import tlc2.value.impl.Value;

/**
 * One replica in a state of the specification, as what a replica of Java begins with: an image, or a log. Both are put
 * together from its variables and from what was said.
 */
final class SpecReplica {

    private final SpecState s;
    private final ModelNames words;
    private final ReplicaId r;

    SpecReplica(SpecState state, ReplicaId replica) {
        this.s = state;
        this.words = state.spec().vocabulary();
        this.r = replica;
    }

    /** What it has of this state, if it is up or gone. */
    Image image() {
        long trimmed = s.trimmed(r);
        return new Image(
                s.phase(r).equals("gone"),
                s.promised(r),
                s.accepted(r),
                s.chosen(r),
                TlaValues.sequence(s.of("pending", r)).stream()
                        .map(this::waiting)
                        .toList(),
                s.noted(r),
                trimmed,
                s.governing(r, trimmed + 1),
                s.applied(r),
                s.snapshot(r),
                s.phase(r).equals("preparing") || s.isLeading(r) ? term() : null);
    }

    private Image.Term term() {
        Ballot ballot = s.ballot(r);
        Configuration acting = s.acting(r);
        SortedMap<Long, Command> chosen = s.chosen(r);
        SortedMap<Long, Command> proposals = new TreeMap<>();
        long configuration = 0;
        for (SentMessages.Sent sent : s.said().all()) {
            if (sent.message() instanceof Message.Accept m && m.ballot().equals(ballot)) {
                Command command = m.commands().getFirst();
                if (m.configuration() == acting.slot() && m.slot() > s.knownUpTo(r) && !chosen.containsKey(m.slot())) {
                    proposals.put(m.slot(), command);
                }
                if (command.isConfiguration()) {
                    configuration = Math.max(configuration, m.slot());
                }
            }
        }
        List<Value> awaited = s.spec().isGrouped() ? TlaValues.sequence(s.of("awaited", r)) : List.of();
        return new Image.Term(
                ballot,
                s.isLeading(r),
                s.number("next", r),
                acting,
                awaited.isEmpty() ? null : words.command(awaited.getFirst()),
                proposals,
                configuration);
    }

    /** The messages that wait for a record: a candidate tells the others first, and then itself. */
    private List<Output.Envelope> waiting(Value record) {
        List<Output.Envelope> envelopes = new ArrayList<>();
        for (Value value : TlaValues.elements(TlaValues.field(record, "messages"))) {
            SentMessages.Sent sent = SentMessages.sent(words, value);
            for (ReplicaId to : sent.to()) {
                if (!(sent.message() instanceof Message.Prepare p
                        && p.ballot().replica().equals(to))) {
                    envelopes.add(new Output.Envelope(to, sent.message()));
                }
            }
        }
        envelopes.sort(Comparator.comparingInt(e -> e.message() instanceof Message.Prepare ? 0 : 1));
        return envelopes;
    }

    /** What its last record that is not durable says. */
    LogRecord lastRecord() {
        Value record = TlaValues.sequence(s.of("pending", r)).getLast();
        long slot = TlaValues.number(record, "slot");
        Entry entry = words.entry(record);
        return slot == 0
                ? new LogRecord.Promised(entry.ballot())
                : new LogRecord.Voted(entry.ballot(), slot, entry.under(), entry.command());
    }

    /** Its log, oldest record first, if it is down and has nothing pending. */
    List<LogRecord> log() {
        List<LogRecord> log = new ArrayList<>();
        Value durable = s.of("durable", r);
        Ballot promised = words.ballot(TlaValues.number(durable, "promised"));
        long trimmed = s.trimmed(r);
        if (trimmed > 0) {
            log.add(new LogRecord.Trimmed(trimmed, s.governing(r, trimmed + 1), promised, 0));
        }
        if (!promised.equals(Ballot.ZERO)) {
            log.add(new LogRecord.Promised(promised));
        }
        SortedMap<Long, Entry> votes = words.entries(TlaValues.field(durable, "accepted"));
        votes.forEach((slot, e) -> log.add(new LogRecord.Voted(e.ballot(), slot, e.under(), e.command())));
        long known = s.knownUpTo(r);
        s.chosen(r).headMap(known + 1).forEach((slot, command) -> {
            Entry vote = votes.get(slot);
            if (vote == null || !vote.command().equals(command)) {
                log.add(new LogRecord.Learned(slot, command));
            }
        });
        if (known > 0) {
            log.add(new LogRecord.ChosenUpTo(known));
        }
        return log;
    }
}
