package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.cli.CommandProcess.Outcome;

/** {@code history check} with its options, each call a process. */
final class HistoryCheckTest {
    /** Where the commands run. */
    @TempDir
    Path folder = Path.of("");

    /** What commands print. */
    @TempDir
    Path console = Path.of("");

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("good.edn"), CliTest.REGISTER);
        Files.writeString(folder.resolve("bad.edn"), CliTest.REGISTER.replace(":read, :value 1", ":read, :value 3"));
        Files.writeString(folder.resolve("cut.edn"), CliTest.REGISTER.substring(0, CliTest.REGISTER.length() - 20));
        Files.createDirectory(folder.resolve("also"));
        Files.writeString(folder.resolve("also/good.edn"), CliTest.REGISTER);
    }

    private Outcome check(String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 4];
        List.of("history", "check", "--model", "register").toArray(all);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CommandProcess.run(folder, console, all);
    }

    @Test
    void theVerdictComesFirstAndTheCommandLast() throws IOException, InterruptedException {
        List<String> lines = check("bad.edn").out().lines().toList();
        assertEquals("bad.edn: violated (2 operations)", lines.getFirst());
        assertEquals("  Again: ./synod history check bad.edn --model register", lines.getLast());
        assertTrue(lines.contains("  No order explains read 3 by process 1 (line 3)."), lines::toString);
    }

    @Test
    void manyFilesHaveALineEachAndABadOneKeepsNoOtherFromBeingJudged() throws IOException, InterruptedException {
        Outcome outcome = check("bad.edn", "cut.edn", "missing.edn", "good.edn");
        assertEquals(65, outcome.code());
        List<String> lines = outcome.out().lines().toList();
        assertEquals("bad.edn: violated (2 operations)", lines.get(0));
        assertTrue(lines.get(1).endsWith("to see why: ./synod history check bad.edn --model register"), lines.get(1));
        assertEquals("good.edn: valid (2 operations)", lines.get(2));
        assertTrue(lines.get(3).startsWith("4 files: 2 bad input, 1 valid, 1 violated ("), lines.get(3));
        assertEquals(4, lines.size());
        List<String> errors = outcome.err().lines().toList();
        assertEquals(2, errors.size(), outcome.err());
        assertTrue(errors.get(0).startsWith("synod: cut.edn:4: "), outcome.err());
        assertEquals("synod: missing.edn: there is no such file.", errors.get(1));
        assertEquals(1, check("good.edn", "bad.edn").code());
        assertEquals(0, check("good.edn", "also/good.edn").code());
    }

    @Test
    void jsonHasEveryFile() throws IOException, InterruptedException {
        Outcome outcome = check("--json", "bad.edn", "cut.edn", "good.edn");
        assertEquals(65, outcome.code());
        JsonNode all = new ObjectMapper().readTree(outcome.out());
        assertEquals(3, all.size());
        assertEquals("violated", all.get(0).get("verdict").asText());
        assertEquals(
                2, all.get(0).get("smallest").size() + all.get(0).get("paths").size());
        assertTrue(all.get(1).get("error").asText().startsWith("cut.edn:4: "));
        assertEquals("valid", all.get(2).get("verdict").asText());
    }

    @Test
    void aWitnessNamesLines() throws IOException, InterruptedException {
        Outcome outcome = check("--witness", "--json", "good.edn");
        JsonNode witness =
                new ObjectMapper().readTree(outcome.out()).get("witness").get(0);
        Outcome text = check("--witness", "good.edn");
        assertEquals(1, witness.get("order").get(0).get("line").asInt());
        assertEquals(3, witness.get("order").get(1).get("line").asInt());
        assertTrue(text.out().contains("1  write 1 by process 0 (line 1) -> register 1"), text.out());
    }

    @Test
    void picturesOfManyFilesGoIntoAFolderWithAnIndex() throws IOException, InterruptedException {
        Outcome outcome = check("--html", "out", "--svg", "out", "good.edn", "bad.edn", "also/good.edn", "cut.edn");
        assertEquals(65, outcome.code(), outcome.err());
        String index = Files.readString(folder.resolve("out/index.html"));
        for (String name : List.of("good", "bad", "good-2")) {
            assertTrue(index.contains("<a href=\"" + name + ".html\">"), index);
            assertTrue(Files.readString(folder.resolve("out/" + name + ".html")).startsWith("<!DOCTYPE html>"));
            assertTrue(Files.readString(folder.resolve("out/" + name + ".svg")).startsWith("<svg"));
        }
        assertTrue(index.contains("cut.edn:4: "), index);
        assertFalse(Files.exists(folder.resolve("out/cut.html")));
        assertEquals(0, check("--html", "one.html", "good.edn").code());
        assertTrue(Files.exists(folder.resolve("one.html")));
    }

    @Test
    void aPictureThatCannotBeWrittenTakesNoVerdictAway() throws IOException, InterruptedException {
        Outcome one = check("--html", "/dev/full", "--json", "bad.edn");
        assertEquals(65, one.code());
        assertEquals("synod: /dev/full cannot be written: No space left on device\n", one.err());
        assertEquals(
                "violated",
                new ObjectMapper().readTree(one.out()).get("verdict").asText());
        Files.createDirectories(folder.resolve("out/bad.html"));
        Files.writeString(folder.resolve("out/bad.html/in-the-way"), "");
        Outcome many = check("--html", "out", "bad.edn", "good.edn");
        assertEquals(65, many.code());
        assertTrue(many.err().startsWith("synod: out/bad.html cannot be written: "), many.err());
        assertTrue(many.out().contains("2 files: 1 valid, 1 violated"), many.out());
        assertTrue(Files.exists(folder.resolve("out/good.html")));
    }

    @Test
    void whoCannotPrintSaysSo() throws IOException, InterruptedException {
        for (String history : List.of("good.edn", "bad.edn")) {
            String[] arguments = {"history", "check", "--model", "register", "--json", history};
            try (CommandProcess command = CommandProcess.start(folder, Path.of("/dev/full"), console, arguments)) {
                assertTrue(command.process().waitFor(60, TimeUnit.SECONDS));
                assertEquals(
                        "synod: not all of the result could be written to standard output\n",
                        Files.readString(command.err()));
                assertEquals(
                        history.equals("bad.edn") ? 1 : 70, command.process().exitValue());
            }
        }
    }

    /** A queue of few different elements, which the search cannot decide. */
    @Test
    void anUnknownOneTellsHowFarItCame() throws IOException, InterruptedException {
        CommandProcess.run(
                folder,
                console,
                "history generate --model fifo-queue --clients 20 --operations 4000 --values 2 --out queue.edn"
                        .split(" "));
        Outcome outcome = CommandProcess.run(
                folder, console, "history check queue.edn --model fifo-queue --time-limit 1".split(" "));
        assertEquals(2, outcome.code(), outcome.err());
        List<String> lines = outcome.out().lines().toList();
        assertEquals("queue.edn: unknown, timeout (4000 operations)", lines.get(0));
        assertTrue(lines.get(1).matches("  \\d+ of 4,000 operations resolved, 0 of 1 objects judged"), lines.get(1));
    }

    /** As {@code head} does. */
    @Test
    void whoHasReadEnoughIsNotTold() throws IOException, InterruptedException {
        Process pipe = new ProcessBuilder("mkfifo", folder.resolve("reader").toString()).start();
        assertEquals(0, pipe.waitFor());
        Process reader = new ProcessBuilder("sh", "-c", "head -c 1 <reader")
                .directory(folder.toFile())
                .start();
        String[] arguments = {"history", "generate", "--model", "register", "--operations", "20000"};
        try (CommandProcess command = CommandProcess.start(folder, folder.resolve("reader"), console, arguments)) {
            assertTrue(command.process().waitFor(60, TimeUnit.SECONDS));
            assertEquals("", Files.readString(command.err()));
            assertEquals(0, command.process().exitValue());
        } finally {
            reader.destroyForcibly();
        }
    }

    /** The second file is a pipe that nobody writes to, so that the interruption finds the command at work. */
    @Test
    void whoInterruptsIsToldWhatIsKnown() throws IOException, InterruptedException {
        Process pipe = new ProcessBuilder("mkfifo", folder.resolve("pipe.edn").toString()).start();
        assertEquals(0, pipe.waitFor());
        for (boolean json : List.of(false, true)) {
            String[] arguments = {
                "history", "check", "--model", "register", json ? "--json" : "--witness", "good.edn", "pipe.edn"
            };
            try (CommandProcess command = CommandProcess.start(folder, console, arguments)) {
                // Whoever opens a pipe to write waits for its reader: from here on the first file is judged.
                Process writer = new ProcessBuilder("sh", "-c", "exec 3>pipe.edn; echo open; read nothing")
                        .directory(folder.toFile())
                        .start();
                Outcome outcome;
                try {
                    assertEquals("open", writer.inputReader().readLine());
                    Process kill = new ProcessBuilder(
                                    "kill",
                                    "-INT",
                                    String.valueOf(command.process().pid()))
                            .start();
                    assertEquals(0, kill.waitFor());
                    outcome = command.outcome();
                } finally {
                    writer.destroyForcibly();
                }
                assertEquals(130, outcome.code(), outcome.err());
                assertEquals(
                        "synod: interrupted: 1 of 2 files judged (1 valid); pipe.edn was not judged\n", outcome.err());
                if (json) {
                    JsonNode all = new ObjectMapper().readTree(outcome.out());
                    assertEquals("valid", all.get(0).get("verdict").asText());
                    assertEquals("interrupted", all.get(1).get("cause").asText());
                } else {
                    assertTrue(outcome.out().startsWith("good.edn: valid"), outcome.out());
                }
            }
        }
    }
}
