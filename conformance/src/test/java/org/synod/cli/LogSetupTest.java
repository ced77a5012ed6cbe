package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogSetupTest {

    @TempDir
    private Path folder;

    /** The first line that a node logs, which is about bytes that are no frame. */
    private String firstLine(String more) throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve("node.conf"),
                "replica = r1\nreplicas = r1=127.0.0.1:1\nlisten = 127.0.0.1:0\ndata = " + folder.resolve("data") + "\n"
                        + more);
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dsynod.log=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.synod.cli.Synod",
                        "node",
                        "--config",
                        config.toString())
                .start();
        try {
            String ready = node.inputReader().readLine();
            int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals(-1, socket.getInputStream().read());
            }
            return node.errorReader().readLine();
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void aLineIsTextUnlessItIsToBeJson() throws IOException, InterruptedException {
        String text = firstLine("");
        assertTrue(text.matches("\\[synod-node-r1-\\S+] WARN org\\.synod\\.transport\\.Complaints - Closing .*"), text);
    }

    @Test
    void aLineOfJsonHasAllFields() throws IOException, InterruptedException {
        JsonNode line = new ObjectMapper().readTree(firstLine("log-format = json\ngroup = 7"));
        assertEquals("WARN", line.get("level").asText());
        assertEquals("r1", line.get("node").asText());
        assertEquals("g7", line.get("group").asText());
        assertEquals("org.synod.transport.Complaints", line.get("logger").asText());
        assertTrue(line.get("message").asText().startsWith("Closing the connection with 127.0.0.1: a frame of"));
        assertTrue(Instant.parse(line.get("time").asText()).isAfter(Instant.EPOCH));
        assertFalse(line.has("exception"));
    }

    @Test
    void anExceptionIsOneFieldOfOneLine() throws IOException {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "caller",
                context.getLogger("some.logger"),
                Level.ERROR,
                "two\nlines \"quoted\" {}",
                new IllegalStateException("on purpose"),
                new Object[] {5});
        String line = new String(new JsonLines("r1", "g1").encode(event), StandardCharsets.UTF_8);
        assertEquals(1, line.lines().count());
        JsonNode read = new ObjectMapper().readTree(line);
        assertEquals("two\nlines \"quoted\" 5", read.get("message").asText());
        List<String> stack = read.get("exception").asText().lines().toList();
        assertEquals("java.lang.IllegalStateException: on purpose", stack.getFirst());
        assertTrue(stack.size() > 2);
    }
}
