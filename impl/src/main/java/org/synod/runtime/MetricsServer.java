package org.synod.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics} over HTTP until it is closed: Prometheus's text format, whatever else a scraper would take. It
 * has two threads: scrapers cannot take more of the node than that, and one that hangs does not shut out another.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int WAITING = 16;

    private final HttpServer server;
    private final ExecutorService threads;

    private MetricsServer(HttpServer server, Metrics metrics) {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(2, task -> {
            Thread made = new Thread(task, "synod-metrics");
            made.setDaemon(true);
            return made;
        });
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder().build();
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> answer(exchange, writer, metrics));
        server.start();
    }

    /**
     * Begins to serve.
     *
     * @param address with port 0 any free port is taken
     * @throws StartException when the port is in use or the host is none of this machine's: bad input
     */
    public static MetricsServer start(InetSocketAddress address, Metrics metrics) throws StartException {
        if (address.isUnresolved()) {
            throw refused(address, "no host of that name is known");
        }
        try {
            return new MetricsServer(HttpServer.create(address, WAITING), metrics);
        } catch (IOException e) {
            throw refused(address, e.getMessage());
        }
    }

    private static void answer(HttpExchange exchange, PrometheusTextFormatWriter writer, Metrics metrics)
            throws IOException {
        try (exchange) {
            boolean found = exchange.getRequestURI().getPath().equals("/metrics");
            if (!found || !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(found ? 405 : 404, -1);
                return;
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            writer.write(text, metrics.registry().scrape());
            exchange.getResponseHeaders().set("Content-Type", writer.getContentType());
            exchange.sendResponseHeaders(200, text.size());
            text.writeTo(exchange.getResponseBody());
        }
    }

    private static StartException refused(InetSocketAddress address, @Nullable String why) {
        return new StartException(
                "Metrics cannot be served on " + address.getHostString() + ":" + address.getPort() + ": " + why + ".",
                StartException.BAD_INPUT);
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
