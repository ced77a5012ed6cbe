package org.synod.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.core.Ballot;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;

/** A log that two builds write in turn, of which the second has a version and a record more. */
class LogVersionsTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final int SEGMENT = 8192;
    private static final LogFormat OLD = LogFormat.CURRENT;

    private final MemoryStorage storage = new MemoryStorage();
    private final NextLogFormat next = new NextLogFormat();
    private long ballots;

    @TempDir
    private Path folder;

    private static LogRecord promise(long number) {
        return new LogRecord.Promised(new Ballot(number, R1));
    }

    /** Opens the log, promises one ballot more, and closes it. */
    private void promise(LogFormat format, int version) throws Exception {
        Heard heard = new Heard();
        try (WriteAheadLog log = open(format, version, new ArrayList<>())) {
            log.start(heard);
            heard.await(log.append(GROUP, List.of(promise(++ballots))));
        }
    }

    private WriteAheadLog open(LogFormat format, int version, List<LogRecord> into) throws IOException {
        return WriteAheadLog.open(
                storage,
                new LogFormat.Written(format, version),
                SEGMENT,
                false,
                (group, record) -> into.add(record),
                1_000_000);
    }

    private List<LogRecord> read(LogFormat format) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        open(format, format.usual(), records).close();
        return records;
    }

    private void assertAllRead(LogFormat format) throws IOException {
        List<LogRecord> expected = new ArrayList<>();
        for (long i = 1; i <= ballots; i++) {
            expected.add(promise(i));
        }
        assertEquals(expected, read(format));
    }

    @Test
    void theOldOneReadsWhatTheNextOneWroteUntilTheNewVersionIsWritten() throws Exception {
        promise(OLD, OLD.usual());
        promise(next, next.usual());
        promise(OLD, OLD.usual());
        assertAllRead(OLD);
        assertAllRead(next);
        assertEquals(0, next.written());
    }

    @Test
    void theNewVersionBeginsASegmentOfItsOwnThatTheOldOneRefuses() throws Exception {
        promise(OLD, OLD.usual());
        promise(next, next.newest());
        promise(next, next.newest());
        assertEquals(2, next.written());
        assertAllRead(next);
        assertEquals(3, next.read());
        assertEquals(OLD.newest(), versionOf(1));
        assertEquals(next.newest(), versionOf(2));
        DataFolderException told = assertThrows(DataFolderException.class, () -> read(OLD));
        assertTrue(String.valueOf(told.getMessage())
                .endsWith(" was written by a newer Synod: its format is version 3, and this one reads up to 2."));
        assertAllRead(next);
    }

    private int versionOf(long segment) {
        SegmentHeader header =
                SegmentHeader.decode(java.nio.ByteBuffer.wrap(storage.bytes(SegmentHeader.fileName(segment))));
        return header == null ? 0 : header.version();
    }

    private int open(LogFormat format, int asked) throws IOException {
        try (DataFolder opened = DataFolder.open(folder, GROUP, R1, format, asked)) {
            return opened.written().version();
        }
    }

    private void assertRefused(String why, LogFormat format, int asked) {
        DataFolderException told = assertThrows(DataFolderException.class, () -> open(format, asked));
        assertEquals(why, told.getMessage());
    }

    @Test
    void aFolderKeepsItsVersionUntilAnotherIsAskedForAndNeverGoesBack() throws Exception {
        assertEquals(2, open(OLD, 0));
        assertEquals(2, open(next, 0));
        assertRefused("This Synod does not write version 3 of a data folder, only 2 to 2.", OLD, 3);
        assertEquals(3, open(next, 3));
        assertEquals(3, open(next, 0));
        assertRefused(
                "The data folder " + folder
                        + " was written by a newer Synod: its format is version 3, and this one reads" + " up to 2.",
                OLD,
                0);
        assertRefused("The data folder " + folder + " is written in version 3, and does not go back to 2.", next, 2);
        assertEquals(3, open(next, 0));
    }
}
