package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input is one sentence with the file and the line, never a verdict. */
final class TraceFileTest {

    private static final String HEADER = TraceText.HEADER + "\n";
    private static final String EVENT = "{\"n\":1,\"replica\":\"r1\",\"incarnation\":1,\"clock\":1,\"time\":1,"
            + "\"action\":\"Promise\",\"parameters\":{\"ballot\":[1,\"r2\"],\"slot\":1,\"configuration\":0}}\n";
    private static final String END = "{\"end\":true,\"events\":1,\"reason\":\"stopped\"}\n";

    @TempDir
    Path folder = Path.of("");

    static Stream<Arguments> badFiles() {
        return Stream.of(
                bad("empty", "", ":1", "the file is empty"),
                bad("no end line", HEADER + EVENT, ":2", "without an end line"),
                bad("cut in a line", HEADER + EVENT.substring(0, 40), ":2", "cut off"),
                bad("cut in the header", HEADER.substring(0, 20), ":1", "cut off"),
                bad("fewer events than it says", HEADER + END, ":2", "speaks of 1 events, but there are 0"),
                bad("more events than it says", HEADER + EVENT + second() + END, ":4", "but there are 2"),
                bad("an event twice", HEADER + EVENT + EVENT + END, ":3", "event 1 of r1 is there twice"),
                bad("a gap", HEADER + EVENT + second().replace("\"n\":2", "\"n\":3") + END, ":3", "event 2 is missing"),
                bad("reordered", HEADER + second() + EVENT + END, ":3", "event 1 of r1 stands behind event 2"),
                bad(
                        "a clock that stands",
                        HEADER + EVENT + second().replace("\"clock\":2", "\"clock\":1") + END,
                        ":3",
                        "its clock says 1"),
                bad(
                        "a ballot of nobody",
                        HEADER + EVENT.replace("[1,\"r2\"]", "[1,\"r9\"]") + END,
                        ":2",
                        "no ballot of anybody"),
                bad("a ballot that is none", HEADER + EVENT.replace("[1,\"r2\"]", "\"r2\"") + END, ":2", "no ballot"),
                bad(
                        "a slot that is text",
                        HEADER + EVENT.replace("\"slot\":1", "\"slot\":\"1\"") + END,
                        ":2",
                        "no number"),
                bad(
                        "a slot beyond all",
                        HEADER + EVENT.replace("\"slot\":1", "\"slot\":9999999999") + END,
                        ":2",
                        "no number"),
                bad("a negative slot", HEADER + EVENT.replace("\"slot\":1", "\"slot\":-1") + END, ":2", "no number"),
                bad("a number for an action", HEADER + EVENT.replace("\"Promise\"", "7") + END, ":2", "no 'action'"),
                bad("an end without a number", HEADER + EVENT + "{\"end\":true}\n", ":3", "but there are 1"),
                bad("two headers", HEADER + HEADER + END, ":2", "no 'action'"),
                bad("after the end", HEADER + EVENT + END + EVENT, ":4", "after the end line"),
                bad("unknown action", HEADER + EVENT.replace("Promise", "Vote") + END, ":2", "unknown action 'Vote'"),
                bad("lacks a parameter", HEADER + EVENT.replace("ballot", "b") + END, ":2", "lacks its parameter"),
                bad("lacks a field", HEADER + EVENT.replace("clock", "c") + END, ":2", "no number 'clock'"),
                bad("a stranger", HEADER + EVENT.replace("\"r1\"", "\"r9\"") + END, ":2", "no place in this trace"),
                bad(
                        "another specification",
                        HEADER.replace("LeasedGroup", "MultiPaxos") + EVENT + END,
                        ":1",
                        "of the specification 'MultiPaxos'"),
                bad("newer", HEADER.replace("trace\":1", "trace\":3") + END, ":1", "of version 3"),
                bad("no header", EVENT + END, ":1", "begins with a header line"),
                bad("no replicas", HEADER.replace("replicas", "members") + END, ":1", "names no replicas"),
                bad("a stranger as first member", HEADER.replace("[\"r1\"", "[\"r9\"") + END, ":1", "first members"),
                bad("no role", HEADER.replace("LOG", "VOTE") + END, ":1", "'l4' has no role"),
                bad("no lease", HEADER.replace("leaseNanos", "lease") + END, ":1", "no number 'leaseNanos'"),
                bad(
                        "a lease that outlives its grants",
                        HEADER.replace("spanNanos\":", "spanNanos\":9") + END,
                        ":1",
                        "is none"),
                bad("noise", "the quick brown fox\n", ":1", "not JSON"),
                bad("no object", HEADER + "17\n" + END, ":2", "one JSON object"),
                bad("a blank line", HEADER + "\n" + EVENT + END, ":2", "one JSON object"));
    }

    private static String second() {
        return EVENT.replace("\"n\":1", "\"n\":2").replace("\"clock\":1", "\"clock\":2");
    }

