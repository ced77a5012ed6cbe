package org.synod.conformance.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who leads, by traces that still grow. */
final class LeaderWatchTest {

    @TempDir
    Path folder = Path.of("");

    private LeaderWatch watch() {
        return new LeaderWatch(folder);
    }

    @Test
    void nobodyLeadsBeforeALineIsWhole() throws IOException {
        LeaderWatch watch = watch();
        assertNull(watch.leader());
        String line = lead(1, "r1");
        append("r1", line.substring(0, line.length() - 3));
        assertNull(watch.leader());
        append("r1", line.substring(line.length() - 3));
        assertEquals("r1", watch.leader());
        assertEquals("1.r1", watch.ballot().toString());
    }

    /** Both were candidates at once, as at a start; a run that took the first for the leader waited for another in vain. */
    @Test
    void ofTwoWithTheSameNumberTheHigherNameLeads() throws IOException {
        LeaderWatch watch = watch();
        append("r1", lead(1, "r1"));
        assertEquals("r1", watch.leader());
        append("r2", lead(1, "r2"));
        assertEquals("r2", watch.leader());
        append("r1", lead(1, "r1"));
        assertEquals("r2", watch.leader());
        append("r1", lead(2, "r1"));
        assertEquals("r1", watch.leader());
    }

    private void append(String replica, String text) throws IOException {
        Files.writeString(
                folder.resolve("trace-" + replica + "-1.ndjson"),
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String lead(int number, String replica) {
        return "{\"n\":3,\"replica\":\"" + replica + "\",\"incarnation\":1,\"clock\":5,\"time\":236156219,"
                + "\"action\":\"Lead\",\"parameters\":{\"ballot\":[" + number + ",\"" + replica
                + "\"],\"quorum\":[\"r1\",\"r3\"],\"proposals\":{}}}\n";
    }
}
