package org.synod.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;

/**
 * Reads a log from its first record to its last, mends the end that a crash cut off, and refuses a damaged one. See
 * {@link RecordFormat} for how the two are told apart.
 *
 * <p>One case cannot be told: rot in the very last write, when nothing was written after it. It looks like a write cut
 * off. A log that is closed in order ends with a mark, so that this is left only to crashes.
 */
final class Recovery {

    /** Takes the records as they are read. */
    interface Visitor {
        void record(GroupId group, LogRecord record);
    }

    /**
     * Where to go on.
     *
     * @param firstIndex index of the oldest file
     * @param lastIndex index of the newest file, a spare included; 0 for none
     * @param version of the segment to append to
     * @param current the file to append to, or null if a new log begins
     * @param offset where in it
     * @param spare a file ready to be used next, or null
     * @param tornBytes how many bytes of a write cut off were cleared
     */
    record End(
            long firstIndex,
            long lastIndex,
            long lastSequence,
            int version,
            @Nullable LogFile current,
            long offset,
            @Nullable LogFile spare,
            long tornBytes) {}

    /** One whose header was being written, and the next, which is made as soon as that one is taken. */
    private static final int MOST_SPARES = 2;

    private final Storage storage;
    private final LogFormat format;
    private final Visitor visitor;
    private final Retention retention;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer segment = ByteBuffer.allocate(0);
    private long lastSequence;
    private int version;
    private Retention.Begin begin = Retention.Begin.FIRST;
    /** The first sequence of the oldest file. */
    private long beginsAt = 1;

    Recovery(Storage storage, LogFormat format, Visitor visitor, Retention retention) {
        this.storage = storage;
        this.format = format;
        this.visitor = visitor;
        this.retention = retention;
    }

    /**
     * @throws DamagedLogException when something is missing that was once durable
     */
    End run() throws IOException {
        for (String name : storage.list()) {
            if (name.endsWith(SegmentAllocator.UNFINISHED)) {
                storage.delete(name);
            }
        }
        List<String> names =
                storage.list().stream().filter(SegmentHeader::isFileName).toList();
        long first = names.isEmpty() ? 1 : SegmentHeader.index(names.get(0));
        int used = usedSegments(names, first);
        LogFile current = null;
        long offset = 0;
        long tornBytes = 0;
        for (int i = 0; i < used; i++) {
            String name = names.get(i);
            LogFile file = storage.open(name);
            read(file);
            checkHeader(name, first + i, i == 0);
            retention.use(first + i, lastSequence + 1, segment.limit());
            offset = scanRecords(name);
            Retention.Begin told = retention.note(segment, SegmentHeader.BYTES, (int) offset);
            begin = told == null ? begin : told;
            boolean last = i == used - 1;
            tornBytes = tornBytes(name, (int) offset, last);
            if (last) {
                current = file;
            } else {
                file.close();
            }
        }
        checkBegin(first);
        long lastIndex = first - 1 + Math.min(used + 1, names.size());
        LogFile spare = used < names.size() ? storage.open(names.get(used)) : null;
        if (current != null) {
            clear(current, offset, tornBytes);
        }
        if (spare != null) {
            clear(spare, 0, spareGarbage(names.get(used), spare));
        }
        for (String surplus : names.subList(Math.min(used + 1, names.size()), names.size())) {
            try (LogFile file = storage.open(surplus)) {
                spareGarbage(surplus, file);
            }
            storage.delete(surplus);
        }
        segment = ByteBuffer.allocate(0);
        for (; first < begin.segment(); first++) {
            SegmentAllocator.delete(storage, first);
        }
        return new End(first, lastIndex, lastSequence, version, current, offset, spare, tornBytes);
    }

