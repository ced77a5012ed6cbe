package org.synod.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

/** Segments that no group needs go, and nothing that is needed goes with them. */
class TrimTest {
    private static final int SEGMENT = 8192;
    private static final ReplicaId REPLICA = new ReplicaId("r1");
    private static final Configuration GOVERNING = new Configuration(0, List.of(Member.storage(REPLICA)));

    private record Written(GroupId group, LogRecord record) {}

    /** What a replica would be after these records. */
    private record State(Ballot promised, long trimmed, long chosen, Map<Long, LogRecord> slots) {}

    /** One group as a caller of the log sees it. */
    private static final class Caller {
        private final GroupId group;
        private long ballot = 1;
        private long slot;
        private long trimmed;

        Caller(int number) {
            group = new GroupId(number);
        }

        Ballot ballot() {
            return new Ballot(ballot, REPLICA);
        }

        List<LogRecord> work(Random random) {
            List<LogRecord> records = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int kind = random.nextInt(20);
                if (kind == 0) {
                    ballot++;
                    records.add(new LogRecord.Promised(ballot()));
                    continue;
                }
                if (kind == 1) {
                    records.add(new LogRecord.ChosenUpTo(slot));
                    continue;
                }
                Command command = new Command(1, ++slot, new byte[random.nextInt(700)]);
                if (kind == 2) {
                    records.add(new LogRecord.Learned(slot, command));
                    continue;
                }
                ballot += random.nextInt(8) == 0 ? 1 : 0;
                records.add(new LogRecord.Voted(ballot(), slot, 0, command));
            }
            return records;
        }

