package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest extends ObjectStoreContract {
    @TempDir
    private Path folder = Path.of(".");

    @Override
    ObjectStore open() throws ArchiveException {
        ObjectStore store = ObjectStores.open(folder.resolve("archive").toString(), S3Settings.DEFAULT);
        return assertInstanceOf(FileObjectStore.class, store);
    }

    /** The S3 server of the tests looks first and writes then: so only here, where the operating system decides. */
    @Test
    void oneOfManyWins() throws Exception {
        ObjectStore store = open();
        int many = 4;
        CyclicBarrier barrier = new CyclicBarrier(many);
        try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
            for (int round = 0; round < 5; round++) {
                String name = "race/" + round;
                List<Future<Boolean>> wins = new ArrayList<>();
                for (int i = 0; i < many; i++) {
                    byte[] own = new byte[] {(byte) i};
                    wins.add(threads.submit(() -> {
                        barrier.await();
                        return store.putIfAbsent(name, own, Checksum.of(own));
                    }));
                }
                int winner = -1;
                for (int i = 0; i < many; i++) {
                    if (wins.get(i).get()) {
                        assertEquals(-1, winner, "two won");
                        winner = i;
                    }
                }
                assertArrayEquals(new byte[] {(byte) winner}, store.get(name));
            }
        }
    }

    /** A folder is read entry by entry, and what was seen in it may be gone a moment later. */
    @Test
    void whatIsDeletedWhileItIsListedIsNotThereAndNoFault() throws Exception {
        ObjectStore store = open();
        byte[] some = new byte[] {1};
        int crc32c = Checksum.of(some);
        assertTrue(store.putIfAbsent("shared/stays", some, crc32c));
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> deleting = other.submit(() -> {
                for (int i = 0; i < 400; i++) {
                    store.putIfAbsent("shared/" + i, some, crc32c);
                    store.delete("shared/" + i);
                    open().close();
                }
                return null;
            });
            while (!deleting.isDone()) {
                assertTrue(store.list("shared/").contains("shared/stays"));
                assertTrue(store.list("").contains("shared/stays"));
                open().close();
            }
            deleting.get();
        }
    }

    /** Another process may be writing there now: only what is old was left behind. */
    @Test
    void whatACrashLeftIsClearedAwayAfterADay() throws Exception {
        Path unfinished = folder.resolve("archive/.unfinished");
        Path old = Files.write(unfinished.resolve("old"), new byte[3]);
        Path fresh = Files.write(unfinished.resolve("fresh"), new byte[3]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        try (ObjectStore store = open()) {
            assertEquals(List.of(), store.list(""));
        }
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(fresh));
    }

    @Test
    void aLocationThatIsNoneIsRefused() {
        for (String location : List.of("", "ftp://host/x", "s3://", "s3:///x")) {
            ArchiveException told = assertThrows(
                    ArchiveException.class, () -> ObjectStores.open(location, S3Settings.DEFAULT), location);
            assertFalse(told.isRetryable());
        }
    }

    @Test
    void aFileInTheWayIsTold() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[1]);
        assertThrows(ArchiveException.class, () -> ObjectStores.open(file.toString(), S3Settings.DEFAULT));
    }
}
