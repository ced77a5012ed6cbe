package org.synod.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of S3, as a process of its own, on a port that it chooses. It brings its class path with it. */
final class S3Server implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("started on ports? .*?(\\d+) \\(http\\)");
    private static final long START_SECONDS = 120;

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    /** Starts it with one bucket. */
    S3Server(Path folder, String bucket) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                System.getProperty("synod.s3mock", ""),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--http.port=0",
                "--com.adobe.testing.s3mock.store.root=" + folder.resolve("s3"),
                "--com.adobe.testing.s3mock.store.initial-buckets=" + bucket));
        process = builder.redirectErrorStream(true).directory(folder.toFile()).start();
        Thread.ofPlatform().daemon().name("s3-output").start(this::read);
        try {
            port.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** It listens when it says that it has started. All that it says must be read, or it stops. */
    private void read() {
        StringBuilder said = new StringBuilder();
        int told = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = PORT.matcher(line);
                if (matcher.find()) {
                    told = Integer.parseInt(matcher.group(1));
                }
                if (!port.isDone()) {
                    said.append(line).append('\n');
                    if (line.contains(": Started ")) {
                        port.complete(told);
                    }
                }
            }
        } catch (IOException e) {
            said.append(e);
        }
        port.completeExceptionally(new IllegalStateException("the S3 server ended: " + said));
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port.join());
    }

    /** Ends the process, and waits for that. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
        process.onExit().join();
    }
}
