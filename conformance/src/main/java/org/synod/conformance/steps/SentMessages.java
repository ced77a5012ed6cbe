package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Configuration;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import tlc2.value.impl.Value;

/** The messages of a state, as Java has them: each about one slot. */
final class SentMessages {

    /**
     * A message that was sent.
     *
     * @param from null where the specification does not say who
     * @param to who may receive it
     */
    record Sent(Message message, @Nullable ReplicaId from, List<ReplicaId> to) {}

    private final List<Sent> all = new ArrayList<>();
    private final Set<Message> messages = new HashSet<>();
    private final Set<List<Object>> byWhom = new HashSet<>();

    SentMessages(ModelNames words, Value set) {
        for (Value value : TlaValues.elements(set)) {
            Sent sent = words.sent(value);
            all.add(sent);
            messages.add(sent.message());
            if (sent.from() != null) {
                byWhom.add(List.of(sent.from(), sent.message()));
            }
        }
    }

    /** In the order of TLC. */
    List<Sent> all() {
        return all;
    }

    /** Whether somebody said so. */
    boolean has(Message message) {
        return messages.contains(message);
    }

    /** Whether that replica said so. */
    boolean has(ReplicaId from, Message message) {
        return byWhom.contains(List.of(from, message));
    }

    /** Reads one message of the specification. */
    static Sent sent(ModelNames words, Value m) {
        String type = TlaValues.field(m, "type").toUnquotedString();
        return switch (type) {
            case "prepare" -> {
                Configuration c = configuration(words, m);
                Ballot ballot = ballot(words, m);
                yield new Sent(new Message.Prepare(ballot, slot(m), c.slot()), ballot.replica(), c.replicas());
            }
            case "promise" -> {
                Ballot ballot = ballot(words, m);
                Value trimmed = TlaValues.find(m, "trimmed");
                yield new Sent(
                        new Message.Promise(
                                ballot,
                                slot(m),
                                configuration(words, m).slot(),
                                trimmed == null ? 0 : TlaValues.number(trimmed),
                                0,
                                1,
                                words.entries(TlaValues.field(m, "entries"))),
                        from(words, m),
                        List.of(ballot.replica()));
            }
            case "accept" -> {
                Configuration c = configuration(words, m);
                Ballot ballot = ballot(words, m);
                yield new Sent(
                        new Message.Accept(
                                ballot, slot(m), c.slot(), List.of(words.command(TlaValues.field(m, "command"))), 0),
                        ballot.replica(),
                        c.replicas());
            }
            case "accepted" -> {
                Ballot ballot = ballot(words, m);
                yield new Sent(new Message.Accepted(ballot, slot(m), 1), from(words, m), List.of(ballot.replica()));
            }
            case "chosen" ->
                new Sent(
                        new Message.Chosen(slot(m), List.of(words.command(TlaValues.field(m, "command")))),
                        null,
                        List.copyOf(words.replicas()));
            case "held" -> new Sent(new Message.Held(slot(m), 0), from(words, m), List.copyOf(words.replicas()));
            case "retire" ->
                new Sent(
                        new Message.Retire(slot(m)),
                        null,
                        List.copyOf(words.replicaSet(TlaValues.field(m, "members"))));
            default -> throw new IllegalArgumentException("no message of Java is called " + type);
        };
    }

    private static long slot(Value m) {
        return TlaValues.number(m, "slot");
    }

    private static Ballot ballot(ModelNames words, Value m) {
        return words.ballot(TlaValues.number(m, "ballot"));
    }

    private static ReplicaId from(ModelNames words, Value m) {
        return words.replica(TlaValues.field(m, "from"));
    }

    private static Configuration configuration(ModelNames words, Value m) {
        return words.configuration(TlaValues.find(m, "configuration"));
    }
}