    private static Arguments bad(String name, String text, String line, String words) {
        return Arguments.of(name, text, line, words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void badInputIsRefusedWithFileAndLine(String name, String text, String line, String words) throws IOException {
        Path file = Files.writeString(folder.resolve("trace.ndjson"), text);
        assertSentence(refusal(file), file + line + ": ", words);
    }

    @Test
    void whatTheTableChangesIsATraceBefore() throws IOException {
        Path file = Files.writeString(folder.resolve("trace.ndjson"), HEADER + EVENT + END);
        TraceFile read = TraceFile.read(file);
        assertEquals(1, read.events().size());
        assertEquals("stopped", read.reason());
    }

    @Test
    void aLineOfSeveralCommandsIsAsManyEvents() throws IOException {
        String begin = "{\"n\":%d,\"replica\":\"r1\",\"incarnation\":1,\"clock\":%d,\"time\":9,\"action\":\"Accept\","
                + "\"parameters\":{\"ballot\":[1,\"r2\"],\"slot\":%d,";
        String cause = "},\"cause\":{\"from\":\"r2\",\"n\":4}}\n";
        String one = begin.formatted(1, 5, 7) + "\"command\":\"c1:1#00000000\"" + cause;
        String two = begin.formatted(2, 6, 8) + "\"command\":\"no-op\"" + cause;
        String both = begin.formatted(1, 5, 7) + "\"commands\":[\"c1:1#00000000\",\"no-op\"]" + cause;
        String end = END.replace("1", "2");
        Path apart = Files.writeString(folder.resolve("apart"), HEADER + one + two + end);
        Path together = Files.writeString(folder.resolve("together"), HEADER + both);
        TraceSealer.sealKilled(together);
        List<TraceEvent> expected = TraceFile.read(apart).events();
        List<TraceEvent> events = TraceFile.read(together).events();
        assertEquals(2, events.size());
        for (int i = 0; i < 2; i++) {
            TraceEvent event = events.get(i);
            assertEquals(expected.get(i).toString(), event.toString());
            assertEquals(expected.get(i).clock(), event.clock());
            assertEquals(expected.get(i).timeNanos(), event.timeNanos());
            assertEquals(expected.get(i).cause(), event.cause());
        }
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException {
        Path file = Files.writeString(
                folder.resolve("trace.ndjson"), HEADER + EVENT.replace("{\"n\"", "{\"later\":[1],\"n\"") + END);
        assertEquals(1, TraceFile.read(file).events().size());
    }

    @Test
    void aMissingFileIsBadInput() {
        Path file = folder.resolve("missing.ndjson");
        assertSentence(refusal(file), file + ": ", "no such file");
    }

    @Test
    void aFolderIsBadInput() {
        assertSentence(refusal(folder), folder + ": ", "cannot be read");
    }

    @Test
    void bytesThatAreNoTextAreBadInput() throws IOException {
        byte[] bytes = new byte[4000];
        new java.util.Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("noise"), bytes);
        assertSentence(refusal(file), file.toString(), "");
    }

    @Test
    void bytesInTheMiddleOfATraceAreBadInput() throws IOException {
        byte[] text = (HEADER + EVENT + END).getBytes(StandardCharsets.UTF_8);
        text[HEADER.length() + 30] = (byte) 0xff;
        Path file = Files.write(folder.resolve("flipped"), text);
        assertSentence(refusal(file), file.toString(), "not text");
    }

    @Test
    void theSealerTakesATornLineAway() throws IOException {
        Path file = Files.writeString(folder.resolve("torn"), HEADER + EVENT + EVENT.substring(0, 50));
        TraceSealer.sealKilled(file);
        TraceFile sealed = TraceFile.read(file);
        assertEquals("killed", sealed.reason());
        assertEquals(1, sealed.events().size());
    }

    @Test
    void theSealerKeepsWholeLines() throws IOException {
        Path file = Files.writeString(folder.resolve("whole"), HEADER + EVENT);
        TraceSealer.sealKilled(file);
        assertEquals(1, TraceFile.read(file).events().size());
    }

    @Test
    void theSealerLeavesAnEndedTraceAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("ended"), HEADER + EVENT + END);
        TraceSealer.sealKilled(file);
        assertEquals(HEADER + EVENT + END, Files.readString(file));
    }

    /** A process that was killed before its header was whole has said nothing that could be judged. */
    @Test
    void theSealerDoesNotMakeATraceOfNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("header"), HEADER.substring(0, 20));
        TraceSealer.sealKilled(file);
        assertThrows(BadTraceException.class, () -> TraceFile.read(file));
    }

    @Test
    void aLineWithoutEndIsBadInput() throws IOException {
        Path file = folder.resolve("long");
        try (java.io.BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER);
            String some = "x".repeat(1 << 16);
            for (int i = 0; i <= Lines.LONGEST >> 16; i++) {
                out.write(some);
            }
        }
        assertSentence(refusal(file), file + ":2: ", "longer than");
    }

    /** What is appended while it is read is not of the trace that was asked about. */
    @Test
    void aFileThatGrowsIsReadAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("growing"), HEADER + EVENT);
        try (Lines lines = new Lines(file)) {
            Files.writeString(file, END, java.nio.file.StandardOpenOption.APPEND);
            lines.next();
            lines.next();
            org.junit.jupiter.api.Assertions.assertNull(lines.next());
        }
    }

    @Test
    void aCauseThatIsNowhereBeforeIsBadInput() throws IOException {
        String caused = EVENT.replace("\"parameters\"", "\"cause\":{\"from\":\"r2\",\"n\":1},\"parameters\"");
        Path file = Files.writeString(folder.resolve("caused"), HEADER + caused + END);
        String message;
        try (TraceMerge merge = TraceMerge.of(List.of(file))) {
            message = String.valueOf(
                    assertThrows(BadTraceException.class, merge::next).getMessage());
        }
        assertSentence(message, file + ":2: ", "event 1 of r2 came before it");
    }

    private static String refusal(Path file) {
        return String.valueOf(assertThrows(BadTraceException.class, () -> TraceFile.read(file))
                .getMessage());
    }

    private static void assertSentence(String message, String beginning, String words) {
        assertTrue(message.startsWith(beginning), message);
        assertTrue(message.contains(words), message);
        assertTrue(message.lines().count() == 1, message);
    }
}
