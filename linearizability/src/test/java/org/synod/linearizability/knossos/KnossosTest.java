package org.synod.linearizability.knossos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synod.linearizability.check.Cause;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.knossos.Knossos.Algorithm;
import org.synod.linearizability.knossos.Opinion.Answer;
import org.synod.linearizability.own.ChosenModel;

/** The process and the answer, with stand-ins: Knossos itself is not to be had here. */
final class KnossosTest {
    private static final Path STANDINS = Path.of("src/test/standins");
    private static final String GOOD = """
            {:process 0, :type :invoke, :f :write, :value 1}
            {:process 0, :type :ok, :f :write, :value 1}
            {:process 1, :type :invoke, :f :read, :value nil}
            {:process 1, :type :ok, :f :read, :value 1}
            """;
    private static final String BAD = GOOD.replace(":read, :value 1", ":read, :value 3");

    @TempDir
    Path folder = Path.of("");

    /** Whatever Knossos did, nothing of it is left. */
    @AfterEach
    void noProcessIsLeft() {
        List<String> left = ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(KnossosMain.class.getName()))
                .toList();
        assertEquals(List.of(), left);
    }

    private static Knossos standin(String... kinds) {
        List<Path> path = new ArrayList<>();
        for (String kind : kinds) {
            path.add(STANDINS.resolve("knossos-" + kind));
        }
        path.add(STANDINS.resolve("knossos"));
        return Knossos.on(path);
    }

    private Opinion ask(Knossos knossos, String history, String model, long millis)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("history.edn"), history);
        return knossos.ask(
                new Knossos.Question(file, model, List.of(), model.startsWith("java:")),
                Algorithm.COMPETITION,
                Limits.DEFAULT.withTimeMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                     | register | true
                     | register | false
            prints   | register | false
            """)
    void whatItSaysIsHeard(String kind, String model, boolean valid) throws IOException, InterruptedException {
        Opinion opinion = ask(kind == null ? standin() : standin(kind), valid ? GOOD : BAD, model, 60_000);
        assertEquals(valid ? Answer.VALID : Answer.VIOLATED, opinion.answer(), opinion.text());
        assertEquals(valid ? null : "read 3 by process 1", opinion.operation());
        assertEquals(valid ? 0 : 3, opinion.line());
        assertEquals("wgl", opinion.analyzer());
        assertNull(opinion.cause());
    }

    @Test
    void eachKeyIsAskedAbout() throws IOException, InterruptedException {
        String keyed = """
                {:process 0, :type :invoke, :f :deposit, :value [:a 1]}
                {:process 0, :type :ok, :f :deposit, :value [:a 1]}
                {:process 1, :type :invoke, :f :withdraw, :value [:b 3]}
                {:process 1, :type :info, :f :withdraw, :value [:b 3]}
                {:process 2, :type :invoke, :f :balance, :value [:a nil]}
                {:process 2, :type :ok, :f :balance, :value [:a 1]}
                """;
        String model = "java:org.synod.linearizability.own.Account";
        Opinion valid = ask(standin(), keyed, model, 60_000);
        assertEquals(Answer.VALID, valid.answer(), valid.text());
        assertEquals(2, valid.objects());
        Opinion violated =
                ask(standin(), keyed.replace(":balance, :value [:a 1]", ":balance, :value [:a 2]"), model, 60_000);
        assertEquals(Answer.VIOLATED, violated.answer(), violated.text());
        assertEquals(":a", violated.key());
        assertEquals("balance 2 of key :a by process 2", violated.operation());
    }

    @Test
    void oneThatNeverComesBackIsKilledAtTheLimit() throws IOException, InterruptedException {
        Opinion opinion = ask(standin("hangs"), GOOD, "register", 700);
        assertEquals(Answer.UNKNOWN, opinion.answer());
        assertEquals("timeout", opinion.cause());
        assertTrue(opinion.nanos() >= 700_000_000L && opinion.nanos() < 10_000_000_000L, opinion.text());
    }

    /** Whose parent was killed gets no signal, but its input ends. */
    @Test
    void itEndsWithItsParent() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("history.edn"), GOOD);
        String path = String.join(
                File.pathSeparator,
                STANDINS.resolve("knossos-hangs").toString(),
                STANDINS.resolve("knossos").toString(),
                System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        KnossosMain.class.getName(),
                        "mark ",
                        "competition",
                        file.toString(),
                        "register",
                        "false")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("mark {\"objects\":1}", out.readLine());
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throws   | it throws ExceptionInfo: no luck with 4 events
            exits    | its process ended with code 9: killed by somebody
            gives-up | out-of-memory
            """)
    void oneThatDoesNotAnswerSaysWhy(String kind, String cause) throws IOException, InterruptedException {
        Opinion opinion = ask(standin(kind), GOOD, "register", 60_000);
        assertEquals(Answer.UNKNOWN, opinion.answer());
        assertEquals(cause, opinion.cause());
        assertEquals(0, opinion.decided());
    }

    @Test
    void withoutKnossosOneIsToldHowToGetIt() {
        String message = String.valueOf(assertThrows(NoKnossosException.class, () -> Knossos.on(List.of()))
                .getMessage());
        assertTrue(message.startsWith("Knossos was not found; "), message);
        assertTrue(message.contains("knossos/knossos") && message.contains("--knossos-classpath"), message);
        assertEquals(1, message.lines().count());
        assertTrue(String.valueOf(assertThrows(NoKnossosException.class, () -> Knossos.on(List.of(Path.of("no.jar"))))
                        .getMessage())
                .contains("no.jar"));
        assertTrue(String.valueOf(assertThrows(NoKnossosException.class, () -> Knossos.on(List.of(folder)))
                        .getMessage())
                .contains("on the class path that was given"));
    }

    @ParameterizedTest
    @CsvSource({
        "valid, valid, true, 0",
        "violated, violated, true, 1",
        "valid, violated, false, 1",
        "violated, valid, false, 1",
        "valid, unknown, , 0",
        "unknown, valid, , 0",
        "violated, unknown, , 1",
        "unknown, violated, , 1",
        "unknown, unknown, , 2"
    })
    void bothTogether(String ours, String theirs, Boolean agree, int exitCode) {
        Verdict verdict = verdict(ours);
        assertEquals(ours, verdict.label());
        Comparison both = new Comparison(
                verdict,
                new Opinion(
                        Answer.valueOf(theirs.toUpperCase(java.util.Locale.ROOT)), null, null, null, 0, null, 1, 1, 0));
        assertEquals(agree, both.agree());
        assertEquals(exitCode, both.exitCode());
        if (Boolean.FALSE.equals(agree)) {
            assertNotNull(both.disagreement());
        } else {
            assertNull(both.disagreement());
        }
    }

    private static Verdict verdict(String label) {
        ChosenModel register = ChosenModel.of("cas-register", List.of(), false);
        String text = label.equals("violated") ? BAD : GOOD;
        Verdict verdict = register.check(HistoryFiles.parse("x.edn", text), Limits.DEFAULT);
        return label.equals("unknown") ? new Verdict.Unknown(verdict.statistics(), Cause.TIMEOUT) : verdict;
    }
}
