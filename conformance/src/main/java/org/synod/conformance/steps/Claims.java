package org.synod.conformance.steps;

import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/** What a message of Java says, looked up in the state of the specification in which it leaves. */
final class Claims {

    private Claims() {}

    /** Whether the specification has said so too, or where it has no such message, whether it is true. */
    static boolean hold(Message message, ReplicaId from, ReplicaId to, SpecState s) {
        SentMessages said = s.said();
        return switch (message) {
            case Message.Prepare m -> said.has(from, m);
            case Message.Promise m -> said.has(from, m);
            case Message.Accept m -> m.chosenUpTo() <= s.knownUpTo(from) && accepts(m, from, said);
            case Message.Accepted m -> {
                boolean all = true;
                for (long slot = m.slot(); slot < m.slot() + m.count(); slot++) {
                    all &= said.has(from, new Message.Accepted(m.ballot(), slot, 1));
                }
                yield all;
            }
            case Message.Reject m ->
                m.promised().equals(s.promised(from)) && m.ballot().isLowerThan(m.promised());
            case Message.Chosen m -> chosen(m, s);
            case Message.Held m ->
                m.slot() <= s.noted(from) && m.archivedUpTo() <= s.archive().size();
            case Message.Heartbeat m ->
                s.isLeading(from)
                        && s.ballot(from).equals(m.ballot())
                        && s.acting(from).slot() == m.configuration()
                        && m.chosenUpTo() <= s.knownUpTo(from)
                        && m.archivedUpTo() <= s.archive().size();
            case Message.Granted m -> s.promised(from).equals(m.ballot());
            case Message.Release m -> !s.isLeading(from) || !s.ballot(from).equals(m.ballot());
            case Message.Fetch m -> m.slot() == s.knownUpTo(from) + 1;
            case Message.Trimmed m ->
                m.slot() == s.trimmed(from) && m.archivedUpTo() <= s.archive().size();
            case Message.Ask m -> !s.isLeading(from);
            case Message.Answer m -> m.hears() || !s.isLeading(from);
            case Message.Retire m ->
                said.all().stream()
                        .anyMatch(sent -> sent.message().equals(m) && sent.to().contains(to));
        };
    }

    private static boolean accepts(Message.Accept m, ReplicaId from, SentMessages said) {
        long slot = m.slot();
        for (Command command : m.commands()) {
            Message.Accept one = new Message.Accept(m.ballot(), slot, m.configuration(), java.util.List.of(command), 0);
            if (!said.has(from, one)) {
                return false;
            }
            slot++;
        }
        return true;
    }

    private static boolean chosen(Message.Chosen m, SpecState s) {
        long slot = m.slot();
        for (Command command : m.commands()) {
            if (!s.said().has(new Message.Chosen(slot, java.util.List.of(command)))) {
                return false;
            }
            slot++;
        }
        return true;
    }

    /** Whether what a transition says beside its step is so. */
    static boolean agrees(org.synod.protocol.Transition transition, ReplicaId r, SpecState before, SpecState after) {
        return switch (transition) {
            case org.synod.protocol.Transition.Prepare t -> begins(r, after, t.ballot(), t.slot(), t.configuration());
            case org.synod.protocol.Transition.PrepareNew t ->
                begins(r, after, t.ballot(), t.slot(), t.configuration());
            case org.synod.protocol.Transition.Lead t ->
                after.ballot(r).equals(t.ballot())
                        && after.number("next", r)
                                == before.number("next", r) + t.proposals().size();
            case org.synod.protocol.Transition.Propose t -> before.number("next", r) == t.slot();
            case org.synod.protocol.Transition.Reconfigure t -> before.number("next", r) == t.slot();
            case org.synod.protocol.Transition.ProposeAwaited t -> before.number("next", r) == t.slot();
            case org.synod.protocol.Transition.Restart t -> after.promised(r).equals(t.promised());
            default -> true;
        };
    }

    private static boolean begins(ReplicaId r, SpecState after, Ballot ballot, long slot, long configuration) {
        return after.ballot(r).equals(ballot)
                && after.number("next", r) == slot
                && after.acting(r).slot() == configuration;
    }
}
