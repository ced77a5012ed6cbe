package org.synod.btree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes under a {@link BlockFile}: a file, or in tests a disk that may lose what was not forced. */
interface Disk extends Closeable {

    /**
     * Fills the buffer.
     *
     * @throws IOException when the file ends before
     */
    void read(ByteBuffer to, long position) throws IOException;

    /** Writes all of the buffer. */
    void write(ByteBuffer from, long position) throws IOException;

    /** What was written before is durable when it returns. */
    void force() throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /**
     * Opens a file that nobody else has open, or makes it.
     *
     * @throws IOException when it cannot be opened, or is in use
     */
    static Disk open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(path + " is in use by another process");
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(path + " is in use already", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Disk() {
            @Override
            public void read(ByteBuffer to, long position) throws IOException {
                int start = to.position();
                while (to.hasRemaining()) {
                    if (channel.read(to, position + to.position() - start) < 0) {
                        throw new IOException("the file ends before " + (position + to.limit() - start));
                    }
                }
            }

            @Override
            public void write(ByteBuffer from, long position) throws IOException {
                int start = from.position();
                while (from.hasRemaining()) {
                    channel.write(from, position + from.position() - start);
                }
            }

            @Override
            public void force() throws IOException {
                channel.force(true);
            }

            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public void truncate(long size) throws IOException {
                channel.truncate(size);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
