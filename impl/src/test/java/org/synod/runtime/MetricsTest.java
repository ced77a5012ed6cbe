package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

@Timeout(60)
class MetricsTest {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*\\{(?:[a-z]+=\"[^\"]*\",?)*\\}) (NaN|[-+0-9.eE]+)");
    private static final Metrics.Labels R1 = new Metrics.Labels(new GroupId(1), new ReplicaId("r1"));
    private static final Metrics.Labels R2 = new Metrics.Labels(new GroupId(1), new ReplicaId("r2"));

    private static HttpResponse<String> get(MetricsServer server, String accept) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
            return client.send(
                    HttpRequest.newBuilder(uri).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static MetricsServer serve(Metrics metrics) throws StartException {
        return MetricsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics);
    }

    /** Every line must be what a scraper understands. */
    private static Map<String, Double> scrape(Metrics metrics) throws Exception {
        try (MetricsServer server = serve(metrics)) {
            HttpResponse<String> response = get(server, "text/plain");
            assertEquals(200, response.statusCode());
            Map<String, Double> samples = new LinkedHashMap<>();
            for (String line : response.body().lines().toList()) {
                Matcher sample = SAMPLE.matcher(line);
                if (sample.matches()) {
                    assertNull(samples.put(sample.group(1), Double.valueOf(sample.group(2))), line);
                } else {
                    assertTrue(COMMENT.matcher(line).matches(), line);
                }
            }
            return samples;
        }
    }

    @Test
    void gaugesAreAskedWhenTheyAreScraped() throws Exception {
        Metrics metrics = new Metrics();
        AtomicLong slot = new AtomicLong(5);
        metrics.gauge("synod_chosen_slot", "Slots known chosen", R1, slot::get);
        metrics.gauge("synod_chosen_slot", "Slots known chosen", R2, () -> 1.5);
        metrics.gauge("synod_lost", "Cannot be had", R1, () -> {
            throw new IllegalStateException("on purpose");
        });
        assertEquals(5.0, scrape(metrics).get("synod_chosen_slot{group=\"g1\",replica=\"r1\"}"));
        slot.set(1L << 40);
        Map<String, Double> samples = scrape(metrics);
        assertEquals(0x1p40, samples.get("synod_chosen_slot{group=\"g1\",replica=\"r1\"}"));
        assertEquals(1.5, samples.get("synod_chosen_slot{group=\"g1\",replica=\"r2\"}"));
        assertEquals(Double.NaN, samples.get("synod_lost{group=\"g1\",replica=\"r1\"}"));
        metrics.gauge("synod_chosen_slot", "Slots known chosen", R1, () -> 7);
        assertEquals(7.0, scrape(metrics).get("synod_chosen_slot{group=\"g1\",replica=\"r1\"}"));
    }

    @Test
    void countersCount() throws Exception {
        Metrics metrics = new Metrics();
        Metrics.Counter elections = metrics.counter("synod_elections", "Elections begun", R1);
        elections.add(2);
        metrics.counter("synod_elections", "Elections begun", R1).add(1);
        metrics.counter("synod_refusals", "Connections refused", R1, () -> 9L);
        Map<String, Double> samples = scrape(metrics);
        assertEquals(3.0, samples.get("synod_elections_total{group=\"g1\",replica=\"r1\"}"));
        assertEquals(9.0, samples.get("synod_refusals_total{group=\"g1\",replica=\"r1\"}"));
    }

    @Test
    void latenciesComeInBuckets() throws Exception {
        Metrics metrics = new Metrics();
        Metrics.Latencies commit = metrics.latencies("synod_commit_seconds", "From proposal to chosen", R1);
        commit.observeNanos(60_000);
        commit.observeNanos(2_000_000_000L);
        Map<String, Double> samples = scrape(metrics);
        assertEquals(2.0, samples.get("synod_commit_seconds_count{group=\"g1\",replica=\"r1\"}"));
        assertEquals(2.00006, samples.get("synod_commit_seconds_sum{group=\"g1\",replica=\"r1\"}"));
        assertEquals(0.0, samples.get("synod_commit_seconds_bucket{group=\"g1\",replica=\"r1\",le=\"5.0E-5\"}"));
        assertEquals(1.0, samples.get("synod_commit_seconds_bucket{group=\"g1\",replica=\"r1\",le=\"1.0E-4\"}"));
        assertEquals(2.0, samples.get("synod_commit_seconds_bucket{group=\"g1\",replica=\"r1\",le=\"+Inf\"}"));
    }

    @Test
    void whoLeftIsNotShown() throws Exception {
        Metrics metrics = new Metrics();
        for (Metrics.Labels labels : new Metrics.Labels[] {R1, R2}) {
            metrics.gauge("synod_lag_slots", "Slots behind", labels, () -> 1);
            metrics.counter("synod_sent", "Messages sent", labels).add(1);
            metrics.latencies("synod_commit_seconds", "From proposal to chosen", labels)
                    .observeNanos(1);
        }
        metrics.forget(R2);
        Map<String, Double> samples = scrape(metrics);
        assertTrue(samples.keySet().stream().anyMatch(name -> name.contains("r1")));
        assertFalse(samples.keySet().stream().anyMatch(name -> name.contains("r2")));
    }

    @Test
    void whoAsksForProtocolBuffersGetsText() throws Exception {
        Metrics metrics = new Metrics();
        metrics.gauge("synod_chosen_slot", "Slots known chosen", R1, () -> 5);
        try (MetricsServer server = serve(metrics)) {
            HttpResponse<String> response = get(
                    server,
                    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
            assertEquals(200, response.statusCode());
            assertTrue(response.body().contains("synod_chosen_slot{"), response.body());
            URI elsewhere = URI.create("http://127.0.0.1:" + server.port() + "/metrics/more");
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest request = HttpRequest.newBuilder(elsewhere).build();
                assertEquals(
                        404,
                        client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode());
            }
        }
    }

    @Test
    void aNameIsOneFigure() {
        Metrics metrics = new Metrics();
        metrics.gauge("synod_chosen_slot", "Slots known chosen", R1, () -> 5);
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("synod chosen", "No name", R1));
        assertThrows(RuntimeException.class, () -> metrics.latencies("synod_chosen_slot", "Slots known chosen", R1));
    }

    @Test
    void aPortInUseIsBadInput() throws Exception {
        try (MetricsServer first = serve(new Metrics())) {
            StartException told = assertThrows(
                    StartException.class,
                    () -> MetricsServer.start(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port()), new Metrics()));
            assertEquals(StartException.BAD_INPUT, told.exitCode());
            assertTrue(String.valueOf(told.getMessage()).startsWith("Metrics cannot be served on "), told.getMessage());
            StartException unknown = assertThrows(
                    StartException.class,
                    () -> MetricsServer.start(InetSocketAddress.createUnresolved("no.such.host", 1), new Metrics()));
            assertTrue(String.valueOf(unknown.getMessage()).contains("no host of that name"), unknown.getMessage());
        }
    }
}
