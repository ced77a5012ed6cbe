package org.synod.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

class DataFolderTest {
    private static final GroupId GROUP = new GroupId(1);
    private static final ReplicaId R1 = new ReplicaId("r1");

    @TempDir
    private Path folder;

    private DataFolder open() throws Exception {
        return DataFolder.open(folder, GROUP, R1, LogFormat.CURRENT, 0);
    }

    private void assertRefused(String word, ReplicaId replica) {
        DataFolderException told = assertThrows(
                DataFolderException.class,
                () -> DataFolder.open(folder, GROUP, replica, LogFormat.CURRENT, 0)
                        .close());
        assertTrue(String.valueOf(told.getMessage()).contains(word), told.getMessage());
    }

    @Test
    void countsIncarnations() throws Exception {
        try (DataFolder first = open()) {
            assertFalse(first.ranBefore());
            assertEquals(1, first.nextIncarnation());
        }
        try (DataFolder second = open()) {
            assertTrue(second.ranBefore());
            assertEquals(2, second.nextIncarnation());
        }
    }

    @Test
    void isHeldByOneNode() throws Exception {
        try (DataFolder held = open()) {
            assertFalse(held.ranBefore());
            assertRefused("in use", R1);
        }
    }

    @Test
    void belongsToOneReplica() throws Exception {
        open().close();
        assertRefused("belongs to g1 r1", new ReplicaId("r2"));
    }

    @Test
    void refusesANewerAndAnOlderFormat() throws Exception {
        open().close();
        Files.writeString(folder.resolve("format"), "synod-data 3\n");
        assertRefused("newer", R1);
        Files.writeString(folder.resolve("format"), "synod-data 1\n");
        assertRefused("older", R1);
    }

    @Test
    void refusesAFolderOfSomebodyElse() throws Exception {
        Files.writeString(folder.resolve("thesis.txt"), "chapter 1");
        assertRefused("neither empty nor", R1);
    }
}