    /** All files but the spare ones at the end, whose header is not there or was being written when the node crashed. */
    private int usedSegments(List<String> names, long first) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals(SegmentHeader.fileName(first + i))) {
                throw missing(first + i);
            }
        }
        int used = names.size();
        while (used > 0 && used > names.size() - MOST_SPARES && !hasHeader(names.get(used - 1))) {
            used--;
        }
        return used;
    }

    private boolean hasHeader(String name) throws IOException {
        try (LogFile file = storage.open(name)) {
            read(file);
        }
        return SegmentHeader.decode(segment) != null;
    }

    private void read(LogFile file) throws IOException {
        int size = Math.toIntExact(file.size());
        if (segment.capacity() < size) {
            segment = ByteBuffer.allocate(size);
        }
        segment.clear().limit(size);
        file.read(segment, 0);
        segment.flip();
    }

    /** Segments that were deleted, and not lost, are those before the beginning that a later segment tells. */
    private void checkBegin(long first) throws DamagedLogException {
        if (first > begin.segment()) {
            throw missing(first - 1);
        }
        if (first == begin.segment() && beginsAt != begin.sequence()) {
            throw damaged(
                    SegmentHeader.fileName(first),
                    0,
                    "it begins with record " + beginsAt + ", and should with " + begin.sequence());
        }
    }

    private DamagedLogException missing(long index) {
        return new DamagedLogException("The log is damaged: " + storage.describe(SegmentHeader.fileName(index))
                + " is missing, offset 0 of it and all after; this replica may have forgotten what it promised and must"
                + " not vote again.");
    }

    private void checkHeader(String name, long index, boolean first) throws IOException {
        SegmentHeader header = SegmentHeader.decode(segment);
        if (header == null || header.index() != index) {
            throw damaged(name, 0, "the segment's header is unreadable");
        }
        version = header.version();
        if (version > format.newest()) {
            throw new DataFolderException(
                    storage.describe(name) + " was written by a newer Synod: its format is version " + version
                            + ", and this one reads up to " + format.newest() + ".");
        }
        if (header.bytes() != segment.limit()) {
            throw damaged(name, segment.limit(), "the file ends here, and should at " + header.bytes());
        }
        if (first && index > 1) {
            lastSequence = header.firstSequence() - 1;
            beginsAt = header.firstSequence();
        }
        if (header.firstSequence() != lastSequence + 1) {
            throw damaged(
                    name, 0, "records " + (lastSequence + 1) + " to " + (header.firstSequence() - 1) + " are missing");
        }
    }

    /**
     * @return the offset after the last record
     */
    private long scanRecords(String name) throws IOException {
        int at = SegmentHeader.BYTES;
        int limit = segment.limit();
        while (RecordFormat.isValid(segment, at, limit, crc)
                && RecordFormat.sequenceAt(segment, at) == lastSequence + 1) {
            if (!RecordFormat.isOwn(segment, at)) {
                try {
                    LogRecord record = RecordFormat.get(segment, at, format);
                    visitor.record(new GroupId(RecordFormat.groupAt(segment, at)), record);
                } catch (CodecException e) {
                    throw damaged(name, at, String.valueOf(e.getMessage()));
                }
            }
            lastSequence++;
            at += RecordFormat.padded(RecordFormat.lengthAt(segment, at));
        }
        return Math.min(at, limit);
    }

    /** How far from {@code from} on there is anything but zeros, once it is clear that this is no damage. */
    private long tornBytes(String name, int from, boolean last) throws IOException {
        int garbage = garbage(from);
        if (garbage > 0 && !last) {
            throw damaged(name, from, "record " + (lastSequence + 1) + " is unreadable");
        }
        int end = from + garbage;
        for (int at = from; at < end; at += RecordFormat.ALIGNMENT) {
            if (isLaterWrite(at, end)) {
                throw damaged(
                        name,
                        from,
                        "record " + (lastSequence + 1) + " is unreadable, and record "
                                + RecordFormat.sequenceAt(segment, at) + " at offset " + at
                                + " shows that it once was durable");
            }
        }
        return garbage;
    }

    private boolean isLaterWrite(int at, int end) {
        if (end - at < RecordFormat.HEADER) {
            return false;
        }
        long sequence = RecordFormat.sequenceAt(segment, at);
        long batch = RecordFormat.batchAt(segment, at);
        return batch > lastSequence + 1
                && batch <= sequence
                && sequence <= lastSequence + 1 + segment.limit() / RecordFormat.HEADER
                && RecordFormat.isValid(segment, at, segment.limit(), crc);
    }

    private int garbage(int from) {
        int end = segment.limit();
        while (end - from >= Long.BYTES && segment.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end > from && segment.get(end - 1) == 0) {
            end--;
        }
        return end - from;
    }

    /** A spare holds zeros, or a part of the header that was being written: no record is in it before that is durable. */
    private long spareGarbage(String name, LogFile spare) throws IOException {
        read(spare);
        if (segment.limit() < SegmentHeader.BYTES) {
            throw damaged(name, segment.limit(), "the file ends here");
        }
        for (int at = SegmentHeader.BYTES; at < segment.limit() - RecordFormat.HEADER; at += RecordFormat.ALIGNMENT) {
            if (segment.getInt(at) != 0 && RecordFormat.isValid(segment, at, segment.limit(), crc)) {
                throw damaged(name, 0, "the segment's header is unreadable, and there are records after it");
            }
        }
        return garbage(0);
    }

    private static void clear(LogFile file, long offset, long bytes) throws IOException {
        SegmentAllocator.zero(file, offset, bytes);
        // Even with nothing to clear: what was read may be in the page cache only, and is about to be called durable.
        file.force();
    }

    private DamagedLogException damaged(String name, long offset, String what) {
        return new DamagedLogException("The log is damaged: " + storage.describe(name) + " at offset " + offset + ": "
                + what + "; this replica may have forgotten what it promised and must not vote again.");
    }
}
