package org.synod.core;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a slot decides: one operation of one client session, the members that govern the slots behind it, or the no-op
 * that fills a hole.
 *
 * <p>{@code client} and {@code sequence} identify the operation across retries: the state machine executes each pair
 * once. The payload is opaque here; callers must not change the array that they hand over. The time is the proposing
 * leader's, in milliseconds since 1970; along the log it never decreases, and a no-op has none (0).
 */
public final class Command {

    /** Fills a hole in the log; has no client. {@code MultiPaxos!NoOp}. */
    public static final Command NO_OP = new Command(0, 0, 0, new byte[0]);

    private final long client;
    private final long sequence;
    private final long timeMillis;
    private final byte[] payload;

    /** Made when it is first asked for; several steps of a trace name the same command. */
    private @Nullable String label;

    /** A client's operation that no leader has given a time yet. */
    public Command(long client, long sequence, byte[] payload) {
        this(client, sequence, 0, payload);
    }

    private Command(long client, long sequence, long timeMillis, byte[] payload) {
        this.client = client;
        this.sequence = sequence;
        this.timeMillis = timeMillis;
        this.payload = payload;
    }

    /** The command that changes the members. {@code ReplicationGroup!IsConfiguration}. */
    public static Command configuration(List<Member> members) {
        return new Command(0, 0, Configuration.encode(members));
    }

    /**
     * A command as it was written down.
     *
     * @throws CodecException when it has no client, and its payload is neither empty nor a list of members
     */
    public static Command of(long client, long sequence, long timeMillis, byte[] payload) throws CodecException {
        if (client != 0) {
            return new Command(client, sequence, timeMillis, payload);
        }
        if (payload.length == 0) {
            return NO_OP;
        }
        Configuration.decode(payload);
        return new Command(0, 0, timeMillis, payload);
    }

    /** The same command at a leader's time. */
    public Command at(long millis) {
        return isNoOp() ? this : new Command(client, sequence, millis, payload);
    }

    /** The leader's time when it proposed the command, in milliseconds since 1970; 0 for none. */
    public long timeMillis() {
        return timeMillis;
    }

    public long client() {
        return client;
    }

    public long sequence() {
        return sequence;
    }

    /** The operation's bytes; not to be changed. */
    public byte[] payload() {
        return payload;
    }

    public boolean isNoOp() {
        return client == 0 && payload.length == 0;
    }

    /** Whether it changes the members. */
    public boolean isConfiguration() {
        return client == 0 && payload.length > 0;
    }

    /** The members that it changes to. */
    public List<Member> members() {
        try {
            return Configuration.decode(payload);
        } catch (CodecException e) {
            throw new IllegalStateException("the command " + label() + " changes no members", e);
        }
    }

    /**
     * The command's name in traces: who asked, and a checksum of what for, as {@code c7:15#1c291ca3}; of a
     * configuration, the members.
     */
    public String label() {
        String made = label;
        if (made == null) {
            made = isNoOp() ? "no-op" : makeLabel();
            label = made;
        }
        return made;
    }

    private String makeLabel() {
        if (isConfiguration()) {
            return members().stream().map(Member::toString).collect(Collectors.joining(", ", "{", "}"));
        }
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return "c" + Long.toHexString(client) + ":" + sequence + "#"
                + HexFormat.of().toHexDigits((int) crc.getValue());
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Command that
                        && client == that.client
                        && sequence == that.sequence
                        && timeMillis == that.timeMillis
                        && Arrays.equals(payload, that.payload));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(client * 31 + sequence);
    }

    @Override
    public String toString() {
        return label();
    }
}
