package org.synod.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.synod.core.CodecException;
import org.synod.core.LogRecord;

/**
 * The bytes of a record, big-endian, each record at a multiple of 8:
 *
 * <pre>
 *  0 int   length     of the record without its padding
 *  4 int   checksum   CRC32C of all its other bytes
 *  8 byte  kind       then three zeros
 * 12 int   group
 * 16 long  sequence   counts the records of this log from 1
 * 24 long  batch      sequence of the first record of the same write
 * 32       payload    as the LogFormat has it, then zeros up to a multiple of 8
 * </pre>
 *
 * <p>Sequence and batch are what tells a write that a crash cut off from rot. A write begins only when all before it is
 * durable: so a record proves that everything below its {@code batch} once was. If such a record is missing or unreadable,
 * the log is damaged. If what is missing belongs to the last write, it was never acknowledged: the disk may have kept any
 * part of that write, in any order.
 */
final class RecordFormat {
    static final int HEADER = 32;
    static final int ALIGNMENT = 8;

    /** Of no group: proves that what stands before it was durable. Written when a log is opened and closed. */
    static final byte MARK = 5;

    /** Of no group: where the log begins, once older segments are needed by nobody. Durable before they are deleted. */
    static final byte BEGIN = 7;

    static final byte PROMISED = 1;
    static final byte VOTED = 2;
    static final byte LEARNED = 3;
    static final byte CHOSEN_UP_TO = 4;
    static final byte TRIMMED = 6;

    static final int BEGIN_LENGTH = HEADER + 16;

    private RecordFormat() {}

    static int padded(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Length without padding. */
    static int length(LogFormat.Written as, LogRecord record) {
        return HEADER + as.format().length(record, as.version());
    }

    /** Puts a record with its padding; {@link #seal} completes it when its batch is known. */
    static void put(ByteBuffer out, int group, long sequence, LogFormat.Written as, LogRecord record) {
        int length = length(as, record);
        putHeader(out, length, as.format().kind(record, as.version()), group, sequence);
        as.format().put(out, record, as.version());
        for (int i = length; i < padded(length); i++) {
            out.put((byte) 0);
        }
    }

    static void putMark(ByteBuffer out, long sequence) {
        putHeader(out, HEADER, MARK, 0, sequence);
    }

    static void putBegin(ByteBuffer out, long sequence, Retention.Begin begin) {
        putHeader(out, BEGIN_LENGTH, BEGIN, 0, sequence);
        out.putLong(begin.segment()).putLong(begin.sequence());
    }

    private static void putHeader(ByteBuffer out, int length, byte kind, int group, long sequence) {
        out.putInt(length).putInt(0);
        out.put(kind).put((byte) 0).putShort((short) 0);
        out.putInt(group).putLong(sequence).putLong(0);
    }

    /** Completes the record at {@code at} with its batch and its checksum. */
    static void seal(ByteBuffer buffer, int at, long batch, CRC32C crc) {
        buffer.putLong(at + 24, batch);
        buffer.putInt(at + 4, checksum(buffer, at, buffer.getInt(at), crc));
    }

    static int lengthAt(ByteBuffer buffer, int at) {
        return buffer.getInt(at);
    }

    static byte kindAt(ByteBuffer buffer, int at) {
        return buffer.get(at + 8);
    }

    static int groupAt(ByteBuffer buffer, int at) {
        return buffer.getInt(at + 12);
    }

    static long sequenceAt(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 16);
    }

    static long batchAt(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 24);
    }

    /**
     * The slot that a valid record of a group is about; 0 for a promise.
     *
     * @param like the kind that the record is like, {@link LogFormat#like}
     */
    static long slotAt(ByteBuffer buffer, int at, byte like) {
        int payload = at + HEADER;
        return switch (like) {
            case PROMISED -> 0;
            case VOTED -> buffer.getLong(payload + 9 + Byte.toUnsignedInt(buffer.get(payload + 8)));
            default -> buffer.getLong(payload);
        };
    }

    /** What a valid record of kind {@link #BEGIN} says. */
    static Retention.Begin beginAt(ByteBuffer buffer, int at) {
        return new Retention.Begin(buffer.getLong(at + HEADER), buffer.getLong(at + HEADER + 8));
    }

    /** Whether the record is the log's own, and of no group. */
    static boolean isOwn(ByteBuffer buffer, int at) {
        byte kind = kindAt(buffer, at);
        return kind == MARK || kind == BEGIN;
    }

    /** Whether a whole record with a right checksum stands at {@code at}, before {@code limit}. */
    static boolean isValid(ByteBuffer buffer, int at, int limit, CRC32C crc) {
        if (limit - at < HEADER) {
            return false;
        }
        int length = buffer.getInt(at);
        return length >= HEADER && length <= limit - at && buffer.getInt(at + 4) == checksum(buffer, at, length, crc);
    }

    private static int checksum(ByteBuffer buffer, int at, int length, CRC32C crc) {
        crc.reset();
        ByteBuffer view = buffer.duplicate();
        crc.update(view.limit(at + 4).position(at));
        crc.update(view.limit(at + length).position(at + 8));
        return (int) crc.getValue();
    }

    /** The record at {@code at}, which must be valid and of a group. */
    static LogRecord get(ByteBuffer buffer, int at, LogFormat format) throws CodecException {
        ByteBuffer in = buffer.duplicate();
        in.limit(at + buffer.getInt(at)).position(at + HEADER);
        byte kind = kindAt(buffer, at);
        try {
            LogRecord record = format.get(in, kind);
            if (in.hasRemaining()) {
                throw new CodecException("a record of kind " + kind + " with " + in.remaining() + " bytes too many");
            }
            return record;
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
            throw new CodecException("a record of kind " + kind + " that is cut short or out of range");
        }
    }
}
