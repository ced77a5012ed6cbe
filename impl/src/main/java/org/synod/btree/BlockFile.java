package org.synod.btree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * which checks headers and footers by itself, goes back to the last commit that is whole.
 *
 * <p>Unlike MVStore's own file, space is used again at once, without a retention time: every commit is forced before the
 * next one begins, so that nothing points to what was freed.
 */
final class BlockFile extends RandomAccessStore {
    /** MVStore's own unit: it writes whole blocks of this size. */
    private static final int BLOCK = 4096;

    private static final int STORED = BLOCK + Integer.BYTES;
    private static final int MOST_AT_ONCE = 256;

    private final FileChannel channel;
    private final FileLock lock;
    private volatile boolean opening = true;

    private BlockFile(Map<String, Object> config, FileChannel channel, FileLock lock) throws IOException {
        super(config);
        this.channel = channel;
        this.lock = lock;
        saveChunkLock.lock();
        try {
            setSize(channel.size() / STORED * BLOCK);
        } finally {
            saveChunkLock.unlock();
        }
    }

    /**
     * Opens the file, or makes it.
     *
     * @param cacheMebibytes for pages that were read
     * @throws IOException when it cannot be opened, or is in use
     */
    static BlockFile open(Path path, int cacheMebibytes) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(path + " is in use by another process");
            }
            Map<String, Object> config = new HashMap<>();
            config.put("cacheSize", cacheMebibytes);
            return new BlockFile(config, channel, lock);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(path + " is in use already", e);
        } catch (IOException e) {
            channel.close();
            throw e;
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
            while (stored.hasRemaining()) {
                if (channel.read(stored, first * STORED + stored.position()) < 0) {
                    throw new IOException("the file ends before block " + (first + count));
                }
            }
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
        byte[] bytes = new byte[BLOCK];
        ByteBuffer stored = ByteBuffer.allocate(Math.min(length / BLOCK, MOST_AT_ONCE) * STORED);
        try {
            long block = pos / BLOCK;
            while (source.hasRemaining()) {
                long first = block;
                stored.clear();
                while (source.hasRemaining() && stored.hasRemaining()) {
                    source.get(bytes);
                    stored.putInt(checksum(block, bytes, 0)).put(bytes);
                    block++;
                }
                stored.flip();
                while (stored.hasRemaining()) {
                    channel.write(stored, first * STORED + stored.position());
                }
            }
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not write at block " + pos / BLOCK, e);
        }
        writeCount.incrementAndGet();
        writeBytes.addAndGet(length);
    }

    @Override
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not force the file", e);
        }
    }

    @Override
    protected void truncate(long size) {
        try {
            channel.truncate(size / BLOCK * STORED);
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
            if (channel.isOpen()) {
                lock.release();
                channel.close();
            }
        } catch (IOException e) {
            throw failure(DataUtils.ERROR_WRITING_FAILED, "Could not close the file", e);
        }
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw new UnsupportedOperationException("copy snapshots instead");
    }
}
