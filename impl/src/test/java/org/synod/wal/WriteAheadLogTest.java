package org.synod.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;

class WriteAheadLogTest {
    private static final GroupId GROUP = new GroupId(7);
    private static final int SEGMENT = 8192;
    private static final LogFormat.Written AS = new LogFormat.Written(LogFormat.CURRENT, SegmentHeader.VERSION);

    private record Reopened(List<LogRecord> records, long tornBytes) {}

    private static WriteAheadLog open(MemoryStorage storage, List<LogRecord> into) throws IOException {
        return WriteAheadLog.open(
                storage,
                AS,
                SEGMENT,
                false,
                (group, record) -> {
                    assertEquals(GROUP, group);
                    into.add(record);
                },
                TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static Reopened reopen(MemoryStorage storage) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        try (WriteAheadLog log = open(storage, records)) {
            return new Reopened(records, log.tornBytes());
        }
    }

    private static LogRecord record(Random random, long slot) {
        Command command = new Command(random.nextLong(1, 10), slot, new byte[random.nextInt(700)]);
        random.nextBytes(command.payload());
        Ballot ballot = new Ballot(random.nextLong(1, 6), new ReplicaId("r" + random.nextInt(30)));
        return switch (random.nextInt(6)) {
            case 0 -> new LogRecord.Promised(ballot);
            case 1 -> new LogRecord.Learned(slot, command);
            case 2 -> new LogRecord.ChosenUpTo(slot);
            case 3 ->
                new LogRecord.Trimmed(
                        slot,
                        new Configuration(slot / 2, List.of(new Member(new ReplicaId("r1"), Role.LOG, "h:1"))),
                        ballot,
                        slot / 5);
            default -> new LogRecord.Voted(ballot, slot, slot / 3, random.nextInt(9) == 0 ? Command.NO_OP : command);
        };
    }

    private static List<LogRecord> batch(Random random, int from) {
        List<LogRecord> batch = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            batch.add(record(random, from + i));
        }
        return batch;
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Property(tries = 50)
    void recordsComeBackInTheirOrder(@ForAll Random random, @ForAll @IntRange(max = 40) int batches) throws Exception {
        MemoryStorage storage = new MemoryStorage();
        List<LogRecord> appended = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            List<LogRecord> read = new ArrayList<>();
            try (WriteAheadLog log = open(storage, read)) {
                assertEquals(appended, read);
                log.start(new Heard());
                for (int i = 0; i < batches; i++) {
                    List<LogRecord> batch = batch(random, i);
                    log.append(GROUP, batch);
                    appended.addAll(batch);
                }
            }
        }
        Reopened reopened = reopen(storage);
        assertEquals(appended, reopened.records());
        assertEquals(0, reopened.tornBytes());
    }

