package org.synod.btree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;
import org.jspecify.annotations.Nullable;

/**
 * The file under an MVStore, with a checksum on each block.
 *
 * <p>MVStore checks where a page lies and how long it is, not what is in it: a flipped bit in a key, or in the position of
 * a child, would make it miss a key that is there. So each block of 4096 bytes is stored behind the CRC32C of its number
 * and its bytes, and a block that does not match is not handed out.
 *
 * <p>While the store is being opened such a block reads as zeros: a write that a crash cut off is no damage, and MVStore,
 * which checks headers and footers by itself, goes back to the last commit that is whole. It believes a header, though, and
 * not only what lies behind it: so the first block of a chunk is written when the others are durable. And the file's header
 * points to every commit's chunk, not, as MVStore would have it, to one from where later ones can be found: the way there may
 * lead over space that was used again.
 *
 * <p>Unlike MVStore's own file, space is used again at once, without a retention time: every commit is forced before the
 * next one begins, so that nothing points to what was freed.
 */
final class BlockFile extends RandomAccessStore {
    /** MVStore's own unit: it writes whole blocks of this size. */
    private static final int BLOCK = 4096;

    private static final int STORED = BLOCK + Integer.BYTES;
    /** Makes MVStore write the file's header after a chunk, and goes with it. */
    private static final String MARK = "clean";

    private static final int MOST_AT_ONCE = 256;

    private final Disk disk;
    private volatile boolean opening = true;

    /**
     * Over a disk that is open.
     *
     * @param cacheMebibytes for pages that were read
     */
    BlockFile(Disk disk, int cacheMebibytes) throws IOException {
        super(new HashMap<>(Map.of("cacheSize", cacheMebibytes)));
        this.disk = disk;
        saveChunkLock.lock();
        try {
            setSize(disk.size() / STORED * BLOCK);
        } finally {
            saveChunkLock.unlock();
        }
    }

    /** From now on a block that does not match is corruption. */
    void opened() {
        opening = false;
    }

    @Override
    public void open(String fileName, boolean readOnly, char @Nullable [] encryptionKey) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public BlockFile open(String fileName, boolean readOnly) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public int getDefaultRetentionTime() {
        return 0;
    }

    @Override
    public ByteBuffer readFully(@Nullable SFChunk chunk, long pos, int length) {
        long first = pos / BLOCK;
        int count = (int) ((pos + length - 1) / BLOCK - first) + 1;
        ByteBuffer stored = ByteBuffer.allocate(count * STORED);
        try {
            disk.read(stored, first * STORED);
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_READING_FAILED, "Could not read block " + first, e);
        }
        byte[] bytes = new byte[count * BLOCK];
        stored.flip();
        for (int i = 0; i < count; i++) {
            int checksum = stored.getInt();
            stored.get(bytes, i * BLOCK, BLOCK);
            if (checksum != checksum(first + i, bytes, i * BLOCK)) {
                if (!opening) {
                    throw failure(DataUtils.ERROR_FILE_CORRUPT, "Block " + (first + i) + " has a wrong checksum", null);
                }
                Arrays.fill(bytes, i * BLOCK, (i + 1) * BLOCK, (byte) 0);
            }
        }
        readCount.incrementAndGet();
        readBytes.addAndGet(length);
        return ByteBuffer.wrap(bytes, (int) (pos - first * BLOCK), length).slice();
    }

    private static int checksum(long block, byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(block).flip());
        crc.update(bytes, offset, BLOCK);
        return (int) crc.getValue();
    }

    private static MVStoreException failure(int code, String message, @Nullable IOException cause) {
        MVStoreException failure = DataUtils.newMVStoreException(code, message);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long pos, ByteBuffer source) {
        int length = source.remaining();
        if (pos % BLOCK != 0 || length % BLOCK != 0) {
            throw failure(DataUtils.ERROR_INTERNAL, "A write of " + length + " bytes at " + pos, null);
        }
        setSize(Math.max(size(), pos + length));
        if (chunk != null) {
            storeHeader.put(MARK, 1);
        }
        try {
            long first = pos / BLOCK;
            int start = source.position();
            if (pos == 0) {
                // The two copies of the file's header: never both half written, and never before what they point to.
                disk.force();
                writeBlocks(source.slice(start, BLOCK), first);
                disk.force();
            }
            if (length > BLOCK) {
                writeBlocks(source.slice(start + BLOCK, length - BLOCK), first + 1);
            }
            if (pos > 0) {
                // A chunk begins with its header, by which MVStore knows it: not before the rest of it is there.
                if (length > BLOCK) {
                    disk.force();
                }
                writeBlocks(source.slice(start, BLOCK), first);
            }
            source.position(source.limit());
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not write at block " + pos / BLOCK, e);
        }
        writeCount.incrementAndGet();
        writeBytes.addAndGet(length);
    }

    private void writeBlocks(ByteBuffer source, long first) throws IOException {
        byte[] bytes = new byte[BLOCK];
        ByteBuffer stored = ByteBuffer.allocate(Math.min(source.remaining() / BLOCK, MOST_AT_ONCE) * STORED);
        long block = first;
        while (source.hasRemaining()) {
            long at = block * STORED;
            stored.clear();
            while (source.hasRemaining() && stored.hasRemaining()) {
                source.get(bytes);
                stored.putInt(checksum(block, bytes, 0)).put(bytes);
                block++;
            }
            disk.write(stored.flip(), at);
        }
    }

    @Override
    public void sync() {
        try {
            disk.force();
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not force the file", e);
        }
    }

    @Override
    protected void truncate(long size) {
        try {
            disk.truncate(size / BLOCK * STORED);
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not truncate the file", e);
        }
        setSize(Math.min(size(), size));
    }

    /** Bytes on disk, checksums included. */
    long storedBytes() {
        return size() / BLOCK * STORED;
    }

    @Override
    public void close() {
        super.close();
        shut();
    }

    /** Lets go of the file. */
    void shut() {
        try {
            disk.close();
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not close the file", e);
        }
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw new UnsupportedOperationException("copy snapshots instead");
    }
}
