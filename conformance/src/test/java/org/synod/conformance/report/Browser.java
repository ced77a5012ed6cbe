package org.synod.conformance.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium without a window that shows one page after the other, driven by its DevTools protocol: mouse and keys come as
 * if somebody had moved them. Whoever uses it asks {@link #complaints} at the end.
 */
public final class Browser implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Boolean> loaded = new CompletableFuture<>();
    private String session = "";
    private int last;

    private Browser(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Ears())
                .join();
    }

    /**
     * Starts it. A test for which there is no browser is skipped, and fails in CI, which has to have one.
     *
     * @throws IOException when it does not start
     */
    public static Browser start() throws IOException {
        Path chromium = chromium();
        if (chromium == null) {
            if ("true".equals(System.getenv("CI"))) {
                fail("CI has to open pages in a browser, but there is no chromium on the PATH");
            }
        }
        assumeTrue(chromium != null, "there is no chromium on the PATH to open the page in");
        Path folder = Files.createTempDirectory("synod-browser");
        Process process = new ProcessBuilder(
                        String.valueOf(chromium),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Browser browser = new Browser(folder, process, address(process));
            browser.attach();
            return browser;
        } catch (RuntimeException | Error e) {
            end(process, folder);
            throw e;
        }
    }

    private static @Nullable Path chromium() {
        for (String part : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
            Path file = Path.of(part, "chromium");
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    /** The address that the browser tells on its standard error, which is read on so that it never waits for us. */
    private static URI address(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader words = process.errorReader()) {
                String mark = "DevTools listening on ";
                for (String line = words.readLine(); line != null; line = words.readLine()) {
                    if (line.startsWith(mark)) {
                        address.complete(
                                URI.create(line.substring(mark.length()).strip()));
                    }
                }
                address.completeExceptionally(new IOException("chromium ended before it listened"));
            } catch (IOException e) {
                address.completeExceptionally(e);
            }
        });
        return address.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    private void attach() {
        JsonNode target = send("Target.createTarget", Map.of("url", "about:blank"));
        session = send(
                        "Target.attachToTarget",
                        Map.of("targetId", target.get("targetId").asText(), "flatten", true))
                .get("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log")) {
            send(domain + ".enable", Map.of());
        }
    }

    /** Opens a page and waits until it is there. */
    public void open(Path page) {
        loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", page.toUri().toString()));
        loaded.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** Gives the page a size, and light or dark surroundings. */
    public void look(int width, int height, boolean dark) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        settle();
    }

    /** Waits until what was done is drawn. */
    public void settle() {
        eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /** The value of an expression of JavaScript; of a promise, once it is kept. */
    public JsonNode eval(String expression) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(
                    expression + ": " + answer.get("exceptionDetails").toPrettyString());
        }
        return answer.get("result").path("value");
    }

    /** The text of an expression. */
    public String text(String expression) {
        return eval(expression).asText();
    }

    /** Moves the mouse. */
    public void move(double x, double y) {
        send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
        settle();
    }

    /** Presses the button at one place and lets it go at another. */
    public void drag(double fromX, double fromY, double toX, double toY) {
        mouse("mouseMoved", fromX, fromY, "none", 0);
        mouse("mousePressed", fromX, fromY, "left", 1);
        mouse("mouseMoved", toX, toY, "left", 1);
        mouse("mouseReleased", toX, toY, "left", 0);
        settle();
    }

    private void mouse(String type, double x, double y, String button, int buttons) {
        send(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", button, "buttons", buttons, "clickCount", 1));
    }

    /** Turns the wheel: up is negative. */
    public void wheel(double x, double y, int delta) {
        send("Input.dispatchMouseEvent", Map.of("type", "mouseWheel", "x", x, "y", y, "deltaX", 0, "deltaY", delta));
        settle();
    }

    /** Presses a key, by the name that JavaScript has for it. */
    public void key(String key) {
        ObjectNode down = JSON.createObjectNode().put("type", "keyDown").put("key", key);
        if (key.length() == 1) {
            down.put("text", key);
        } else {
            down.put("code", key);
            if (key.equals("Tab")) {
                down.put("windowsVirtualKeyCode", 9);
            }
        }
        send("Input.dispatchKeyEvent", down);
        send("Input.dispatchKeyEvent", down.deepCopy().put("type", "keyUp").without("text"));
        settle();
    }

    /** What the window shows now, as a PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(send("Page.captureScreenshot", Map.of()).get("data").asText());
    }

    /** Errors of scripts, and whatever else the browser complained of since it started. */
    public List<String> complaints() {
        return complaints;
    }

    private JsonNode send(String method, Object parameters) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        ObjectNode message = JSON.createObjectNode().put("id", ++last).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        answers.put(last, answer);
        socket.sendText(message.toString(), true).join();
        JsonNode all;
        try {
            all = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("no answer to " + message, e);
        }
        assertEquals("", all.path("error").path("message").asText(), method);
        return all.get("result");
    }

    /** Ends the browser, and deletes what it left. */
    @Override
    public void close() throws IOException {
        socket.abort();
        end(process, folder);
    }

    private static void end(Process process, Path folder) throws IOException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
        List<Path> left;
        try (Stream<Path> paths = Files.walk(folder)) {
            left = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : left) {
            Files.deleteIfExists(path);
        }
    }

    /** Hears what the browser says; a message may come in pieces. */
    private final class Ears implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean end) {
            message.append(data);
            if (end) {
                hear(message.toString());
                message.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void hear(String text) {
            JsonNode heard;
            try {
                heard = JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            CompletableFuture<JsonNode> asked = answers.remove(heard.path("id").asInt());
            if (asked != null) {
                asked.complete(heard);
                return;
            }
            switch (heard.path("method").asText()) {
                case "Page.loadEventFired" -> loaded.complete(true);
                case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(heard.toPrettyString());
                case "Runtime.consoleAPICalled" -> {
                    String type = heard.path("params").path("type").asText();
                    if (type.equals("error") || type.equals("warning") || type.equals("assert")) {
                        complaints.add(heard.toPrettyString());
                    }
                }
                default -> {
                    // Other events are of no interest.
                }
            }
        }
    }
}
