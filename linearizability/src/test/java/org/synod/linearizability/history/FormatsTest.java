package org.synod.linearizability.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;

/** What is written is what is read, in both formats. */
final class FormatsTest {
    private static final List<HistoryFiles.Format> WRITTEN =
            List.of(HistoryFiles.Format.EDN, HistoryFiles.Format.ND_JSON);

    @ParameterizedTest
    @EnumSource
    void generatedHistoriesComeBack(ModelKind kind, @TempDir Path folder) throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            List<Event> events =
                    HistoryGenerator.events(new HistoryGenerator.Settings(kind, seed, 4, 40, 5, 3, 0.2, 0.1));
            for (HistoryFiles.Format format : WRITTEN) {
                assertComesBack(folder.resolve("history"), events, format);
            }
        }
    }

    @Test
    void everyKindOfValueComesBack(@TempDir Path folder) throws IOException {
        List<Object> values = new ArrayList<>(List.of(
                0L,
                Long.MIN_VALUE,
                new BigInteger("123456789012345678901234567890"),
                1.5,
                Double.POSITIVE_INFINITY,
                new BigDecimal("0.10"),
                "plain",
                ":not a keyword",
                "\\back\\slash",
                "tab\t, \"quotes\", newline\n, \u00e4\u20ac",
                "",
                true,
                new Keyword("ns/name"),
                new Symbol("sym"),
                List.of(1L, List.of("x")),
                Map.of("text", new Keyword("k")),
                Map.of(1L, 2L),
                Set.of(1L, 2L)));
        values.add(Arrays.asList(null, 1L));
        List<Event> events = new ArrayList<>();
        for (Object value : values) {
            Map<String, Object> extra = Map.of("error", value, "node", "n1");
            events.add(new Event(0, (long) events.size(), 7L, EventType.INVOKE, "write", "k", value, 12, extra));
            events.add(new Event(0, (long) events.size(), 7L, EventType.OK, "write", null, value, 13, Map.of()));
        }
        events.add(Event.of(new Keyword("nemesis"), EventType.INFO, "start", null, "all"));
        events.set(
                events.size() - 1,
                new Event(0, 99L, new Keyword("nemesis"), EventType.INFO, "start", null, "all", 5, Map.of()));
        for (HistoryFiles.Format format : WRITTEN) {
            assertComesBack(folder.resolve("history"), events, format);
        }
    }

    private static void assertComesBack(Path file, List<Event> events, HistoryFiles.Format format) throws IOException {
        HistoryFiles.write(file, events, format);
        List<Event> read = HistoryFiles.read(file).events();
        assertEquals(events.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
            assertEquals(events.get(i), withoutLine(read.get(i)), format + " event " + i);
            assertTrue(read.get(i).line() > 0);
        }
    }

    private static Event withoutLine(Event e) {
        return new Event(0, e.index(), e.process(), e.type(), e.f(), e.key(), e.value(), e.time(), e.extra());
    }

    @Test
    void theFormsOfEdnThatJepsenWrites() {
        History history = HistoryFiles.parse("h", """
                ; a comment, then tagged records, a discarded form, commas and the short form of Knossos's tests
                #jepsen.history.Op{:index 0, :time 5, :type :invoke, :process 0, :f :write, :value 1N}
                #_ {:ignored true}
                #jepsen.history.Op{:index 1, :time 6, :type :ok, :process 0, :f :write, :value 1, :error #object[Foo 0x1f "s"]}
                {:index 3 :process 1 :type :ok :f :read :value 1}
                {:index 2 :process 1 :type :invoke :f :read}
                """);
        assertEquals(2, history.operations().size());
        Operation read = history.operations().get(1);
        assertEquals(6, read.invoke().line(), "the index is the order, not the file");
        assertEquals(1L, read.value());
        assertEquals(5, history.events().get(0).time());
        History shortForm = HistoryFiles.parse("h", "[0 :invoke :read nil]\n[0 :ok :read 3]");
        assertEquals(3L, shortForm.operations().get(0).value());
        History collected = HistoryFiles.parse("h", "([0 :invoke :read] [0 :ok :read 3])");
        assertEquals(
                shortForm.operations().get(0).value(),
                collected.operations().get(0).value());
    }

    @Test
    void theTextLogOfEtcd() {
        History history = HistoryFiles.parse("h.log", """
                INFO  jepsen.core - Worker 0 starting
                INFO  jepsen.util - 0\t:invoke\t:read\tnil
                INFO  jepsen.util - :nemesis\t:info\t:start\tnil
                INFO  jepsen.util - 1\t:invoke\t:write\t3
                INFO  jepsen.util - 1\t:info\t:write\t:timed-out
                INFO  jepsen.util - 0\t:info\t:read\t:timed-out
                INFO  jepsen.util - 0\t:invoke\t:cas\t[3 1]
                """.replace("jepsen.core - ", "jepsen.core: "));
        assertEquals(EventType.FAIL, history.operations().get(0).outcome(), "a read that timed out counts as failed");
        assertEquals(EventType.INFO, history.operations().get(1).outcome());
        assertEquals(3L, history.operations().get(1).value());
        assertNull(history.operations().get(2).completion());
    }

    @Test
    void aRecordedHistoryIsOnDiskOnceClosed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("history.ndjson");
        AtomicLong clock = new AtomicLong();
        try (HistoryRecorder recorder = HistoryRecorder.create(file, clock::incrementAndGet)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    long process = recorder.newProcess();
                    for (long i = 0; i < 50; i++) {
                        recorder.invoke(process, "put", "k", i);
                        recorder.ok(process, "put", "k", i);
                    }
                    recorder.invoke(process, "get", "k", null);
                    recorder.info(process, "get", "k", null, "timed out");
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            recorder.note("nemesis", "partition", null);
            recorder.flush();
            assertThrows(BadHistoryException.class, () -> HistoryFiles.read(file), "an open file is not whole");
            assertThrows(IOException.class, () -> HistoryRecorder.create(file, clock::get), "nothing is overwritten");
        }
        History history = HistoryFiles.read(file);
        assertEquals(4 * 51, history.operations().size());
        assertEquals(
                4, history.operations().stream().filter(Operation::isCrashed).count());
        long last = 0;
        for (Event event : history.events()) {
            assertTrue(event.time() > last, "times and order agree");
            last = event.time();
        }
        String text = Files.readString(file);
        int previous = text.lastIndexOf('\n', text.length() - 2);
        BadHistoryException cut = assertThrows(
                BadHistoryException.class, () -> HistoryFiles.parse("cut", text.substring(0, previous + 1)));
        assertTrue(cut.toString().contains("cut off"));
    }
}
