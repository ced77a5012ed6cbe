package org.synod.linearizability.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;

/** Wherever a text is cut, it is read as in one piece, or not at all. */
final class EdnChunksTest {
    private static Optional<List<Event>> inChunks(String text, int bytes) throws IOException {
        return EdnChunks.read("x", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 3, bytes);
    }

    private static String generated(int operations) throws IOException {
        StringBuilder text = new StringBuilder();
        HistoryFiles.write(
                text,
                HistoryGenerator.events(
                        new HistoryGenerator.Settings(ModelKind.KEY_VALUE, 3, 5, operations, 4, 10, 0.05, 0)),
                HistoryFiles.Format.EDN);
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 1_000, 1 << 20})
    void theEventsAreTheSame(int bytes) throws IOException {
        String text = generated(300);
        List<Event> expected = HistoryFiles.parse("x", text).events();
        assertEquals(Optional.of(expected), inChunks(text, bytes));
        assertEquals(expected.size(), expected.getLast().line());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 80})
    void whatDoesNotEndAtALineIsReadWholeOrNotAtAll(int bytes) throws IOException {
        String text = """
                ; {:process 9}
                {:process 0, :type :invoke, :f :write, :value "a
                {:b"}
                #_
                {:process 7, :type :invoke}
                {:process 0, :type :ok, :f :write, :value "a
                {:b"} #x.Op
                {:process 1, :type :invoke, :f :read, :value nil, :note
                {:deep ["é"]}}
                [1 :ok :read nil]
                """;
        List<Event> expected = HistoryFiles.parse("x", text).events();
        assertEquals(4, expected.size());
        inChunks(text, bytes).ifPresent(events -> assertEquals(expected, events));
        assertTrue(inChunks(text, 1 << 20).isPresent());
        assertTrue(inChunks(text, 1).isEmpty(), "a cut within a string is seen");
    }

    @Test
    void aFaultFarDownIsFoundWithItsLine(@TempDir Path folder) throws IOException {
        String text = generated(60_000);
        int lines = (int) text.lines().count();
        Path file = folder.resolve("history.edn");
        Files.writeString(file, text + "{:process 99, :type :ok, :f :get, :value [\"k\" 1]}\n{:process 1, :type");
        BadHistoryException cut = assertThrows(BadHistoryException.class, () -> HistoryFiles.read(file));
        assertTrue(String.valueOf(cut.getMessage()).contains(":" + (lines + 2) + ":"), cut.getMessage());
        Files.writeString(file, text + "{:process 99, :type :ok, :f :get, :value [\"k\" 1]}\n");
        BadHistoryException alone = assertThrows(BadHistoryException.class, () -> HistoryFiles.read(file));
        assertTrue(String.valueOf(alone.getMessage()).contains(":" + (lines + 1) + ":"), alone.getMessage());
        Files.writeString(file, text);
        assertTrue(Files.size(file) > 1 << 21, "long enough for several threads");
        assertEquals(
                HistoryFiles.parse("x", text).events(), HistoryFiles.read(file).events());
    }
}
