package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.synod.core.Command;
import org.synod.core.GroupId;

@Timeout(60)
class ArchiverTest {
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final List<SegmentContent> segments = Logs.segments(Logs.commands(new Random(8), 40), 4);
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    private final Archiver.Listener listener = new Archiver.Listener() {
        @Override
        public void archived(GroupId group, long slot) {
            heard.add(group + " " + slot);
        }

        @Override
        public void refused(GroupId group, ArchiveException cause) {
            heard.add(cause);
        }
    };

    private Archiver archiver(long limit) {
        return new Archiver(
                group -> new GroupArchive(store, group, 4),
                listener,
                new Archiver.Settings(limit, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(4)));
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static SegmentContent of(int group, SegmentContent segment) {
        return new SegmentContent(new GroupId(group), segment.firstSlot(), segment.commands(), segment.governing());
    }

    @Test
    void groupsAreArchivedInTheirOrder() throws InterruptedException {
        try (Archiver archiver = archiver(1 << 20)) {
            archiver.start();
            for (int i = 0; i < 3; i++) {
                assertTrue(archiver.submit(segments.get(i)));
                assertTrue(archiver.submit(of(9, segments.get(i))));
            }
            for (int i = 1; i <= 3; i++) {
                assertEquals("g3 " + 4 * i, heard.take());
                assertEquals("g9 " + 4 * i, heard.take());
            }
            spinUntil(() -> archiver.backlogBytes() == 0);
            assertNull(archiver.lastError());
        }
    }

    @Test
    void aStoreThatIsDownFillsTheBacklogAndBlocksNobody() throws InterruptedException {
        long each = segments.get(0).bytes();
        long limit =
                4 * segments.stream().mapToLong(SegmentContent::bytes).max().orElseThrow();
        store.down(true);
        try (Archiver archiver = archiver(limit)) {
            archiver.start();
            assertTrue(archiver.submit(segments.get(0)));
            assertEquals(each, archiver.backlogBytes());
            assertNull(archiver.alarm());
            spinUntil(() -> archiver.lastError() != null);
            int taken = 1;
            while (archiver.submit(segments.get(taken))) {
                taken++;
            }
            assertTrue(taken >= 3, "of " + taken);
            assertNotNull(archiver.alarm());
            assertTrue(String.valueOf(archiver.alarm()).contains("down"), archiver.alarm());
            assertTrue(heard.isEmpty());

            store.down(false);
            for (int i = 1; i <= taken; i++) {
                assertEquals("g3 " + 4 * i, heard.take());
            }
            spinUntil(() -> archiver.alarm() == null && archiver.backlogBytes() == 0);
            assertFalse(archiver.isFull());
            assertNull(archiver.lastError());
            assertTrue(archiver.submit(segments.get(taken)));
        }
    }

    @Test
    void aGroupThatDivergesDoesNotHoldUpOthers() throws Exception {
        List<Command> others = Logs.commands(new Random(9), 4);
        new GroupArchive(store, Logs.GROUP, 4).append(Logs.segment(others, 1, 4));
        try (Archiver archiver = archiver(1 << 20)) {
            archiver.start();
            archiver.submit(segments.get(0));
            archiver.submit(of(9, segments.get(0)));
            assertInstanceOf(DivergedArchiveException.class, heard.take());
            assertEquals("g9 4", heard.take());
        }
    }

    @Test
    void aSegmentLargerThanTheLimitIsTakenAlone() throws InterruptedException {
        store.down(true);
        try (Archiver archiver = archiver(1)) {
            assertTrue(archiver.submit(segments.get(0)));
            assertTrue(archiver.isFull());
            assertFalse(archiver.submit(segments.get(1)));
            archiver.start();
            store.down(false);
            assertEquals("g3 4", heard.take());
        }
    }

    @Test
    void closingEndsWhileTheStoreIsDown() {
        store.down(true);
        Archiver archiver = archiver(1 << 20);
        archiver.start();
        archiver.submit(segments.get(0));
        spinUntil(() -> archiver.lastError() != null);
        archiver.close();
        assertFalse(archiver.submit(segments.get(1)));
        assertTrue(heard.isEmpty());
    }
}
