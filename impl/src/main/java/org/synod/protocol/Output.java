package org.synod.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/**
 * What a step wants done. Every message here may go at once: one that must wait for the log is kept by the replica
 * until {@link Input.Durable} releases it.
 */
public final class Output {

    /** A message and its addressee. */
    public record Envelope(ReplicaId to, Message message) {}

    /** A command that is known chosen, handed out once and in the order of the slots. */
    public record Decision(long slot, Command command) {}

    /** Why a command was not proposed. */
    public enum Reason {
        NOT_LEADER,
        BUSY
    }

    /**
     * A command that was not proposed, and will not be.
     *
     * @param leader who may lead instead, if that is known
     */
    public record Refusal(
            Command command, Reason reason, @Nullable ReplicaId leader) {}

    private final List<LogRecord> records = new ArrayList<>();
    private final List<Envelope> messages = new ArrayList<>();
    private final List<Decision> chosen = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();

    Output() {}

    /** To be appended to the log, in this order. */
    public List<LogRecord> records() {
        return records;
    }

    /** To be sent now. */
    public List<Envelope> messages() {
        return messages;
    }

    /** To be applied, in this order. */
    public List<Decision> chosen() {
        return chosen;
    }

    /** To be answered. */
    public List<Refusal> refused() {
        return refused;
    }

    /** The steps of the specification that this step took, in this order. */
    public List<Transition> transitions() {
        return transitions;
    }

    void send(ReplicaId to, Message message) {
        messages.add(new Envelope(to, message));
    }

    void took(Transition transition) {
        transitions.add(transition);
    }
}
