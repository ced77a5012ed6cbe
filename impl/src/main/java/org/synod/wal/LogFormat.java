package org.synod.wal;

import java.nio.ByteBuffer;
import org.synod.core.CodecException;
import org.synod.core.LogRecord;

/**
 * Which versions of the data folder a program knows, and the bytes of a record in each of them.
 *
 * <p>A rolling change of the format: first every node gets a program that reads the new version and goes on to write the
 * old one, so that each can go back to the program before. When none has to any more, the new version is written where
 * the node's configuration asks for it; from then on the program before refuses the folder, whatever stands in it.
 */
public interface LogFormat {

    /** What this program knows. */
    LogFormat CURRENT = new CurrentLogFormat();

    /**
     * How a log is written.
     *
     * @param version which the format knows
     */
    record Written(LogFormat format, int version) {}

    /** The oldest version that is read and written. */
    int oldest();

    /** The newest version that is read, and written where it is asked for. */
    int newest();

    /** The version of a new folder: one that the program before this one reads. */
    int usual();

    /** Which kind the record is in that version: positive, and never one that meant something else before. */
    byte kind(LogRecord record, int version);

    /**
     * The older kind that this one is like: as that one it is kept or deleted with old segments. Its payload begins as that
     * one's does, up to the slot.
     */
    byte like(byte kind);

    /** Bytes of the payload. */
    int length(LogRecord record, int version);

    /** Puts the payload. */
    void put(ByteBuffer out, LogRecord record, int version);

    /**
     * Reads the payload of a record of any version. What is left over, cut short or out of range is the caller's to refuse.
     *
     * @throws CodecException when no version has that kind
     */
    LogRecord get(ByteBuffer in, byte kind) throws CodecException;
}
