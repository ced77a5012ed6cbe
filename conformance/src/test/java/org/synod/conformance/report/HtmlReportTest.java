package org.synod.conformance.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.conformance.cluster.ClusterResult;
import org.synod.conformance.job.Judge;
import org.synod.conformance.trace.TraceText;
import org.synod.conformance.trace.Vocabulary;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.HistoryRecorder;

/** The report is one file that a browser shows, with everything in it that a reader has to know. */
final class HtmlReportTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void aPassingRunNamesWhatWasShown() throws IOException, InterruptedException {
        String dom = dom(report("holds", List.of()));
        assertTrue(dom.contains("<span id=\"verdict\" class=\"verdict holds\">holds</span>"), "verdict");
        for (String action : Vocabulary.actions().keySet()) {
            assertTrue(dom.contains("<td>" + action + "</td>"), "coverage of " + action);
        }
        assertTrue(row(dom, "StepDown").contains("in the real group"), "why an action was never taken");
        assertTrue(row(dom, "Flush").endsWith("<td></td>"), "an action that was taken needs no reason");
        assertTrue(dom.contains("12,345"), "states");
        assertTrue(dom.contains("<td>MCExample</td>"), "the models");
        assertTrue(dom.contains("612 ms"), "the time without a leader");
        assertTrue(dom.contains("kill -9") && dom.contains("kill -STOP"), "the faults");
        assertTrue(dom.contains("<svg"), "the time line");
        assertTrue(dom.contains(">r4</text>"), "a replica that neither led nor failed has a lane too");
        assertTrue(dom.contains("./synod check --seed 7"), "how to run it again");
        assertFalse(dom.contains("class=\"finding"), "there is nothing to be found");
    }

    @Test
    void aViolatedRunShowsTheExplanationAndThePicture() throws IOException, InterruptedException {
        RunReport.Finding finding = violation();
        String dom = dom(report("violated", List.of(finding)));
        assertTrue(dom.contains("<span id=\"verdict\" class=\"verdict violated\">violated</span>"), "verdict");
        assertTrue(dom.contains("class=\"finding\""), "the finding");
        assertTrue(dom.contains("a &lt;stale&gt; read: the history is not linearizable"), "what was found, escaped");
        assertTrue(
                dom.indexOf("<svg") >= 0 && dom.indexOf("<svg") < dom.indexOf("real processes, their leaders"),
                "the picture of the history stands in the finding");
        String sentence = finding.explanation().lines().findFirst().orElseThrow();
        assertTrue(dom.contains(HtmlReport.escape(sentence).replace("&quot;", "\"")), sentence);
        assertTrue(dom.contains("./synod history check x"), "how to see it again");
    }

    @Test
    void hostileTextStaysText() {
        RunReport.Finding finding =
                new RunReport.Finding("trace", "<script>alert(1)</script>", "<img src=x>", null, "a && b", false);
        String html = new HtmlReport(report("violated", List.of(finding))).html();
        assertFalse(html.contains("<script"), "script");
        assertFalse(html.contains("<img"), "image");
    }

    @Test
    void theVerdictsFileGivesTheSamePageAgain() throws IOException, InterruptedException {
        RunReport report = report("violated", List.of(violation()));
        ObjectMapper json = new ObjectMapper();
        RunReport again = json.readValue(json.writeValueAsBytes(report), RunReport.class);
        assertEquals(new HtmlReport(report).html(), new HtmlReport(again).html());
    }

    /** Writes the page, looks for what would need the network, and has a browser make a document of it. */
    private String dom(RunReport report) throws IOException, InterruptedException {
        String html = new HtmlReport(report).html();
        Matcher url = Pattern.compile("(?i)(src|href)\\s*=|url\\(|@import|<script|<link|https?://(?!www\\.w3\\.org/)")
                .matcher(html);
        assertFalse(url.find(), () -> "the page wants something from elsewhere: " + url.group());
        Path page = Files.writeString(folder.resolve("report.html"), html);
        try (Browser browser = Browser.start()) {
            browser.open(page);
            assertEquals(List.of(), browser.complaints());
            return browser.text("document.documentElement.outerHTML");
        }
    }

    /** The row of the coverage table that is about the action. */
    private static String row(String dom, String action) {
        int start = dom.indexOf("<td>" + action + "</td>", dom.indexOf("id=\"coverage\""));
        return dom.substring(start, dom.indexOf("</tr>", start));
    }

    /** A history in which one client reads what was overwritten before, judged. */
    private RunReport.Finding violation() throws IOException, InterruptedException {
        Path file = folder.resolve("history.ndjson");
        Files.deleteIfExists(file);
        AtomicLong nanos = new AtomicLong();
        try (HistoryRecorder history = HistoryRecorder.create(file, () -> nanos.addAndGet(1_000_000))) {
            history.invoke(0, "put", "k", "v1");
            history.ok(0, "put", "k", "v1");
            history.invoke(1, "put", "k", "v2");
            history.invoke(2, "get", "k", null);
            history.ok(2, "get", "k", "v2");
            history.ok(1, "put", "k", "v2");
            history.invoke(0, "get", "k", null);
            history.ok(0, "get", "k", "v1");
        }
        Verdict verdict = new Judge(TraceText.specs()).history(file);
        assertEquals("violated", verdict.label());
        RunReport.Finding finding =
                Judge.finding("history", "a <stale> read", verdict, "./synod history check x --model key-value");
        assertNotNull(finding);
        return finding;
    }

    private static RunReport report(String verdict, List<RunReport.Finding> findings) {
        SortedMap<String, Long> simulated = new TreeMap<>();
        Vocabulary.actions().keySet().forEach(action -> simulated.put(action, 50L));
        SortedMap<String, Long> real = new TreeMap<>(simulated);
        real.put("StepDown", 0L);
        ClusterResult result = new ClusterResult(
                List.of("r1", "r2", "r3", "r4"),
                List.of(Path.of("trace-r1-1.ndjson")),
                Path.of("history.ndjson"),
                4,
                400,
                1,
                2,
                Map.of("50", 1.5, "99", 20.0, "100", 700.0),
                List.of(
                        new ClusterResult.Second(0, 100, 1.4, 5),
                        new ClusterResult.Second(1, 20, 1.6, 700),
                        new ClusterResult.Second(2, 140, 1.5, 9),
                        new ClusterResult.Second(3, 140, 1.5, 9)),
                List.of(
                        new ClusterResult.Fault("kill", "r1", 1000, 2000, 612, 655, -1, -1),
                        new ClusterResult.Fault("pause", "r3", 2500, 3200, -1, 3, -1, -1)),
                List.of(
                        new ClusterResult.Reign("r1", "1.r1", 0, 1000),
                        new ClusterResult.Reign("r2", "1.r2", 1612, 4000)),
                new ClusterResult.Kept(400, 250, 200, 3, 4, 0),
                List.of(0, 0, 0));
        return new RunReport(
                "20261121-120000-7",
                7,
                "0123456",
                "2026-11-21T12:00:00Z",
                42,
                verdict,
                verdict.equals("holds") ? 0 : 1,
                "./synod check --seed 7",
                Map.of("java", "21"),
                List.of(new RunReport.ModelLine(
                        "MCExample", "safety", "holds", 12_345, 9, 1.5, "MCExample: holds, as expected")),
                new RunReport.SimulationSummary(1, 20, 11_000, 11_000, 900, 900, 60, 33, 4.2, simulated),
                new RunReport.ClusterSummary(result, 550, 550, "conforms", "valid", 400, 0.5, 1_234, real),
                findings);
    }
}
