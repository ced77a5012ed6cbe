package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.synod.core.Command;
import org.synod.core.GroupId;

class GroupArchiveTest {
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final List<Command> commands = Logs.commands(new Random(5), 40);

    private GroupArchive archive(int slots) {
        return new GroupArchive(store, Logs.GROUP, slots);
    }

    @Property(tries = 60)
    void whatWasArchivedIsReadFromAnySlot(@ForAll Random random, @ForAll @IntRange(min = 1, max = 12) int slots)
            throws ArchiveException {
        MemoryObjectStore fresh = new MemoryObjectStore();
        List<Command> log = Logs.commands(random, 40);
        GroupArchive archive = new GroupArchive(fresh, Logs.GROUP, slots);
        List<SegmentContent> segments = Logs.segments(log, slots);
        for (SegmentContent segment : segments) {
            archive.append(segment);
            assertEquals(segment.governing(), archive.governing());
        }
        int last = 40 / slots * slots;
        assertEquals(last, archive.archivedUpTo());
        GroupArchive other = new GroupArchive(fresh, Logs.GROUP, slots);
        assertEquals(last, other.archivedUpTo());
        assertEquals(archive.governing(), other.governing());
        assertEquals(new Verification.Whole(segments.size(), last), other.verify());
        int from = 1 + random.nextInt(last);
        assertEquals(Logs.entries(log, from, last), Logs.read(other.read(from)));
        assertThrows(ArchiveException.class, () -> other.read(last + 1));
    }

    @Test
    void anEmptyArchiveIsWhole() throws ArchiveException {
        assertEquals(0, archive(4).archivedUpTo());
        assertNull(archive(4).governing());
        assertEquals(new Verification.Whole(0, 0), archive(4).verify());
    }

    @Test
    void whatDoesNotFollowIsRefused() throws ArchiveException {
        GroupArchive archive = archive(10);
        archive.append(Logs.segment(commands, 1, 10));
        assertPermanent("hole", archive, Logs.segment(commands, 21, 30));
        assertPermanent("multiple", archive, Logs.segment(commands, 11, 19));
        SegmentContent of = Logs.segment(commands, 11, 20);
        assertPermanent(
                "belong", archive, new SegmentContent(new GroupId(4), of.firstSlot(), of.commands(), of.governing()));
        assertEquals(10, archive.archivedUpTo());
        assertEquals(2, store.objects.size());
    }

    private static void assertPermanent(String word, GroupArchive archive, SegmentContent segment) {
        ArchiveException told = assertThrows(ArchiveException.class, () -> archive.append(segment));
        assertFalse(told.isRetryable());
        assertTrue(String.valueOf(told.getMessage()).contains(word), told.getMessage());
    }

    /** The number of slots may be changed: the next segment goes up to the next multiple. */
    @Test
    void anotherLengthGoesOnBehindTheOldOnes() throws ArchiveException {
        archive(4).append(Logs.segment(commands, 1, 4));
        archive(4).append(Logs.segment(commands, 5, 8));
        archive(10).append(Logs.segment(commands, 9, 10));
        archive(10).append(Logs.segment(commands, 11, 20));
        assertEquals(new Verification.Whole(4, 20), archive(10).verify());
        assertPermanent("is archived in a segment up to slot 20", archive(15), Logs.segment(commands, 11, 15));
    }

    @Test
    void anotherCommandInTheArchiveIsDivergence() throws ArchiveException {
        archive(10).append(Logs.segment(commands, 1, 10));
        List<Command> others = new ArrayList<>(commands);
        others.set(6, new Command(99, 99, new byte[1]).at(3));
        DivergedArchiveException told =
                assertThrows(DivergedArchiveException.class, () -> archive(10).append(Logs.segment(others, 1, 10)));
        assertEquals(7, told.firstDifferingSlot());
        assertTrue(told.segment().startsWith("g3/segments/"));
    }

