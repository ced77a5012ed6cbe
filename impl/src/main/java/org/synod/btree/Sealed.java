package org.synod.btree;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/**
 * How an item lies in a map, under its key: the CRC32C (4) of key, version and value, the version (8), the value. The key is
 * part of the checksum, so that a value that landed under another key is found.
 */
final class Sealed {
    private static final int HEADER = Integer.BYTES + Long.BYTES;

    private Sealed() {}

    static byte[] seal(Item item) {
        byte[] bytes = new byte[HEADER + item.value().length()];
        ByteBuffer.wrap(bytes)
                .putInt(0)
                .putLong(item.version())
                .put(item.value().array())
                .putInt(0, checksum(item.key().array(), bytes));
        return bytes;
    }

    /** @throws CorruptTreeException when it is not what was sealed */
    static Item open(@Nullable GroupId group, byte[] key, byte[] bytes) {
        if (bytes.length < HEADER || ByteBuffer.wrap(bytes).getInt() != checksum(key, bytes)) {
            Bytes wrapped = Bytes.wrap(key);
            throw new CorruptTreeException(group, wrapped, "the value of a key has a wrong checksum", null);
        }
        long version = ByteBuffer.wrap(bytes).getLong(Integer.BYTES);
        return new Item(Bytes.wrap(key), Bytes.wrap(Arrays.copyOfRange(bytes, HEADER, bytes.length)), version);
    }

    private static int checksum(byte[] key, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    /**
     * What an item adds to a sum over items that does not depend on their order: two checksums of different polynomials,
     * mixed so that sums of them do not cancel out.
     */
    static long hash(Chunk.Kind kind, Item item) {
        CRC32C one = new CRC32C();
        CRC32 other = new CRC32();
        byte[] head = ByteBuffer.allocate(13)
                .put(kind.code())
                .putInt(item.key().length())
                .putLong(item.version())
                .array();
        one.update(head);
        other.update(head);
        one.update(item.key().array());
        other.update(item.key().array());
        one.update(item.value().array());
        other.update(item.value().array());
        // The finalizer of MurmurHash3.
        long hash = one.getValue() << 32 | other.getValue();
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
