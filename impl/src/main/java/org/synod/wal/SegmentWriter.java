package org.synod.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of records to the segment in use, and goes on to the next one when it is full. The log's thread writes;
 * what is volatile may be read by any.
 */
final class SegmentWriter {
    private final SegmentAllocator allocator;
    private final Retention retention;
    private final long retryNanos;
    private final int version;
    private final CRC32C crc = new CRC32C();
    private volatile boolean closing;
    private volatile @Nullable String failure;
    private volatile long left;

    private LogFile segment;
    private long index;
    private long offset;
    private volatile long size;

    /**
     * @param version of the segments that are begun
     * @param goOn whether the current one is written on; if not, the next record begins another
     */
    SegmentWriter(
            SegmentAllocator allocator,
            Retention retention,
            long retryNanos,
            int version,
            LogFile current,
            long index,
            long offset,
            boolean goOn)
            throws IOException {
        this.version = version;
        this.allocator = allocator;
        this.retention = retention;
        this.retryNanos = retryNanos;
        this.segment = current;
        this.index = index;
        this.offset = offset;
        this.size = goOn ? current.size() : offset;
        this.left = size - offset;
    }

    /** Which segment is in use; the log's thread asks. */
    long index() {
        return index;
    }

    /** Bytes of the segment in use. */
    long size() {
        return size;
    }

    /** Bytes left in the segment in use. */
    long left() {
        return left;
    }

    /** Why the last write found no room; null when it found some. */
    @Nullable String failure() {
        return failure;
    }

    /** A write that finds the disk full is to be given up. */
    void giveUp() {
        closing = true;
    }

    void close() throws IOException {
        segment.close();
    }

    /**
     * Writes and forces a batch, waiting for a segment and for room.
     *
     * @param durable hears of the part of the batch that stood in a segment that is now full
     * @return the sequence of the last record; 0 when the log was closed meanwhile
     */
    long write(ByteBuffer batch, LongConsumer durable) throws IOException, InterruptedException {
        int end = batch.limit();
        int start = 0;
        long last = 0;
        while (start < end) {
            long first = RecordFormat.sequenceAt(batch, start);
            int at = start;
            while (at < end) {
                int length = RecordFormat.padded(RecordFormat.lengthAt(batch, at));
                if (at + length - start > size - offset) {
                    break;
                }
                RecordFormat.seal(batch, at, first, crc);
                last = RecordFormat.sequenceAt(batch, at);
                at += length;
            }
            if (at > start) {
                writeFully(batch.duplicate().limit(at).position(start));
                force(at - start);
                note(batch, start, at);
            }
            if (at < end) {
                long next = RecordFormat.sequenceAt(batch, at);
                if (first < next) {
                    durable.accept(next - 1);
                }
                if (!roll(next)) {
                    return 0;
                }
            }
            start = at;
        }
        return last;
    }

    /** What is durable now may be why older segments go. */
    private void note(ByteBuffer batch, int from, int to) {
        Retention.Begin begin = retention.note(batch, from, to);
        if (begin != null) {
            allocator.deleteBelow(begin.segment());
        }
    }

    private void force(int bytes) throws IOException {
        segment.force();
        offset += bytes;
        left = size - offset;
    }

    /** A write that finds the disk full is repeated until there is room: nothing of it was promised yet. */
    private void writeFully(ByteBuffer bytes) throws IOException {
        while (true) {
            try {
                segment.write(bytes.duplicate(), offset);
                failure = null;
                return;
            } catch (DiskFullException e) {
                failure = String.valueOf(e.getMessage());
                if (closing) {
                    throw e;
                }
                LockSupport.parkNanos(this, retryNanos);
            }
        }
    }

    /** Goes on to the spare segment. Its header is durable before any record is in it, and all before it as well. */
    private boolean roll(long firstSequence) throws IOException, InterruptedException {
        LogFile next = allocator.take();
        if (next == null) {
            return false;
        }
        segment.close();
        segment = next;
        index++;
        size = next.size();
        offset = 0;
        writeFully(new SegmentHeader(version, index, firstSequence, size).encode());
        force(SegmentHeader.BYTES);
        retention.use(index, firstSequence, size);
        return true;
    }
}