    /** Whatever fails at whatever moment: another replica, or the same one again, ends with the same objects. */
    @Property(tries = 150)
    void aCrashAnywhereLeavesOneChain(
            @ForAll Random random, @ForAll @IntRange(max = 40) int calls, @ForAll boolean afterEffect)
            throws ArchiveException {
        List<Command> log = Logs.commands(random, 24);
        List<SegmentContent> segments = Logs.segments(log, 4);
        MemoryObjectStore whole = new MemoryObjectStore();
        for (SegmentContent segment : segments) {
            new GroupArchive(whole, Logs.GROUP, 4).append(segment);
        }
        MemoryObjectStore broken = new MemoryObjectStore();
        broken.crashAfter(calls, afterEffect);
        GroupArchive first = new GroupArchive(broken, Logs.GROUP, 4);
        try {
            for (SegmentContent segment : segments) {
                first.append(segment);
            }
        } catch (ArchiveException e) {
            assertTrue(e.isRetryable());
        }
        broken.crashAfter(Integer.MAX_VALUE, false);
        assertInstanceOf(Verification.Whole.class, first.verify());
        GroupArchive second = random.nextBoolean() ? first : new GroupArchive(broken, Logs.GROUP, 4);
        for (SegmentContent segment : segments) {
            second.append(segment);
        }
        assertSame(whole, broken);
    }

    private static void assertSame(MemoryObjectStore one, MemoryObjectStore other) {
        assertEquals(one.objects.keySet(), other.objects.keySet());
        one.objects.forEach((name, bytes) ->
                org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, other.objects.get(name), name));
    }

    @Property(tries = 30)
    void twoThatArchiveAtOnceMakeOneChain(@ForAll Random random) throws Exception {
        List<SegmentContent> segments = Logs.segments(Logs.commands(random, 40), 2);
        MemoryObjectStore shared = new MemoryObjectStore();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Long>> ends = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ends.add(threads.submit(() -> {
                    GroupArchive archive = new GroupArchive(shared, Logs.GROUP, 2);
                    for (SegmentContent segment : segments) {
                        archive.append(segment);
                    }
                    return archive.archivedUpTo();
                }));
            }
            for (Future<Long> end : ends) {
                assertEquals(40, end.get());
            }
        }
        assertEquals(new Verification.Whole(20, 40), new GroupArchive(shared, Logs.GROUP, 2).verify());
        assertEquals(40, shared.objects.size());
    }

    /** Any bit of any object. */
    @Property(tries = 200)
    void verifyingNamesTheFirstBadObject(@ForAll Random random) throws ArchiveException {
        MemoryObjectStore rotten = new MemoryObjectStore();
        GroupArchive archive = new GroupArchive(rotten, Logs.GROUP, 4);
        for (SegmentContent segment : Logs.segments(Logs.commands(random, 24), 4)) {
            archive.append(segment);
        }
        List<String> names = List.copyOf(rotten.objects.keySet());
        int number = random.nextInt(names.size());
        String name = names.get(number);
        if (random.nextInt(4) == 0 && !name.endsWith("/manifests/" + "%019d".formatted(21))) {
            rotten.objects.remove(name);
        } else {
            byte[] bytes = java.util.Objects.requireNonNull(rotten.objects.get(name));
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Verification.Broken broken = assertInstanceOf(Verification.Broken.class, archive.verify());
        assertEquals(name, broken.object());
        assertEquals(4L * (number % 6), broken.lastWholeSlot());
        assertThrows(ArchiveException.class, () -> Logs.read(archive.read(1)));
    }

    /** A segment that is whole in itself, in a place where it does not belong. */
    @Test
    void aSegmentOfAnotherChainIsFound() throws ArchiveException {
        GroupArchive archive = archive(10);
        archive.append(Logs.segment(commands, 1, 10));
        archive.append(Logs.segment(commands, 11, 20));
        MemoryObjectStore other = new MemoryObjectStore();
        GroupArchive otherArchive = new GroupArchive(other, Logs.GROUP, 10);
        List<Command> otherCommands = Logs.commands(new Random(6), 20);
        otherArchive.append(Logs.segment(otherCommands, 1, 10));
        otherArchive.append(Logs.segment(otherCommands, 11, 20));
        other.objects.forEach((name, bytes) -> {
            if (name.contains("0000011")) {
                store.objects.put(name, bytes);
            }
        });
        Verification.Broken broken = assertInstanceOf(Verification.Broken.class, archive.verify());
        assertTrue(broken.problem().contains("follows another segment"), broken.problem());
        assertEquals(10, broken.lastWholeSlot());
        assertThrows(DamagedArchiveException.class, () -> archive.read(11));
    }
}
