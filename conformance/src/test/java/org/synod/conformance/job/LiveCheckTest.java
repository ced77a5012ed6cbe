package org.synod.conformance.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.conformance.trace.BadTraceException;
import org.synod.conformance.trace.TraceText;
import org.synod.conformance.trace.TraceVerdict;

/** A group is checked while it runs. */
final class LiveCheckTest {

    private static final String PREPARE = "'ballot':[1,'r1'],'slot':1,'configuration':0";
    private static final String FLUSH = "'count':1,'votes':1";

    @TempDir
    Path traces = Path.of("");

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Listener listener = new Listener() {
        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public void status(String line) {
            said.add(line);
        }
    };

    private LiveCheck check(boolean untilAllEnded) {
        return new Judge(TraceText.specs()).follow(traces, TraceLimits.NONE, untilAllEnded, listener);
    }

    @Test
    void whatIsWrittenIsCheckedBeforeTheEnd() throws Exception {
        try (LiveCheck check = check(false)) {
            Path one = open("r1", PREPARE);
            open("r2", null);
            open("r3", null);
            await("1 events conform, nothing is behind");
            append(one, TraceText.ofReplica("r1", 1).add(2, "r1", 2, "Flush", FLUSH));
            await("2 events conform, nothing is behind");
            end("r1", 2);
            end("r2", 0);
            end("r3", 0);
            TraceVerdict verdict = check.end();
            assertEquals(TraceVerdict.Result.CONFORMS, verdict.result());
            assertEquals(2, verdict.events());
            assertTrue(check.worstMillis() > 0);
        }
    }

    @Test
    void aRefusalIsToldWhileTheOthersGoOn() throws Exception {
        try (LiveCheck check = check(false)) {
            Path one = open("r1", PREPARE);
            await("1 events conform, nothing is behind");
            append(
                    one,
                    TraceText.ofReplica("r1", 1)
                            .add(2, "r1", 2, "Choose", "'ballot':[1,'r1'],'slot':1,'command':'no-op'"));
            await("refused, behind 1 events that conform");
            assertEquals(TraceVerdict.Result.REFUSED, check.end().result());
        }
    }

    @Test
    void itIsOverWhenAllHaveEnded() throws Exception {
        try (LiveCheck check = check(true)) {
            open("r1", PREPARE);
            open("r2", null);
            open("r3", null);
            end("r1", 1);
            end("r2", 0);
            end("r3", 0);
            assertEquals(TraceVerdict.Result.CONFORMS, check.await().result());
        }
    }

    @Test
    void whatIsNoTraceIsBadInput() throws Exception {
        try (LiveCheck check = check(true)) {
            Files.writeString(traces.resolve("foreign.ndjson"), "{\"something\":\"else\"}\n");
            String message = String.valueOf(
                    assertThrows(BadTraceException.class, check::await).getMessage());
            assertTrue(message.startsWith(traces.resolve("foreign.ndjson") + ":1: "), message);
        }
    }

    @Test
    void nothingToFollowIsUnknown() throws Exception {
        try (LiveCheck check = check(false)) {
            assertEquals(TraceVerdict.Result.UNKNOWN, check.end().result());
        }
    }

    @Test
    void aFolderThatIsNotThereIsBadInput() {
        Judge judge = new Judge(TraceText.specs());
        Path missing = traces.resolve("missing");
        assertThrows(BadTraceException.class, () -> judge.follow(missing, TraceLimits.NONE, listener));
    }

    @Test
    void aLimitOfTimeMakesItUnknown() throws Exception {
        open("r1", PREPARE);
        TraceVerdict verdict = new Judge(TraceText.specs()).follow(traces, new TraceLimits(1_000_000, 0), listener);
        assertEquals(TraceVerdict.Result.UNKNOWN, verdict.result());
    }

    private void await(String words) throws InterruptedException {
        for (String line = said.poll(60, TimeUnit.SECONDS); line != null; line = said.poll(60, TimeUnit.SECONDS)) {
            if (line.contains(words)) {
                return;
            }
        }
        throw new AssertionError("nobody said: " + words);
    }

    private Path open(String replica, @org.jspecify.annotations.Nullable String prepare) throws IOException {
        TraceText text = TraceText.ofReplica(replica, 1);
        if (prepare != null) {
            text.add(1, replica, 1, "Prepare", prepare);
        }
        Path file = file(replica);
        Files.write(file, List.of(text.header().toString()));
        append(file, text);
        return file;
    }

    private Path file(String replica) {
        return traces.resolve("trace-" + replica + "-1.ndjson");
    }

    private static void append(Path file, TraceText text) throws IOException {
        StringBuilder lines = new StringBuilder();
        text.events().forEach(event -> lines.append(event).append('\n'));
        Files.writeString(file, lines, StandardOpenOption.APPEND);
    }

    private void end(String replica, int events) throws IOException {
        Files.writeString(
                file(replica),
                "{\"end\":true,\"events\":" + events + ",\"reason\":\"stopped\"}\n",
                StandardOpenOption.APPEND);
    }
}
