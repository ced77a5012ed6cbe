package org.synod.archive;

import java.util.zip.CRC32C;

/** CRC32C of bytes. */
final class Checksum {
    private Checksum() {}

    static int of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    static int of(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** Refuses what was changed on its way to the store. */
    static void require(String name, byte[] bytes, int crc32c) throws ArchiveException {
        if (of(bytes) != crc32c) {
            throw ArchiveException.permanent("The bytes of " + name + " do not have the checksum that they should.");
        }
    }
}
