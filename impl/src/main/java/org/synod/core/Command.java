package org.synod.core;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a slot decides: one operation of one client session, or the no-op that fills a hole.
 *
 * <p>{@code client} and {@code sequence} identify the operation across retries: the state machine executes each pair
 * once. The payload is opaque here; callers must not change the array that they hand over.
 */
public final class Command {

    /** Fills a hole in the log; has no client. {@code MultiPaxos!NoOp}. */
    public static final Command NO_OP = new Command(0, 0, new byte[0]);

    private final long client;
    private final long sequence;
    private final byte[] payload;

    /** Made when it is first asked for; several steps of a trace name the same command. */
    private @Nullable String label;

    public Command(long client, long sequence, byte[] payload) {
        this.client = client;
        this.sequence = sequence;
        this.payload = payload;
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
        return client == 0;
    }

    /** The command's name in traces: who asked, and a checksum of what for, as {@code c7:15#1c291ca3}. */
    public String label() {
        String made = label;
        if (made == null) {
            made = isNoOp() ? "no-op" : makeLabel();
            label = made;
        }
        return made;
    }

    private String makeLabel() {
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
