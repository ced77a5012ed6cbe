package org.synod.linearizability.knossos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.knossos.Opinion.Answer;

/**
 * A JVM in which Knossos works, seen from outside. It reports in lines of JSON that begin with a word nobody else knows,
 * so that whatever Knossos or a library prints is no answer.
 */
final class KnossosProcess implements AutoCloseable {
    /** Longer than the slowest machine takes to load Knossos and all that it needs. */
    private static final long LOAD_MILLIS = 120_000;

    private static final long LEAST_MEGABYTES = 256;
    private static final int LAST_WORDS = 2_000;

    /** For what an ended process wrote to be read; another process that it started may keep the stream open. */
    private static final long LISTEN_MILLIS = 1_000;

    private final Process process;
    private final String mark;
    private final Thread killer;
    private final Thread listener;

    /** The end of what it wrote to its error stream. */
    private final StringBuilder said = new StringBuilder();

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private int objects = 1;
    private int decided;
    private boolean ended;

    /** When it began to search, and when it was last heard of. */
    private long startNanos = System.nanoTime();

    private long heardNanos = startNanos;

    /** What it reports, when it does: to understand the first one takes longer than many a search. */
    private record Line(@Nullable String text, long nanos) {
        static Line now(@Nullable String text) {
            return new Line(text, System.nanoTime());
        }
    }

    private KnossosProcess(Process process, String mark) {
        this.process = process;
        this.mark = mark;
        this.killer = new Thread(this::kill, "knossos-killer");
        Runtime.getRuntime().addShutdownHook(killer);
        Thread.ofPlatform().daemon().name("knossos-reader").start(this::read);
        listener = Thread.ofPlatform().daemon().name("knossos-listener").start(this::listen);
    }

    static KnossosProcess start(
            String classPath, Knossos.Question question, Knossos.Algorithm algorithm, long memoryBytes) {
        String mark = UUID.randomUUID() + " ";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + Math.max(LEAST_MEGABYTES, memoryBytes >> 20) + "m",
                "-cp",
                classPath,
                KnossosMain.class.getName(),
                mark,
                algorithm.label(),
                question.file().toString(),
                question.model(),
                Boolean.toString(question.keyed())));
        question.modelClassPath().forEach(entry -> command.add(entry.toString()));
        try {
            return new KnossosProcess(new ProcessBuilder(command).start(), mark);
        } catch (IOException e) {
            throw new UncheckedIOException("no process for Knossos", e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int at = line.indexOf(mark); // Somebody may have printed without ending the line.
                if (at >= 0) {
                    lines.add(Line.now(line.substring(at + mark.length())));
                }
            }
        } catch (IOException e) {
            // The stream is cut off when the process is killed.
        } finally {
            lines.add(Line.now(null));
        }
    }

    private void listen() {
        char[] some = new char[LAST_WORDS];
        try (Reader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (int read = reader.read(some); read >= 0; read = reader.read(some)) {
                synchronized (said) {
                    said.append(some, 0, read);
                    said.delete(0, Math.max(0, said.length() - LAST_WORDS));
                }
            }
        } catch (IOException e) {
            // The stream is cut off when the process is killed.
        }
    }

    /** What comes of it within the limit. */
    Opinion opinion(long timeMillis) throws InterruptedException {
        JsonNode loaded = next(LOAD_MILLIS);
        if (loaded == null || !loaded.has("objects")) {
            return failed(loaded);
        }
        objects = loaded.path("objects").asInt();
        startNanos = heardNanos;
        JsonNode last = loaded;
        while (decided < objects) {
            long spentMillis = (System.nanoTime() - startNanos) / 1_000_000;
            JsonNode message = next(timeMillis - spentMillis);
            if (message == null || !message.has("valid")) {
                return failed(message);
            }
            last = message;
            if (message.path("valid").asText().equals("unknown")) {
                return opinion(Answer.UNKNOWN, message.path("cause").asText("it does not say why"), message);
            }
            decided++;
            if (message.path("valid").asText().equals("false")) {
                return opinion(Answer.VIOLATED, null, message);
            }
        }
        return opinion(Answer.VALID, null, last);
    }

    /** The next message; null when the time was over or the process ended before it came. */
    private @Nullable JsonNode next(long millis) throws InterruptedException {
        Line line = lines.poll(Math.max(0, millis), TimeUnit.MILLISECONDS);
        heardNanos = line == null ? System.nanoTime() : line.nanos();
        ended = line != null && line.text() == null;
        try {
            return line == null || line.text() == null ? null : new ObjectMapper().readTree(line.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Knossos's process reports what is no JSON", e);
        }
    }

    private Opinion failed(@Nullable JsonNode message) throws InterruptedException {
        if (message != null) {
            return opinion(Answer.UNKNOWN, message.path("error").asText("it reports nonsense"), message);
        }
        if (!ended) {
            return opinion(Answer.UNKNOWN, "timeout", null);
        }
        int code = process.waitFor();
        return opinion(
                Answer.UNKNOWN,
                code == KnossosMain.OUT_OF_MEMORY
                        ? "out-of-memory"
                        : "its process ended with code " + code + lastWords(),
                null);
    }

    /** The last line that it wrote before it ended. */
    private String lastWords() throws InterruptedException {
        listener.join(LISTEN_MILLIS);
        synchronized (said) {
            List<String> lines = said.toString().strip().lines().toList();
            return lines.isEmpty() ? "" : ": " + lines.getLast().strip();
        }
    }

    private Opinion opinion(Answer answer, @Nullable String cause, @Nullable JsonNode message) {
        return new Opinion(
                answer,
                cause,
                text(message, "key"),
                text(message, "operation"),
                message == null ? 0 : message.path("line").asInt(),
                text(message, "analyzer"),
                objects,
                decided,
                heardNanos - startNanos);
    }

    private static @Nullable String text(@Nullable JsonNode message, String field) {
        return message != null && message.hasNonNull(field)
                ? message.path(field).asText()
                : null;
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // This program is ending, and the hook is at work.
        }
    }
}
