package org.synod.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.ReplicaId;

/**
 * The pieces that messages are made of. Any bytes give a value or a {@link CodecException}; no length is believed before
 * it is compared with what is there.
 *
 * <p>Not for several threads: it remembers the few names and the last ballot that it read, which are nearly always the
 * next ones too.
 */
final class Codec {
    private static final int MOST_NAMES = 128;

    private final List<ReplicaId> names = new ArrayList<>();
    private Ballot lastBallot = Ballot.ZERO;

    static void need(ByteBuf in, int bytes) throws CodecException {
        if (bytes < 0 || in.readableBytes() < bytes) {
            throw new CodecException(bytes + " bytes where " + in.readableBytes() + " are left");
        }
    }

    static void checkEnd(ByteBuf in) throws CodecException {
        if (in.isReadable()) {
            throw new CodecException(in.readableBytes() + " bytes too many");
        }
    }

    /** A number of things that each take at least {@code least} bytes. */
    static int count(ByteBuf in, int least) throws CodecException {
        need(in, 4);
        int count = in.readInt();
        if (count < 0 || (long) count * least > in.readableBytes()) {
            throw new CodecException(count + " things where " + in.readableBytes() + " bytes are left");
        }
        return count;
    }

    static long number(ByteBuf in) throws CodecException {
        need(in, 8);
        return in.readLong();
    }

    /** Writes a number in as few bytes as it needs, if it is small and not negative: seven bits each, the lowest first. */
    static void putSmall(ByteBuf out, long number) {
        long left = number;
        while ((left & ~0x7fL) != 0) {
            out.writeByte((int) left | 0x80);
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    static long small(ByteBuf in) throws CodecException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            need(in, 1);
            byte next = in.readByte();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new CodecException("a number of more than 64 bits");
    }

    static void putName(ByteBuf out, @Nullable ReplicaId replica) {
        if (replica == null) {
            out.writeByte(0);
            return;
        }
        String name = replica.name();
        out.writeByte(name.length());
        for (int i = 0; i < name.length(); i++) {
            out.writeByte(name.charAt(i));
        }
    }

    @Nullable ReplicaId nameOrNull(ByteBuf in) throws CodecException {
        need(in, 1);
        int length = in.readUnsignedByte();
        if (length == 0) {
            return null;
        }
        need(in, length);
        int at = in.readerIndex();
        in.skipBytes(length);
        for (ReplicaId known : names) {
            if (isName(known.name(), in, at, length)) {
                return known;
            }
        }
        try {
            ReplicaId read = new ReplicaId(in.toString(at, length, StandardCharsets.US_ASCII));
            if (names.size() < MOST_NAMES) {
                names.add(read);
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isName(String name, ByteBuf in, int at, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != in.getByte(at + i)) {
                return false;
            }
        }
        return true;
    }

    ReplicaId name(ByteBuf in) throws CodecException {
        ReplicaId name = nameOrNull(in);
        if (name == null) {
            throw new CodecException("no name where a replica's must be");
        }
        return name;
    }

    static void putBallot(ByteBuf out, Ballot ballot) {
        out.writeLong(ballot.number());
        putName(out, ballot.replica());
    }

    static void putSmallBallot(ByteBuf out, Ballot ballot) {
        putSmall(out, ballot.number());
        putName(out, ballot.replica());
    }

    Ballot ballot(ByteBuf in) throws CodecException {
        return ballot(number(in), in);
    }

    Ballot smallBallot(ByteBuf in) throws CodecException {
        return ballot(small(in), in);
    }

    private Ballot ballot(long number, ByteBuf in) throws CodecException {
        ReplicaId replica = name(in);
        if (lastBallot.number() != number || !lastBallot.replica().equals(replica)) {
            if (number < 0) {
                throw new CodecException("a ballot with the number " + number);
            }
            lastBallot = new Ballot(number, replica);
        }
        return lastBallot;
    }

    static boolean flag(ByteBuf in) throws CodecException {
        need(in, 1);
        byte flag = in.readByte();
        if (flag != 0 && flag != 1) {
            throw new CodecException("a flag is 0 or 1, not " + flag);
        }
        return flag == 1;
    }

    static void putBytes(ByteBuf out, byte[] bytes) {
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    static byte[] bytes(ByteBuf in) throws CodecException {
        byte[] bytes = new byte[count(in, 1)];
        in.readBytes(bytes);
        return bytes;
    }

    /** Bytes of the shortest command. */
    static final int SHORTEST_COMMAND = 28;

    static void putCommand(ByteBuf out, Command command) {
        out.writeLong(command.client()).writeLong(command.sequence()).writeLong(command.timeMillis());
        putBytes(out, command.payload());
    }

    static Command command(ByteBuf in) throws CodecException {
        long client = number(in);
        long sequence = number(in);
        long timeMillis = number(in);
        return Command.of(client, sequence, timeMillis, bytes(in));
    }

    static void putCommands(ByteBuf out, List<Command> commands) {
        out.writeInt(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            putCommand(out, commands.get(i));
        }
    }

    static List<Command> commands(ByteBuf in) throws CodecException {
        int count = count(in, SHORTEST_COMMAND);
        List<Command> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(command(in));
        }
        return commands;
    }
}
