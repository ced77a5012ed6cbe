package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.conformance.steps.Occasions.Occasion;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Input;

/**
 * The messages that a replica is given together, since one alone leads to nothing or to something else: the promises of a
 * quorum, the votes for a slot, and what a leader says in one message beside what the specification has it say.
 */
final class SeveralMessages {

    private final SpecState s;
    private final ReplicaId self;
    private final List<ReplicaId> others;
    private final List<Occasion> all = new ArrayList<>();

    private SeveralMessages(SpecState state, ReplicaId self, List<ReplicaId> others) {
        this.s = state;
        this.self = self;
        this.others = others;
    }

    /** Those that may come to a replica that is up, from itself and the others. */
    static List<Occasion> of(SpecState state, ReplicaId self, List<ReplicaId> others) {
        SeveralMessages several = new SeveralMessages(state, self, others);
        several.promises();
        several.votes();
        several.leadersWord();
        return several.all;
    }

    /** A candidate hears promises: of each smallest quorum, and then of all others. */
    private void promises() {
        if (!s.phase(self).equals("preparing")) {
            return;
        }
        Ballot ballot = s.ballot(self);
        Configuration acting = s.acting(self);
        List<Input> received = new ArrayList<>();
        for (SentMessages.Sent sent : s.said().all()) {
            if (sent.message() instanceof Message.Promise m
                    && sent.from() != null
                    && m.ballot().equals(ballot)
                    && m.configuration() == acting.slot()) {
                received.add(new Input.Received(sent.from(), m));
            }
        }
        int quorum = acting.members().size() / 2 + 1;
        for (List<Input> some : Subsets.of(received, quorum)) {
            List<Input> inputs = new ArrayList<>(some);
            received.stream().filter(i -> !some.contains(i)).forEach(inputs::add);
            all.add(new Occasion(inputs));
        }
    }

    /** A leader hears the votes for a slot, in one order and in the other. */
    private void votes() {
        if (!s.isLeading(self)) {
            return;
        }
        Ballot ballot = s.ballot(self);
        SortedMap<Long, List<Input>> bySlot = new TreeMap<>();
        for (SentMessages.Sent sent : s.said().all()) {
            if (sent.message() instanceof Message.Accepted m
                    && sent.from() != null
                    && m.ballot().equals(ballot)) {
                bySlot.computeIfAbsent(m.slot(), slot -> new ArrayList<>()).add(new Input.Received(sent.from(), m));
            }
        }
        for (List<Input> votes : bySlot.values()) {
            if (votes.size() > 1) {
                all.add(new Occasion(votes));
                all.add(new Occasion(votes.reversed()));
            }
        }
    }

    /**
     * What a leader says beside: how much is chosen, with a heartbeat and with proposals, and several proposals at once.
     * A leader steps down when it meets another command chosen where it has a proposal of its own; its word counts as long
     * as it would not.
     */
    private void leadersWord() {
        for (ReplicaId leader : others) {
            Configuration acting = s.acting(leader);
            if (!s.isLeading(leader) || !acting.contains(self)) {
                continue;
            }
            Ballot ballot = s.ballot(leader);
            SortedMap<Long, Command> chosen = s.chosen(leader);
            long known = s.knownUpTo(leader);
            List<Message.Accept> proposals = new ArrayList<>();
            boolean passedBy = false;
            for (SentMessages.Sent sent : s.said().all()) {
                if (sent.message() instanceof Message.Accept m && m.ballot().equals(ballot)) {
                    Command other = chosen.get(m.slot());
                    passedBy |= other != null && !other.equals(m.commands().getFirst());
                    if (m.configuration() == acting.slot()) {
                        proposals.add(m);
                    }
                }
            }
            long upTo = passedBy ? 0 : known;
            says(leader, new Message.Heartbeat(ballot, 1, acting.slot(), upTo, s.trimmed(leader)));
            for (Message.Accept m : proposals) {
                if (upTo > 0) {
                    says(leader, new Message.Accept(ballot, m.slot(), m.configuration(), m.commands(), upTo));
                }
            }
            batch(leader, proposals);
        }
    }

    private void batch(ReplicaId leader, List<Message.Accept> proposals) {
        SortedMap<Long, Message.Accept> bySlot = new TreeMap<>();
        proposals.forEach(m -> bySlot.put(m.slot(), m));
        List<Command> commands = new ArrayList<>();
        for (Message.Accept m : bySlot.values()) {
            if (m.slot() == bySlot.firstKey() + commands.size()) {
                commands.addAll(m.commands());
            }
        }
        if (commands.size() > 1) {
            Message.Accept first = bySlot.firstEntry().getValue();
            says(leader, new Message.Accept(first.ballot(), first.slot(), first.configuration(), commands, 0));
        }
    }

    private void says(ReplicaId leader, Message message) {
        all.add(Occasion.of(new Input.Received(leader, message)));
    }
}
