package org.synod.transport;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.core.CodecException;
import org.synod.core.Entry;
import org.synod.message.Message;

/**
 * The bytes of what replicas say to each other: one byte for which message, then its components in their order. From version
 * {@value Batch#SINCE} on the numbers of heartbeats and of the answers to them take no more bytes than they need.
 */
public final class MessageCodec {
    private static final byte PREPARE = 1;
    private static final byte PROMISE = 2;
    private static final byte ACCEPT = 3;
    private static final byte ACCEPTED = 4;
    private static final byte REJECT = 5;
    private static final byte CHOSEN = 6;
    private static final byte HEARTBEAT = 7;
    private static final byte FETCH = 8;
    private static final byte HELD = 9;
    private static final byte GRANTED = 10;
    private static final byte RELEASE = 11;
    private static final byte TRIMMED = 12;
    private static final byte ASK = 13;
    private static final byte ANSWER = 14;
    private static final byte RETIRE = 15;
    static final byte SMALL_HEARTBEAT = 16;
    private static final byte SMALL_GRANTED = 17;
    private static final byte SMALL_HELD = 18;

    private final Codec codec = new Codec();

    /** Writes a message in a version of the wire format. */
    public static void put(ByteBuf out, Message message, int version) {
        if (version < Batch.SINCE || !putSmall(out, message)) {
            put(out, message);
        }
    }

    /** Writes those that have a small form; returns whether this is one. */
    private static boolean putSmall(ByteBuf out, Message message) {
        if (message instanceof Message.Heartbeat m) {
            Codec.putSmallBallot(out.writeByte(SMALL_HEARTBEAT), m.ballot());
            Codec.putSmall(out, m.round());
            Codec.putSmall(out, m.configuration());
            Codec.putSmall(out, m.chosenUpTo());
            Codec.putSmall(out, m.archivedUpTo());
        } else if (message instanceof Message.Granted m) {
            Codec.putSmallBallot(out.writeByte(SMALL_GRANTED), m.ballot());
            Codec.putSmall(out, m.round());
            Codec.putSmall(out, m.configuration());
        } else if (message instanceof Message.Held m) {
            Codec.putSmall(out.writeByte(SMALL_HELD), m.slot());
            Codec.putSmall(out, m.archivedUpTo());
        } else {
            return false;
        }
        return true;
    }

    /** Writes a message in version 1. */
    private static void put(ByteBuf out, Message message) {
        switch (message) {
            case Message.Prepare m -> {
                Codec.putBallot(out.writeByte(PREPARE), m.ballot());
                out.writeLong(m.slot()).writeLong(m.configuration());
            }
            case Message.Promise m -> promise(out, m);
            case Message.Accept m -> {
                Codec.putBallot(out.writeByte(ACCEPT), m.ballot());
                out.writeLong(m.slot()).writeLong(m.configuration());
                Codec.putCommands(out, m.commands());
                out.writeLong(m.chosenUpTo());
            }
            case Message.Accepted m -> {
                Codec.putBallot(out.writeByte(ACCEPTED), m.ballot());
                out.writeLong(m.slot()).writeInt(m.count());
            }
            case Message.Reject m -> {
                Codec.putBallot(out.writeByte(REJECT), m.ballot());
                Codec.putBallot(out, m.promised());
            }
            case Message.Chosen m -> {
                out.writeByte(CHOSEN).writeLong(m.slot());
                Codec.putCommands(out, m.commands());
            }
            case Message.Held m -> out.writeByte(HELD).writeLong(m.slot()).writeLong(m.archivedUpTo());
            case Message.Heartbeat m -> {
                Codec.putBallot(out.writeByte(HEARTBEAT), m.ballot());
                out.writeLong(m.round()).writeLong(m.configuration());
                out.writeLong(m.chosenUpTo()).writeLong(m.archivedUpTo());
            }
            case Message.Granted m -> {
                Codec.putBallot(out.writeByte(GRANTED), m.ballot());
                out.writeLong(m.round()).writeLong(m.configuration());
            }
            case Message.Release m -> {
                Codec.putBallot(out.writeByte(RELEASE), m.ballot());
                Codec.putName(out, m.successor());
            }
            case Message.Fetch m -> out.writeByte(FETCH).writeLong(m.slot());
            case Message.Trimmed m -> out.writeByte(TRIMMED).writeLong(m.slot()).writeLong(m.archivedUpTo());
            case Message.Ask m -> out.writeByte(ASK).writeLong(m.round());
            case Message.Answer m -> out.writeByte(ANSWER).writeLong(m.round()).writeBoolean(m.hears());
            case Message.Retire m -> out.writeByte(RETIRE).writeLong(m.configuration());
        }
    }

