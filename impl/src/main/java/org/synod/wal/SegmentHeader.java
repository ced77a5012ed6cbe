package org.synod.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 64 bytes of a segment: magic, format version, index, sequence of its first record, size of the
 * file, checksum. Written, and
 * forced, when the segment comes into use: a spare one has zeros there.
 *
 * @param version of the records
 * @param index counts segments from 1
 */
record SegmentHeader(int version, long index, long firstSequence, long bytes) {
    static final int BYTES = 64;
    /** 2 since there are records of where the log begins. */
    static final int VERSION = 2;

    private static final long MAGIC = 0x53594e4f4457414cL; // SYNODWAL
    private static final int CHECKED = 36;

    private static final String SUFFIX = ".wal";

    static String fileName(long index) {
        return String.format("%016d%s", index, SUFFIX);
    }

    /** Which segment a file is, by its name. */
    static long index(String fileName) {
        return Long.parseLong(fileName, 0, 16, 10);
    }

    static boolean isFileName(String name) {
        return name.endsWith(SUFFIX)
                && name.length() == 16 + SUFFIX.length()
                && name.chars().limit(16).allMatch(c -> c >= '0' && c <= '9');
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC)
                .putInt(version)
                .putLong(index)
                .putLong(firstSequence)
                .putLong(this.bytes);
        bytes.putInt(checksum(bytes));
        return bytes.clear();
    }

    /** The header in the first bytes of a segment, or null if there is none. */
    static @Nullable SegmentHeader decode(ByteBuffer bytes) {
        if (bytes.limit() < BYTES || bytes.getLong(0) != MAGIC || bytes.getInt(CHECKED) != checksum(bytes)) {
            return null;
        }
        return new SegmentHeader(bytes.getInt(8), bytes.getLong(12), bytes.getLong(20), bytes.getLong(28));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        ByteBuffer view = bytes.duplicate();
        crc.update(view.limit(CHECKED).position(0));
        return (int) crc.getValue();
    }
}
