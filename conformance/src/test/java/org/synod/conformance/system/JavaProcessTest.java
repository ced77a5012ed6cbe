package org.synod.conformance.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is told of a program that ends, one that does not, and one that is talked with. */
final class JavaProcessTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Says its argument on both streams, and ends with 3. */
    static final class Ending {
        private Ending() {}

        public static void main(String[] arguments) {
            System.out.println("out " + arguments[0] + System.getProperty("kind"));
            System.err.println("err");
            System.exit(3);
        }
    }

    /** Leaves a temporary file and says where; then says who it is for each line that it hears, and never ends by itself. */
    static final class Lasting {
        private Lasting() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println(Files.createTempFile("left", ".txt"));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(line + " " + ProcessHandle.current().pid());
            }
            Thread.currentThread().join();
        }
    }

    @Test
    void aProgramThatEndsIsToldByItsCodeAndItsOutput() throws IOException, InterruptedException {
        JavaProcess.Ended ended = JavaProcess.run(Ending.class, List.of("-Dkind=!"), List.of("hello"), LONG);
        assertEquals(OptionalInt.of(3), ended.exit());
        assertEquals(
                List.of("out hello!", "err"),
                ended.output().lines().filter(l -> !l.startsWith("[")).toList());
        assertTrue(ended.seconds() > 0);
    }

    @Test
    void aProgramThatDoesNotEndHasNoCode() throws IOException, InterruptedException {
        JavaProcess.Ended ended = JavaProcess.run(Lasting.class, List.of(), List.of(), Duration.ofSeconds(1));
        assertEquals(OptionalInt.empty(), ended.exit());
    }

    @Test
    void aProgramIsTalkedWithAndIsGoneWithItsFilesWhenItIsClosed() throws IOException {
        Path left;
        long pid;
        try (JavaProcess process = JavaProcess.start(Lasting.class, List.of(), List.of())) {
            left = Path.of(String.valueOf(process.hear()));
            assertTrue(Files.exists(left), left::toString);
            process.say("are you there?");
            String answer = process.hear();
            assertNotNull(answer);
            assertTrue(answer.startsWith("are you there? "), answer);
            pid = Long.parseLong(answer.substring(answer.lastIndexOf(' ') + 1));
        }
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertFalse(Files.exists(left.getParent()), left::toString);
    }

    @Test
    void whoHasEndedSaysNothingAnyMore() throws IOException {
        try (JavaProcess process = JavaProcess.start(Ending.class, List.of("-Dkind="), List.of("once"))) {
            assertEquals("out once", process.hear());
            assertEquals(null, process.hear());
        }
    }
}
