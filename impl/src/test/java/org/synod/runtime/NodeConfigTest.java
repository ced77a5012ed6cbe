package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

class NodeConfigTest {
    private static final String LEAST = """
            # one of three
            replica = r2
            replicas = r1=a:1, r2=b:2, r3=c:3
            data = folder
            """;

    @Test
    void theLeastHasDefaultsForTheRest() throws StartException {
        NodeConfig config = NodeConfig.parse(LEAST, "f");
        assertEquals(new ReplicaId("r2"), config.replica());
        assertEquals(new GroupId(1), config.group());
        assertEquals(
                List.of("r1", "r2", "r3"),
                config.settings().first().replicas().stream()
                        .map(ReplicaId::name)
                        .toList());
        assertEquals("b", config.listen().getHostString());
        assertEquals(2, config.listen().getPort());
        assertEquals(64L << 20, config.segmentBytes());
        assertNull(config.traces());
    }

    @Test
    void everyKeyIsHeeded() throws StartException {
        NodeConfig config = NodeConfig.parse(LEAST + """
                        group = 9
                        listen = 0.0.0.0:0
                        heartbeat-ms = 11
                        election-ms = 12
                        resend-ms = 13
                        note-ms = 14
                        tick-ms = 15
                        segment-mb = 16
                        frame-mb = 17
                        max-in-flight = 18
                        max-retained-mb = 19
                        trace = traces
                        run = a run
                        seed = -21
                        """, "f");
        assertEquals(new GroupId(9), config.group());
        assertEquals(0, config.listen().getPort());
        assertEquals(11_000_000, config.timing().heartbeatNanos());
        assertEquals(12_000_000, config.timing().electionNanos());
        assertEquals(13_000_000, config.timing().resendNanos());
        assertEquals(14_000_000, config.timing().noteNanos());
        assertEquals(15, config.tick().toMillis());
        assertEquals(16L << 20, config.segmentBytes());
        assertEquals(17 << 20, config.longestFrame());
        assertEquals(18, config.settings().maxInFlight());
        assertEquals(19L << 20, config.settings().maxRetainedBytes());
        assertEquals(Path.of("traces"), config.traces());
        assertEquals("a run", config.run());
        assertEquals(-21, config.seed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "color = blue|f:5: there is no key 'color'",
                "seed|f:5: 'seed' has no value",
                "data = other|f:5: 'data' stands twice",
                "seed = many|f:5: 'seed' is a whole number",
                "segment-mb = 0|f:5: 'segment-mb' is 0, where 1 to 1024",
                "listen = here|f:5: 'listen' is host:port",
                "listen = here:70000|f:5: 'listen' has no port",
                "election-ms = 20|f:5: 'election-ms' is wrong"
            })
    void aMistakeIsToldWithItsLine(String line, String message) {
        StartException told = assertThrows(StartException.class, () -> NodeConfig.parse(LEAST + line, "f"));
        assertTrue(String.valueOf(told.getMessage()).startsWith(message), told.getMessage());
        assertEquals(StartException.BAD_INPUT, told.exitCode());
    }

    @Test
    void whatIsMissingIsTold() {
        StartException missing = assertThrows(StartException.class, () -> NodeConfig.parse("replica = r1", "f"));
        assertTrue(String.valueOf(missing.getMessage()).contains("'replicas' is missing"));
        StartException stranger = assertThrows(
                StartException.class, () -> NodeConfig.parse(LEAST.replace("replica = r2", "replica = r4"), "f"));
        assertTrue(String.valueOf(stranger.getMessage()).contains("r4, which is not among"));
        assertThrows(StartException.class, () -> NodeConfig.read(Path.of("no-such-file")));
    }
}
