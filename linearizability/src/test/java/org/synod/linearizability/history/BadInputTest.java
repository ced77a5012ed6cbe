package org.synod.linearizability.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.model.ModelKind;

/** What is no history is refused in one sentence, with its line. */
final class BadInputTest {
    private record Case(String name, String text, int line, String complaint) {}

    private static final String INVOKE = "{:process 0, :type :invoke, :f :write, :value 1}\n";

    private static final List<Case> CASES = List.of(
            new Case("empty", "", 0, "empty"),
            new Case("blank", " \n\n", 0, "empty"),
            new Case("noise", "hello, world", 0, "no history"),
            new Case("comments only", "; nothing here\n", 0, "no operation"),
            new Case("empty collection", "[]", 0, "no operation"),
            new Case("nemesis only", "[{:process :nemesis :type :info :f :start}]", 0, "no operation"),
            new Case("cut in a collection", "[" + INVOKE, 2, "before the ']'"),
            new Case("cut in a map", INVOKE + "{:process 0, :type :o", 2, "before the '}'"),
            new Case("cut in a string", "[{:process 0 :f \"wri", 1, "inside the string"),
            new Case("text after the collection", "[" + INVOKE + "] {}", 2, "follows the collection"),
            new Case("stray bracket", INVOKE + "]", 2, "unexpected ']'"),
            new Case("odd map", "{:process 0 :type}", 1, "a key without a value"),
            new Case("duplicate field", "{:process 0 :process 1}", 1, "twice"),
            new Case("no number", "{:process 0x}", 1, "is no number"),
            new Case("no event", INVOKE + "17", 2, "expected an event"),
            new Case("two open invocations", INVOKE + INVOKE, 2, "still open"),
            new Case("invocation after info", INVOKE + INVOKE.replace("invoke", "info") + INVOKE, 3, "still open"),
            new Case("completion alone", INVOKE.replace("invoke", "ok"), 1, "without an invocation"),
            new Case("completed twice", INVOKE + INVOKE.replace("invoke", "ok").repeat(2), 3, "without an invocation"),
            new Case("info twice", INVOKE + INVOKE.replace("invoke", "info").repeat(2), 3, "twice"),
            new Case("ok after info", INVOKE + "[0 :info :write 1] [0 :ok :read 1]", 2, "has open its write"),
            new Case("another function", INVOKE + "[0 :ok :read 1]", 2, "has open its write of line 1"),
            new Case("unknown type", INVOKE.replace("invoke", "begin"), 1, "unknown type 'begin'"),
            new Case("unknown function", INVOKE.replace(":write", ":increment"), 1, "unknown function 'increment'"),
            new Case("failed value differs", INVOKE + "[0 :fail :write 2]", 2, "was invoked with 1"),
            new Case("no process", "{:type :invoke :f :read}", 1, "no process"),
            new Case("no type", "{:process 1 :f :read}", 1, "no type"),
            new Case("no function", "{:process 1 :type :invoke}", 1, "no function"),
            new Case("fractional process", "{:process 1.5 :type :invoke :f :read}", 1, "neither an integer nor a name"),
            new Case("cas of one value", "{:process 1 :type :invoke :f :cas :value [1]}", 1, "is not [old new]"),
            new Case(
                    "index twice", "{:process 1 :type :invoke :f :read :index 7}".repeat(2), 1, "index 7 occurs twice"),
            new Case("JSON cut", "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n{\"proc", 2, "no JSON object"),
            new Case("JSON noise", "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\nnoise", 2, "no JSON object"),
            new Case("JSON list", "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n[1]", 2, "no JSON object"),
            new Case("JSON null", "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\nnull", 2, "found null"),
            new Case("JSON of a newer format", "{\"synod-history\":2}", 1, "history format 2"),
            new Case(
                    "JSON without its end",
                    "{\"synod-history\":1}\n{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}",
                    2,
                    "cut off"),
            new Case(
                    "JSON with another end",
                    "{\"synod-history\":1}\n{\"end\":true,\"events\":3}",
                    2,
                    "counts 3 events"),
            new Case(
                    "log cut",
                    "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:o",
                    2,
                    "expected PROCESS"),
            new Case(
                    "log cut early", "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0", 2, "cut off"),
            new Case("log value", "INFO  jepsen.util - 0\t:invoke\t:cas\t[1 ", 1, "is no value"));

    @TestFactory
    List<DynamicTest> everyFaultIsNamed() {
        return CASES.stream()
                .map(c -> dynamicTest(c.name(), () -> {
                    BadHistoryException e = assertThrows(BadHistoryException.class, () -> {
                        History history = HistoryFiles.parse("h.edn", c.text());
                        Checker.check(history, ModelKind.CAS_REGISTER, Limits.DEFAULT);
                    });
                    String message = String.valueOf(e.getMessage());
                    assertTrue(message.contains(c.complaint()), message);
                    assertEquals(c.line(), e.line(), message);
                    assertTrue(message.startsWith("h.edn:"), message);
                    assertTrue(message.endsWith(".") || message.endsWith(")."), message);
                    assertEquals(1, message.lines().count(), message);
                }))
                .toList();
    }

    @Test
    void aMissingFileAndBinaryNoiseAreBadInput(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.edn");
        assertTrue(assertThrows(BadHistoryException.class, () -> HistoryFiles.read(missing))
                .toString()
                .contains("no such file"));
        Path noise = Files.write(folder.resolve("noise.edn"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        assertTrue(assertThrows(BadHistoryException.class, () -> HistoryFiles.read(noise))
                .toString()
                .contains("no UTF-8"));
        assertThrows(BadHistoryException.class, () -> HistoryFiles.read(folder));
    }

    /** Whatever several threads see first. */
    @Test
    void ofSeveralFaultsTheFirstIsTold() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String f = i >= 3_000 && i % 1_000 == 0 ? "cas" : "read";
            text.append("{:process 0 :type :invoke :f :" + f + "}\n{:process 0 :type :ok :f :" + f + " :value 1}\n");
        }
        History history = HistoryFiles.parse("h.edn", text.toString());
        for (int i = 0; i < 50; i++) {
            assertEquals(
                    6_001,
                    assertThrows(
                                    BadHistoryException.class,
                                    () -> Checker.check(history, ModelKind.CAS_REGISTER, Limits.DEFAULT))
                            .line());
        }
    }

    @Test
    void noPrefixOfAHistoryInACollectionPasses() {
        String whole = "[" + INVOKE + INVOKE.replace("invoke", "ok") + "]";
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThrows(BadHistoryException.class, () -> HistoryFiles.parse("cut.edn", cut), cut);
        }
        assertEquals(1, HistoryFiles.parse("whole.edn", whole).operations().size());
    }
}
