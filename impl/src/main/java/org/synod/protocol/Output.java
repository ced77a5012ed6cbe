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

    /** The clients of the commands in these slots may be answered; nobody else's. */
    public record Acknowledged(long from, long upTo) {}

    /** Something that others have trimmed is missing: the archive has it, up to {@code upTo} at least. */
    public record Missing(long from, long upTo) {}

    private final List<LogRecord> records = new ArrayList<>();
    private final List<Envelope> messages = new ArrayList<>();
    private final List<Decision> chosen = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private @Nullable Missing missing;
    private @Nullable String refusal;
    private long trimmed;
    private boolean granted;
    private boolean left;

    Output() {}

    /** To be appended to the log, in this order. */
    public List<LogRecord> records() {
        return records;
    }

    /** To be sent now. */
    public List<Envelope> messages() {
        return messages;
    }

    /** To be applied, in this order. A tree that is ahead, since it was copied, skips what it has. */
    public List<Decision> chosen() {
        return chosen;
    }

    /** To be answered. */
    public List<Refusal> refused() {
        return refused;
    }

    /** The slots whose clients may be told that it is done, of those that the input said to be applied. */
    public List<Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** The steps of the specification that this step took, in this order. */
    public List<Transition> transitions() {
        return transitions;
    }

    /** What is to be read from the archive, or copied from another's tree; null for nothing. */
    public @Nullable Missing missing() {
        return missing;
    }

    /** Why an operator's wish was not granted, as one sentence; null when it was. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** The log needs nothing of the slots up to this one any more; 0 when that has not changed. */
    public long trimmed() {
        return trimmed;
    }

    /** Whether the reads that the input spoke of may go on. */
    public boolean granted() {
        return granted;
    }

    /** Whether this replica is no member any more and not needed: it takes no further part. */
    public boolean left() {
        return left;
    }

    void send(ReplicaId to, Message message) {
        messages.add(new Envelope(to, message));
    }

    void took(Transition transition) {
        transitions.add(transition);
    }

    void missing(long from, long upTo) {
        missing = new Missing(from, upTo);
    }

    void refuse(String why) {
        refusal = why;
    }

    void trimmed(long slot) {
        trimmed = Math.max(trimmed, slot);
    }

    void grant() {
        granted = true;
    }

    void leave() {
        left = true;
    }
}
