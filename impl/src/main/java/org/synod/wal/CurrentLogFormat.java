package org.synod.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.synod.core.Ballot;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;

/** The one version of records that there is: components in their order, big-endian. */
final class CurrentLogFormat implements LogFormat {

    @Override
    public int oldest() {
        return SegmentHeader.VERSION;
    }

    @Override
    public int newest() {
        return SegmentHeader.VERSION;
    }

    @Override
    public int usual() {
        return SegmentHeader.VERSION;
    }

    @Override
    public byte kind(LogRecord record, int version) {
        return switch (record) {
            case LogRecord.Promised p -> RecordFormat.PROMISED;
            case LogRecord.Voted v -> RecordFormat.VOTED;
            case LogRecord.Learned l -> RecordFormat.LEARNED;
            case LogRecord.ChosenUpTo c -> RecordFormat.CHOSEN_UP_TO;
            case LogRecord.Trimmed t -> RecordFormat.TRIMMED;
        };
    }

    @Override
    public byte like(byte kind) {
        return kind;
    }

    @Override
    public int length(LogRecord record, int version) {
        return switch (record) {
            case LogRecord.Promised p -> length(p.ballot());
            case LogRecord.Voted v -> length(v.ballot()) + 16 + length(v.command());
            case LogRecord.Learned l -> 8 + length(l.command());
            case LogRecord.ChosenUpTo c -> 8;
            case LogRecord.Trimmed t -> 24 + length(members(t.governing())) + length(t.promised());
        };
    }

    private static int length(Ballot ballot) {
        return 8 + 1 + ballot.replica().name().length();
    }

    private static int length(Command command) {
        return 8 + 8 + 8 + 4 + command.payload().length;
    }

    /** Members are written as the command that changes to them. */
    private static Command members(Configuration configuration) {
        return Command.configuration(configuration.members());
    }

    @Override
    public void put(ByteBuffer out, LogRecord record, int version) {
        switch (record) {
            case LogRecord.Promised p -> putBallot(out, p.ballot());
            case LogRecord.Voted v -> {
                putBallot(out, v.ballot());
                out.putLong(v.slot()).putLong(v.under());
                putCommand(out, v.command());
            }
            case LogRecord.Learned l -> {
                out.putLong(l.slot());
                putCommand(out, l.command());
            }
            case LogRecord.ChosenUpTo c -> out.putLong(c.slot());
            case LogRecord.Trimmed t -> {
                out.putLong(t.slot()).putLong(t.governing().slot());
                putCommand(out, members(t.governing()));
                putBallot(out, t.promised());
                out.putLong(t.votes());
            }
        }
    }

    private static void putBallot(ByteBuffer out, Ballot ballot) {
        String name = ballot.replica().name();
        out.putLong(ballot.number()).put((byte) name.length());
        for (int i = 0; i < name.length(); i++) {
            out.put((byte) name.charAt(i));
        }
    }

    private static void putCommand(ByteBuffer out, Command command) {
        out.putLong(command.client()).putLong(command.sequence()).putLong(command.timeMillis());
        out.putInt(command.payload().length).put(command.payload());
    }

    @Override
    public LogRecord get(ByteBuffer in, byte kind) throws CodecException {
        return switch (kind) {
            case RecordFormat.PROMISED -> new LogRecord.Promised(getBallot(in));
            case RecordFormat.VOTED -> new LogRecord.Voted(getBallot(in), in.getLong(), in.getLong(), getCommand(in));
            case RecordFormat.LEARNED -> new LogRecord.Learned(in.getLong(), getCommand(in));
            case RecordFormat.CHOSEN_UP_TO -> new LogRecord.ChosenUpTo(in.getLong());
            case RecordFormat.TRIMMED ->
                new LogRecord.Trimmed(in.getLong(), getConfiguration(in), getBallot(in), in.getLong());
            default -> throw new CodecException("a record of the unknown kind " + kind);
        };
    }

    private static Ballot getBallot(ByteBuffer in) {
        long number = in.getLong();
        byte[] name = new byte[Byte.toUnsignedInt(in.get())];
        in.get(name);
        return new Ballot(number, new ReplicaId(new String(name, StandardCharsets.US_ASCII)));
    }

    private static Command getCommand(ByteBuffer in) throws CodecException {
        long client = in.getLong();
        long sequence = in.getLong();
        long timeMillis = in.getLong();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new CodecException("a command of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] payload = new byte[length];
        in.get(payload);
        return Command.of(client, sequence, timeMillis, payload);
    }

    private static Configuration getConfiguration(ByteBuffer in) throws CodecException {
        long slot = in.getLong();
        Command command = getCommand(in);
        if (!command.isConfiguration()) {
            throw new CodecException("a configuration without members");
        }
        return new Configuration(slot, command.members());
    }
}
