package org.synod.conformance.own;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The example of {@code docs/bring-your-own}, as its page walks through it. Each check is a process: TLC follows one
 * specification in each.
 */
final class BringYourOwnTest {

    private static final Path EXAMPLE = Path.of(System.getProperty("synod.home", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("docs/bring-your-own");

    private record Outcome(int code, String out, String err) {}

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        for (String name : List.of("FencedLock.tla", "FencedLock.cfg", "mapping.json")) {
            Files.copy(EXAMPLE.resolve(name), folder.resolve(name));
        }
    }

    @Test
    void whatTheProgramDoesConforms() throws IOException, InterruptedException {
        program("20000", "7");
        Outcome outcome = check();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("conforms: all 20,000 events"), outcome.out());
        assertTrue(outcome.out().matches("(?s).*refused +[1-9].*"), outcome.out());
    }

    @Test
    void aStorageWithoutAFenceIsRefusedAndToldWhy() throws IOException, InterruptedException {
        program("20000", "7", "--no-fence");
        Outcome outcome = check();
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("the condition `token[c] >= seen` (FencedLock.tla:"), outcome.out());
        assertTrue(outcome.out().contains("token[bob] = 4 and seen = 5"), outcome.out());
        assertTrue(outcome.out().contains("with did \"refused\" instead of \"wrote\""), outcome.out());
    }

    @Test
    void whatTheStepDoesIsComparedWithWhatTheEventSays() throws IOException, InterruptedException {
        trace("{\"did\":\"acquired\",\"client\":\"ann\",\"token\":2}");
        Outcome outcome = check();
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("event.token = 2 and token'[event.client] = 1"), outcome.out());
        assertTrue(outcome.out().contains("with token 1 instead of 2"), outcome.out());
    }

    /** The program of the example names who was refused by the token alone. */
    @Test
    void whatTheTraceDoesNotSayStaysOpen() throws IOException, InterruptedException {
        trace(
                "{\"did\":\"acquired\",\"client\":\"ann\"}",
                "{\"did\":\"acquired\",\"client\":\"bob\"}",
                "{\"did\":\"wrote\",\"client\":\"bob\"}",
                "{\"did\":\"refused\",\"token\":1}");
        assertEquals(0, check().code());
    }

    @Test
    void anInvariantIsChecked() throws IOException, InterruptedException {
        Path spec = folder.resolve("FencedLock.tla");
        Files.writeString(spec, Files.readString(spec).replace("/\\ token[c] >= seen\n", ""));
        replace("FencedLock.tla", "NeverBack == store.token = seen", "NeverBack == store.token >= issued - 1");
        trace(
                "{\"did\":\"acquired\",\"client\":\"ann\"}",
                "{\"did\":\"acquired\",\"client\":\"bob\"}",
                "{\"did\":\"acquired\",\"client\":\"cleo\"}");
        Outcome outcome = check();
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("breaks the property NeverBack"), outcome.out());
        assertTrue(outcome.out().contains("The storage never goes back to an older token."), outcome.out());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FencedLock.cfg  | Free = Free            | Fre = Free                | FencedLock.cfg: it does not fit
            FencedLock.cfg  | NeverBack              | NeverBak                  | NeverBak
            FencedLock.tla  | /\\ holder = Free      | /\\ holder = = Free       | FencedLock.tla: this is not TLA+
            mapping.json    | Release(event.client)  | Relase(event.client)      | the action 'released'
            mapping.json    | Release(event.client)  | Release(event.client      | the action 'released'
            mapping.json    | Release(event.client)  | Release(event.client, 1)  | the action 'released'
            mapping.json    | token'[event.client]   | tokn                      | the action 'acquired'
            mapping.json    | ["Expire"]             | ["Expyre"]                | a silent action
            mapping.json    | "actions"              | "actoins"                 | has a field 'actoins'
            mapping.json    | "synod-mapping": 1     | "synod-mapping": 2        | "synod-mapping": 1
            mapping.json    | "wrote": {             | "wrote": {{               | mapping.json: it is not JSON
            trace           | "did":"wrote"          | "did":"read"              | trace.ndjson:2: unknown action 'read'
            trace           | "did":"wrote"          | "dd":"wrote"              | trace.ndjson:2: the event has no 'did'
            trace           | "token":1}             | "token":1.5}              | trace.ndjson:1: the field 'token'
            trace           | "events":2             | "events":3                | trace.ndjson:3: the end line
            trace           | {"end":true,"events":2}| {                         | trace.ndjson:3: this line is not JSON
            """)
    void badInputIsOneSentence(String file, String from, String to, String words)
            throws IOException, InterruptedException {
        trace(
                "{\"did\":\"acquired\",\"client\":\"ann\",\"token\":1}",
                "{\"did\":\"wrote\",\"client\":\"ann\",\"token\":1}");
        replace(file.equals("trace") ? "trace.ndjson" : file, from, to);
        Outcome outcome = check();
        assertEquals(65, outcome.code(), outcome.out() + outcome.err());
        assertTrue(outcome.err().contains(words), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void whatTheTableChangesConformsBefore() throws IOException, InterruptedException {
        trace(
                "{\"did\":\"acquired\",\"client\":\"ann\",\"token\":1}",
                "{\"did\":\"wrote\",\"client\":\"ann\",\"token\":1}");
        assertEquals(0, check().code());
    }

    @Test
    void anEmptyTraceIsNoPass() throws IOException, InterruptedException {
        trace();
        assertEquals(2, check().code());
        Files.writeString(folder.resolve("trace.ndjson"), "");
        assertEquals(65, check().code());
    }

    @Test
    void aLimitIsUnknown() throws IOException, InterruptedException {
        program("20000", "7");
        Outcome outcome = check("--time-limit", "0.001");
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("time limit"), outcome.out());
        Outcome memory = check("--memory-limit", "1");
        assertEquals(2, memory.code(), memory.err());
        assertTrue(memory.out().contains("memory limit"), memory.out());
    }

    private void replace(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertTrue(text.contains(from), () -> file + " has no " + from);
        Files.writeString(path, text.replace(from, to));
    }

    private void trace(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("{\"end\":true,\"events\":" + lines.length + "}");
        Files.write(folder.resolve("trace.ndjson"), all);
    }

    private void program(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(java(), EXAMPLE.resolve("FencedLock.java").toString()));
        command.addAll(List.of(arguments));
        Outcome outcome = run(command);
        assertEquals(0, outcome.code(), outcome.err());
        Files.writeString(folder.resolve("trace.ndjson"), outcome.out());
    }

    private Outcome check(String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dsynod.log=off",
                "-cp",
                System.getProperty("java.class.path"),
                "org.synod.cli.Synod",
                "trace",
                "check",
                "--spec"));
        command.addAll(List.of("FencedLock.tla", "--config", "FencedLock.cfg", "--mapping", "mapping.json"));
        command.add("trace.ndjson");
        command.addAll(List.of(more));
        return run(command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "does not end: " + command);
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