    private static void promise(ByteBuf out, Message.Promise m) {
        Codec.putBallot(out.writeByte(PROMISE), m.ballot());
        out.writeLong(m.slot()).writeLong(m.configuration()).writeLong(m.trimmed());
        out.writeInt(m.part()).writeInt(m.parts()).writeInt(m.entries().size());
        for (Map.Entry<Long, Entry> entry : m.entries().entrySet()) {
            out.writeLong(entry.getKey());
            Codec.putBallot(out, entry.getValue().ballot());
            out.writeLong(entry.getValue().under());
            Codec.putCommand(out, entry.getValue().command());
        }
    }

    /**
     * Reads a message of any version, which must fill {@code in} to its end.
     *
     * @throws CodecException when the bytes are none
     */
    public Message get(ByteBuf in) throws CodecException {
        Codec.need(in, 1);
        byte kind = in.readByte();
        Message message = switch (kind) {
            case PREPARE -> new Message.Prepare(codec.ballot(in), Codec.number(in), Codec.number(in));
            case PROMISE -> promise(in);
            case ACCEPT ->
                new Message.Accept(
                        codec.ballot(in), Codec.number(in), Codec.number(in), Codec.commands(in), Codec.number(in));
            case ACCEPTED -> new Message.Accepted(codec.ballot(in), Codec.number(in), count(in));
            case REJECT -> new Message.Reject(codec.ballot(in), codec.ballot(in));
            case CHOSEN -> new Message.Chosen(Codec.number(in), Codec.commands(in));
            case HELD -> new Message.Held(Codec.number(in), Codec.number(in));
            case HEARTBEAT ->
                new Message.Heartbeat(
                        codec.ballot(in), Codec.number(in), Codec.number(in), Codec.number(in), Codec.number(in));
            case GRANTED -> new Message.Granted(codec.ballot(in), Codec.number(in), Codec.number(in));
            case RELEASE -> new Message.Release(codec.ballot(in), codec.nameOrNull(in));
            case FETCH -> new Message.Fetch(Codec.number(in));
            case TRIMMED -> new Message.Trimmed(Codec.number(in), Codec.number(in));
            case ASK -> new Message.Ask(Codec.number(in));
            case ANSWER -> new Message.Answer(Codec.number(in), Codec.flag(in));
            case SMALL_HEARTBEAT ->
                new Message.Heartbeat(
                        codec.smallBallot(in), Codec.small(in), Codec.small(in), Codec.small(in), Codec.small(in));
            case SMALL_GRANTED -> new Message.Granted(codec.smallBallot(in), Codec.small(in), Codec.small(in));
            case SMALL_HELD -> new Message.Held(Codec.small(in), Codec.small(in));
            case RETIRE -> new Message.Retire(Codec.number(in));
            default -> throw new CodecException("a message of the unknown kind " + kind);
        };
        Codec.checkEnd(in);
        return message;
    }

    private static int count(ByteBuf in) throws CodecException {
        Codec.need(in, 4);
        int count = in.readInt();
        if (count < 0) {
            throw new CodecException("a count of " + count);
        }
        return count;
    }

    private Message promise(ByteBuf in) throws CodecException {
        var ballot = codec.ballot(in);
        long slot = Codec.number(in);
        long configuration = Codec.number(in);
        long trimmed = Codec.number(in);
        int part = count(in);
        int parts = count(in);
        if (part >= parts) {
            throw new CodecException("part " + part + " of " + parts);
        }
        int count = Codec.count(in, 8 + 9 + 8 + Codec.SHORTEST_COMMAND);
        SortedMap<Long, Entry> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(Codec.number(in), new Entry(codec.ballot(in), Codec.number(in), Codec.command(in)));
        }
        return new Message.Promise(ballot, slot, configuration, trimmed, part, parts, entries);
    }
}
