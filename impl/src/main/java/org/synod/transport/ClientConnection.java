package org.synod.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.zip.CRC32C;
import org.synod.core.GroupId;
import org.synod.message.ClientMessage;

/**
 * A client's connection, as the node sees it. A client with too many requests out, or that does not read its replies, is
 * not read from until that is better.
 */
public final class ClientConnection {
    /** How many of a connection's requests may be out before it is not read from. */
    private static final int MOST_IN_FLIGHT = 4096;

    private final Transport transport;
    private final Channel channel;
    private final Outbox outbox;
    private final CRC32C crc = new CRC32C();
    private int inFlight;
    private boolean paused;

    ClientConnection(Transport transport, Channel channel, int version) {
        this.transport = transport;
        this.channel = channel;
        this.outbox = new Outbox(channel, version);
    }

    /**
     * Counts a request.
     *
     * @return false when it must be answered at once: the client had more out than it may
     */
    boolean begin() {
        inFlight++;
        adjust();
        return inFlight <= 2 * MOST_IN_FLIGHT;
    }

    /** Answers one request; leaves with the next flush of the transport. Every request must be answered once. */
    public void reply(GroupId group, ClientMessage.Reply reply) {
        inFlight--;
        if (!channel.isActive()) {
            return;
        }
        if (outbox.isEmpty()) {
            transport.dirty(outbox);
        }
        ByteBuf out = outbox.buffer();
        int start = Frames.begin(out, outbox.version(), Frames.REPLY, group.value());
        ClientCodec.put(out, reply);
        Frames.end(out, start, crc);
        adjust();
    }

    /** Leaves one request without an answer: its client asked again, and hears from that. */
    public void forget() {
        inFlight--;
        adjust();
    }

    /** Reads on, or stops reading. */
    void adjust() {
        boolean pause = !channel.isWritable() || inFlight >= (paused ? MOST_IN_FLIGHT / 2 : MOST_IN_FLIGHT);
        if (pause != paused) {
            paused = pause;
            channel.config().setAutoRead(!pause);
        }
    }

    /** The wire version that the client speaks, and is answered in. */
    public int version() {
        return outbox.version();
    }

    /** Whether the client is still there. */
    public boolean isOpen() {
        return channel.isActive();
    }
}