        List<LogRecord> trim(Random random) {
            trimmed = random.nextBoolean() ? slot : trimmed + random.nextLong(slot - trimmed + 1);
            List<LogRecord> records = new ArrayList<>();
            // Who writes no more than the middle one keeps segments longer, and loses nothing.
            if (random.nextInt(4) > 0) {
                records.add(new LogRecord.Promised(ballot()));
            }
            records.add(new LogRecord.Trimmed(trimmed, GOVERNING, ballot(), trimmed));
            if (random.nextInt(4) > 0) {
                records.add(new LogRecord.ChosenUpTo(slot));
            }
            return records;
        }
    }

    private static Map<GroupId, State> states(List<Written> records) {
        Map<GroupId, State> states = new HashMap<>();
        for (Written written : records) {
            State old = states.getOrDefault(written.group(), new State(Ballot.ZERO, 0, 0, Map.of()));
            Map<Long, LogRecord> slots = new TreeMap<>(old.slots());
            State next = switch (written.record()) {
                case LogRecord.Promised p ->
                    new State(higher(old.promised(), p.ballot()), old.trimmed(), old.chosen(), slots);
                case LogRecord.Voted v -> {
                    slots.put(v.slot(), v);
                    yield new State(higher(old.promised(), v.ballot()), old.trimmed(), old.chosen(), slots);
                }
                case LogRecord.Learned l -> {
                    slots.put(l.slot(), l);
                    yield new State(old.promised(), old.trimmed(), old.chosen(), slots);
                }
                case LogRecord.ChosenUpTo c -> new State(old.promised(), old.trimmed(), c.slot(), slots);
                case LogRecord.Trimmed t ->
                    new State(higher(old.promised(), t.promised()), t.slot(), old.chosen(), slots);
            };
            slots.keySet().removeIf(slot -> slot <= next.trimmed());
            states.put(written.group(), next);
        }
        return states;
    }

    private static Ballot higher(Ballot one, Ballot other) {
        return Comparator.<Ballot>naturalOrder().compare(one, other) < 0 ? other : one;
    }

    private static WriteAheadLog open(MemoryStorage storage, List<Written> into) throws IOException {
        return WriteAheadLog.open(
                storage,
                new LogFormat.Written(LogFormat.CURRENT, SegmentHeader.VERSION),
                SEGMENT,
                false,
                (group, record) -> into.add(new Written(group, record)),
                TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static List<Written> reopen(MemoryStorage storage) throws IOException {
        List<Written> records = new ArrayList<>();
        open(storage, records).close();
        return records;
    }

    private static void append(WriteAheadLog log, Heard heard, GroupId group, List<LogRecord> records)
            throws InterruptedException {
        heard.await(log.append(group, records));
    }

    /** The power goes at any force or deletion: what is left says the same as all that was written up to some record. */
    @Property(tries = 150)
    void aCrashLeavesWhatIsNeeded(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 4) int groups,
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll @IntRange(max = 120) int at)
            throws Exception {
        MemoryStorage storage = new MemoryStorage();
        Heard heard = new Heard();
        List<Written> appended = new ArrayList<>();
        // What was acknowledged when the power went, as a number of records.
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicInteger certain = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        AtomicReference<MemoryStorage> crashed = new AtomicReference<>();
        Random crashRandom = new Random(random.nextLong());
        List<Caller> callers = new ArrayList<>();
        for (int i = 1; i <= groups; i++) {
            callers.add(new Caller(i));
        }
        WriteAheadLog log = open(storage, new ArrayList<>());
        storage.beforeStep(() -> {
            if (passed.getAndIncrement() == at) {
                certain.set(acknowledged.get());
                crashed.set(storage.afterCrash(crashRandom));
            }
        });
        log.start(heard);
        int next = 0;
        for (int i = 0; i < steps; i++) {
            // One group at a time: what an idle one has written stands in old segments alone.
            next = random.nextInt(10) == 0 ? random.nextInt(groups) : next;
            Caller caller = callers.get(next);
            boolean trims = random.nextInt(3) == 0;
            List<LogRecord> records = trims ? caller.trim(random) : caller.work(random);
            records.forEach(record -> appended.add(new Written(caller.group, record)));
            append(log, heard, caller.group, records);
            acknowledged.set(appended.size());
            if (trims) {
                log.trim(caller.group, caller.trimmed);
            }
        }
        log.close();
        MemoryStorage left = crashed.get();
        if (left == null) {
            left = storage.afterCrash(crashRandom);
            certain.set(appended.size());
        }

        List<Written> records = reopen(left);
        assertTrue(isWhatWasNeeded(records, appended, certain.get()), "of " + appended.size() + " records: " + records);
        assertEquals(states(records), states(reopen(left)), "a second start finds what the first one found");
        refusesALoss(left);
    }

    private static boolean isWhatWasNeeded(List<Written> records, List<Written> appended, int certain) {
        for (int count = Math.max(certain, records.size()); count <= appended.size(); count++) {
            List<Written> all = appended.subList(0, count);
            if (records.equals(all.subList(count - records.size(), count))
                    && states(records).equals(states(all))) {
                return true;
            }
        }
        return false;
    }

    private static void refusesALoss(MemoryStorage storage) throws IOException {
        List<String> names = storage.list();
        if (names.size() < 4) {
            return; // Two of them may be spares.
        }
        storage.delete(names.get(0));
        DamagedLogException told = assertThrows(DamagedLogException.class, () -> reopen(storage));
        assertTrue(String.valueOf(told.getMessage()).contains(names.get(0) + " is missing"), told.getMessage());
    }

    private static List<LogRecord> votes(int from, int to) {
        List<LogRecord> votes = new ArrayList<>();
        for (long slot = from; slot <= to; slot++) {
            votes.add(new LogRecord.Voted(new Ballot(1, REPLICA), slot, 0, new Command(1, slot, new byte[500])));
        }
        return votes;
    }

    private static void trim(WriteAheadLog log, Heard heard, GroupId group, long slot) throws InterruptedException {
        append(
                log,
                heard,
                group,
                List.of(
                        new LogRecord.Promised(new Ballot(1, REPLICA)),
                        new LogRecord.Trimmed(slot, GOVERNING, new Ballot(1, REPLICA), slot),
                        new LogRecord.ChosenUpTo(slot)));
        log.trim(group, slot);
    }

    private static void awaitOldest(MemoryStorage storage, long index) {
        while (!storage.list().get(0).equals(SegmentHeader.fileName(index))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aGroupThatDoesNotTrimPinsTheLog() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        GroupId lazy = new GroupId(1);
        GroupId busy = new GroupId(2);
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            log.start(heard);
            append(log, heard, busy, votes(1, 50));
            append(log, heard, lazy, votes(1, 1));
            append(log, heard, busy, votes(51, 100));
            assertEquals(busy, log.oldestNeededBy());
            long pinned = log.pinnedBytes();
            trim(log, heard, busy, 100);
            assertEquals(lazy, log.oldestNeededBy());
            assertTrue(log.pinnedBytes() < pinned && log.pinnedBytes() > 0);
            awaitOldest(storage, 4);

            trim(log, heard, lazy, 1);
            assertNull(log.oldestNeededBy());
            assertEquals(0, log.pinnedBytes());
            awaitOldest(storage, 8);
        }
        List<Written> left = reopen(storage);
        assertEquals(100, Objects.requireNonNull(states(left).get(busy)).trimmed());
        assertEquals(1, Objects.requireNonNull(states(left).get(lazy)).trimmed());
    }

    /** Not even what a later record makes superfluous goes: that would surprise a caller who knows nothing of trimming. */
    @Test
    void aGroupThatNeverTrimsKeepsAll() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        GroupId group = new GroupId(1);
        Heard heard = new Heard();
        List<LogRecord> chosen = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            chosen.add(new LogRecord.ChosenUpTo(i));
        }
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            log.start(heard);
            append(log, heard, group, chosen);
            assertEquals(group, log.oldestNeededBy());
        }
        assertEquals(1000, reopen(storage).size());
    }

    /** The records that say so are in the log, but the log was not told that they hold for it. */
    @Test
    void aRestartWaitsForTheGroupToSayItAgain() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        GroupId group = new GroupId(1);
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            log.start(heard);
            append(log, heard, group, votes(1, 60));
            append(log, heard, group, List.of(new LogRecord.Promised(new Ballot(1, REPLICA))));
            append(log, heard, group, List.of(new LogRecord.Trimmed(60, GOVERNING, new Ballot(1, REPLICA), 60)));
        }
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            assertEquals(group, log.oldestNeededBy());
            log.start(new Heard());
            log.trim(group, 60);
            awaitOldest(storage, 5);
        }
    }

    /** A promise that only a vote told is told by the record of the trimming from then on. */
    @Test
    void theRecordOfATrimmingHoldsThePromise() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        GroupId group = new GroupId(1);
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            log.start(heard);
            append(log, heard, group, votes(1, 60));
            append(log, heard, group, List.of(new LogRecord.Trimmed(60, GOVERNING, new Ballot(1, REPLICA), 60)));
            log.trim(group, 60);
            awaitOldest(storage, 5);
        }
        assertTrue(reopen(storage).stream().anyMatch(r -> r.toString().contains("promised=1.")));
    }

    @Test
    void whatTheLogDoesNotSayIsNotTrimmed() throws Exception {
        Heard heard = new Heard();
        try (WriteAheadLog log = open(new MemoryStorage(), new ArrayList<>())) {
            log.start(heard);
            append(log, heard, new GroupId(1), List.of(new LogRecord.Trimmed(4, GOVERNING, new Ballot(1, REPLICA), 4)));
            assertThrows(IllegalStateException.class, () -> log.trim(new GroupId(1), 5));
            assertThrows(IllegalStateException.class, () -> log.trim(new GroupId(2), 1));
        }
    }

    /** A full disk gets room again by trimming, even if no spare segment could be made. */
    @Test
    void trimmingMakesRoom() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        GroupId group = new GroupId(1);
        Heard heard = new Heard();
        try (WriteAheadLog log = open(storage, new ArrayList<>())) {
            storage.room(4 * SEGMENT);
            log.start(heard);
            append(log, heard, group, votes(1, 45));
            while (log.hasRoom()) {
                Thread.onSpinWait();
            }
            trim(log, heard, group, 45);
            while (!log.hasRoom()) {
                Thread.onSpinWait();
            }
            append(log, heard, group, votes(46, 60));
        }
    }
}