    /** Whenever the power goes, and whatever the disk kept of the write under way: what was acknowledged is there. */
    @Property(tries = 150)
    void aCrashLosesNothingThatWasAcknowledged(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 25) int batches, @ForAll @IntRange(max = 40) int at)
            throws Exception {
        MemoryStorage storage = new MemoryStorage();
        List<LogRecord> appended = new ArrayList<>();
        AtomicInteger forces = new AtomicInteger();
        AtomicReference<MemoryStorage> crashed = new AtomicReference<>();
        Heard heard = new Heard();
        long[] acknowledged = new long[1];
        Random crashRandom = new Random(random.nextLong());
        WriteAheadLog log = open(storage, new ArrayList<>());
        storage.beforeStep(() -> {
            if (forces.getAndIncrement() == at) {
                acknowledged[0] = heard.sequence();
                crashed.set(storage.afterCrash(crashRandom));
            }
        });
        log.start(heard);
        for (int i = 0; i < batches; i++) {
            List<LogRecord> batch = batch(random, i);
            appended.addAll(batch);
            long sequence = log.append(GROUP, batch);
            if (random.nextBoolean()) {
                heard.await(sequence);
            }
        }
        log.close();
        MemoryStorage left = crashed.get();
        if (left == null) {
            left = storage.afterCrash(crashRandom);
            acknowledged[0] = heard.sequence();
        }

        Reopened reopened = reopen(left);
        int count = reopened.records().size();
        assertTrue(count <= appended.size());
        assertEquals(appended.subList(0, count), reopened.records());
        // The first record of the log is its mark, and the last one too if it was closed.
        assertTrue(count >= Math.min(acknowledged[0] - 1, appended.size()), count + " of " + acknowledged[0]);
        assertEquals(0, reopen(left).tornBytes(), "what was torn is cleared once and for all");
    }

    /** One byte changed in any record that a later write proves durable is damage, and never a shorter log. */
    @Property(tries = 150)
    void rotIsTold(@ForAll Random random, @ForAll @IntRange(min = 1, max = 30) int batches) throws Exception {
        MemoryStorage storage = written(random, batches);
        List<String> names = storage.list();
        String name = names.get(random.nextInt(names.size()));
        byte[] bytes = storage.bytes(name);
        List<Integer> records = offsets(bytes);
        if (records.size() < 2) {
            return; // A spare, or nothing but the last write.
        }
        int at = records.get(random.nextInt(records.size() - 1));
        int length = ByteBuffer.wrap(bytes).getInt(at);
        bytes[at + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));

        DamagedLogException told = assertThrows(DamagedLogException.class, () -> reopen(storage));
        assertTrue(String.valueOf(told.getMessage()).contains(name + " at offset " + at), told.getMessage());
    }

    private static MemoryStorage written(Random random, int batches) throws Exception {
        MemoryStorage storage = new MemoryStorage();
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            log.start(heard);
            for (int i = 0; i < batches; i++) {
                heard.await(log.append(GROUP, batch(random, i)));
            }
        }
        return storage;
    }

    private static List<Integer> offsets(byte[] segment) {
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        List<Integer> offsets = new ArrayList<>();
        int at = SegmentHeader.BYTES;
        while (at + RecordFormat.HEADER <= segment.length && bytes.getInt(at) > 0) {
            offsets.add(at);
            at += RecordFormat.padded(bytes.getInt(at));
        }
        return offsets;
    }

    @Test
    void aChangedHeaderIsDamage() throws Exception {
        MemoryStorage storage = written(new Random(1), 30);
        storage.bytes(SegmentHeader.fileName(1))[20] ^= 1;
        assertThrows(DamagedLogException.class, () -> reopen(storage));
    }

    /** The spare after the next is made as soon as the next one is taken, which may be before that has its header. */
    @Test
    void twoSegmentsThatWereNotBegunAreSpares() throws Exception {
        MemoryStorage storage = written(new Random(4), 10);
        int files = storage.list().size();
        List<LogRecord> before = reopen(storage).records();
        SegmentAllocator.make(storage, files + 1, SEGMENT);
        assertEquals(before, reopen(storage).records());
        SegmentAllocator.make(storage, files + 1, SEGMENT);
        SegmentAllocator.make(storage, files + 2, SEGMENT);
        SegmentAllocator.make(storage, files + 3, SEGMENT);
        assertThrows(DamagedLogException.class, () -> reopen(storage));
    }

    @Test
    void aMissingSegmentIsDamage() throws Exception {
        MemoryStorage storage = written(new Random(2), 60);
        assertTrue(storage.list().size() > 3);
        storage.delete(SegmentHeader.fileName(2));
        assertThrows(DamagedLogException.class, () -> reopen(storage));
    }

    @Test
    void anEmptyFolderWhereALogMustBeIsDamage() {
        assertThrows(
                DamagedLogException.class,
                () -> WriteAheadLog.open(new MemoryStorage(), AS, SEGMENT, true, (group, record) -> {}));
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        MemoryStorage storage = written(new Random(3), 3);
        byte[] bytes = storage.bytes(SegmentHeader.fileName(1));
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(8, SegmentHeader.VERSION + 1);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, 36);
        header.putInt(36, (int) crc.getValue());
        DataFolderException told = assertThrows(DataFolderException.class, () -> reopen(storage));
        assertTrue(String.valueOf(told.getMessage()).contains("newer"));
    }

    @Test
    void aFailedForceKillsTheLog() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            log.start(heard);
            long first = log.append(GROUP, List.of(new LogRecord.ChosenUpTo(1)));
            heard.await(first);
            storage.failForces();
            log.append(GROUP, List.of(new LogRecord.ChosenUpTo(2)));
            String message = heard.death().get(30, TimeUnit.SECONDS);
            assertTrue(message.contains("input/output error"), message);
            assertEquals(first, heard.sequence());
            assertFalse(log.takesVotes());
        }
    }

    @Test
    void aFullDiskStopsCommandsAndNotTheLog() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            storage.room(SEGMENT);
            log.start(heard);
            spinUntil(() -> !log.hasRoom());
            assertTrue(String.valueOf(log.refusal()).contains("No space left"), log.refusal());
            assertTrue(log.takesVotes());
            heard.await(log.append(GROUP, List.of(new LogRecord.ChosenUpTo(1))));

            // More than there is room for: it waits, unacknowledged, and nothing is lost.
            List<LogRecord> many = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                many.add(new LogRecord.ChosenUpTo(i));
            }
            long last = log.append(GROUP, many);
            spinUntil(() -> !log.takesVotes());
            assertTrue(heard.sequence() < last);

            storage.room(Long.MAX_VALUE);
            heard.await(last);
            spinUntil(log::hasRoom);
            assertTrue(log.takesVotes());
        }
        assertEquals(301, reopen(storage).records().size());
    }

    @Test
    void closingAFullLogEnds() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        WriteAheadLog log = open(storage, new ArrayList<>());
        storage.room(SEGMENT);
        log.start(new Heard());
        spinUntil(() -> !log.hasRoom());
        List<LogRecord> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(new LogRecord.ChosenUpTo(i));
        }
        log.append(GROUP, many);
        log.close();
        assertNotNull(log.refusal());
        assertTrue(reopen(storage).records().size() < 300);
    }

    @Test
    void aRecordThatFitsIntoNoSegmentIsRefused() throws Exception {
        try (WriteAheadLog log = open(new MemoryStorage(), new ArrayList<>())) {
            LogRecord large = new LogRecord.Learned(1, new Command(1, 1, new byte[SEGMENT]));
            assertThrows(IllegalArgumentException.class, () -> log.append(GROUP, List.of(large)));
        }
    }
}
