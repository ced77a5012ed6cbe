package org.synod.conformance.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.explain.Explainer;
import org.synod.linearizability.explain.Explanation;
import org.synod.linearizability.explain.HistoryPage;
import org.synod.linearizability.explain.Judged;
import org.synod.linearizability.explain.TimelineSvg;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;

/** The page of a judged history in a real browser, moved about in with mouse and keys. */
final class HistoryPageTest {
    private static final Limits LIMITS = Limits.DEFAULT.withTimeMillis(5_000);

    private static final String STALE = """
            {:process 0, :type :invoke, :f :write, :value 1, :time 1000000, :node "n1"}
            {:process 0, :type :ok, :f :write, :value 1, :time 3200000, :node "n1"}
            {:process :nemesis, :type :info, :f :start-partition, :value "n3 alone", :time 5000000}
            {:process 2, :type :invoke, :f :write, :value 9, :time 5900000, :node "n3"}
            {:process 0, :type :invoke, :f :cas, :value [1 2], :time 6100000, :node "n1"}
            {:process 3, :type :invoke, :f :read, :value nil, :time 6400000, :node "n2"}
            {:process 0, :type :ok, :f :cas, :value [1 2], :time 7900000, :node "n1"}
            {:process 3, :type :ok, :f :read, :value 2, :time 8300000, :node "n2"}
            {:process 2, :type :info, :f :write, :value 9, :time 9000000, :node "n3", :error [:rpc "timed out"]}
            {:process 5, :type :invoke, :f :read, :value nil, :time 9600000, :node "n3"}
            {:process :nemesis, :type :info, :f :stop-partition, :value nil, :time 10100000}
            {:process 5, :type :ok, :f :read, :value 1, :time 10900000, :node "n3"}
            {:process 0, :type :invoke, :f :write, :value 5, :time 11200000, :node "n1"}
            {:process 0, :type :ok, :f :write, :value 5, :time 12200000, :node "n1"}
            """;

    private static @Nullable Browser started;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        started = Browser.start();
    }

    @AfterAll
    static void end() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    private static Browser browser() {
        return Objects.requireNonNull(started);
    }

    @BeforeEach
    void forget() {
        browser().complaints().clear();
    }

    private static Judged judged(History history, ModelKind kind, Limits limits) {
        Verdict verdict = Checker.check(history, kind, limits);
        Explanation explanation =
                verdict instanceof Verdict.Violated violated ? Explainer.explain(violated, LIMITS) : null;
        return new Judged(history, kind.label(), verdict, explanation, "./synod history check it");
    }

    private void open(Judged judged, int width) throws IOException {
        Path page = Files.writeString(folder.resolve("page.html"), HistoryPage.of(judged));
        browser().look(width, 900, false);
        browser().open(page);
        browser().settle();
    }

    private void openStale(int width) throws IOException {
        open(judged(HistoryFiles.parse("stale.edn", STALE), ModelKind.CAS_REGISTER, LIMITS), width);
    }

    private static void assertNoComplaint() {
        assertEquals(List.of(), browser().complaints());
    }

    /** The middle of the bar with that label. */
    private static double[] middle(String label) {
        JsonNode box = browser()
                .eval("(() => { const bar = [...document.querySelectorAll('.bar')].find(b =>"
                        + " b.getAttribute('aria-label').startsWith('" + label + "')).querySelector('.shape')"
                        + ".getBoundingClientRect(); return [bar.x + bar.width / 2, bar.y + bar.height / 2]; })()");
        return new double[] {box.get(0).asDouble(), box.get(1).asDouble()};
    }

    private static String focused() {
        return browser().text("document.activeElement.getAttribute('aria-label') || ''");
    }

    private static double zoom() {
        return Double.parseDouble(browser().text("document.getElementById('picture').dataset.zoom"));
    }

    private static String classes(String label) {
        return browser()
                .text("[...document.querySelectorAll('.bar')].find(b => b.getAttribute('aria-label').startsWith('"
                        + label + "')).getAttribute('class')");
    }

    @Test
    void theMouseShowsAnOperationAndWhatWasBeforeAndAfterIt() throws IOException {
        openStale(1100);
        browser().key("v");
        assertTrue(browser().eval("document.getElementById('tip').hidden").asBoolean());
        double[] write = middle("write 9");
        browser().move(write[0], write[1]);
        String tip = browser().text("document.getElementById('tip').innerText");
        assertFalse(browser().eval("document.getElementById('tip').hidden").asBoolean());
        for (String expected :
                List.of("write 9 by process 2", "4 – 9", "n3", "timed out", "5.900 – 9.000", "unknown: crashed")) {
            assertTrue(tip.contains(expected), expected + " in " + tip);
        }
        double[] read = middle("read 2");
        browser().move(read[0], read[1]);
        assertTrue(classes("write 1").contains("before"), classes("write 1"));
        assertTrue(classes("write 5").contains("after"), classes("write 5"));
        assertFalse(classes("cas").contains("before"), classes("cas"));
        assertTrue(browser()
                .text("document.getElementById('tip').innerText")
                .contains("1 shown ended before it, 2 began after it"));
        browser().move(5, 5);
        assertTrue(browser().eval("document.getElementById('tip').hidden").asBoolean());
        assertNoComplaint();
    }

    @Test
    void wheelAndDragZoomAndPan() throws IOException {
        openStale(1100);
        browser().key("v");
        browser().key("0");
        assertEquals(1, zoom());
        double[] cas = middle("cas");
        browser().wheel(cas[0], cas[1], -600);
        double closer = zoom();
        assertTrue(closer > 2, "zoom " + closer);
        assertEquals(cas[0], middle("cas")[0], 40, "the wheel zooms around the mouse");
        double before = middle("cas")[0];
        browser().drag(cas[0], cas[1] + 30, cas[0] - 100, cas[1] + 30);
        assertEquals(before - 100, middle("cas")[0], 2);
        browser().key("-");
        assertTrue(zoom() < closer);
        browser().key("0");
        assertEquals(1, zoom());
        browser().eval("document.getElementById('zoomin').click()");
        assertTrue(zoom() > 1.3);
        assertNoComplaint();
    }

    @Test
    void keysMoveBetweenOperations() throws IOException {
        openStale(1100);
        browser().key("v");
        browser().key("ArrowRight");
        assertEquals("read 1 by process 5 (line 10)", focused());
        browser().key("ArrowLeft");
        assertEquals("read 2 by process 3 (line 6)", focused());
        assertTrue(
                browser().text("document.getElementById('selected').innerText").contains("read 2 by process 3"));
        assertTrue(browser()
                .eval("document.activeElement.matches(':focus-visible')")
                .asBoolean());
        browser().key("ArrowUp");
        assertEquals("write 9 by process 2 (crashed) (line 4)", focused());
        browser().key("ArrowDown");
        assertEquals("read 2 by process 3 (line 6)", focused());
        browser().key("?");
        assertTrue(browser().eval("document.getElementById('help').open").asBoolean());
        browser().key("?");
        assertFalse(browser().eval("document.getElementById('help').open").asBoolean());
        assertNoComplaint();
    }

    @Test
    void ordersAndViewsSwitch() throws IOException {
        openStale(1100);
        assertEquals(
                2, browser().eval("document.querySelectorAll('.bar').length").asInt());
        assertTrue(browser().text("document.getElementById('note').innerText").startsWith("2 operations of 6"));
        browser().key("v");
        assertEquals(
                6, browser().eval("document.querySelectorAll('.bar').length").asInt());
        assertEquals("Order 1 of 2", browser().text("document.getElementById('which').innerText"));
        assertEquals(
                3, browser().eval("document.querySelectorAll('.badge').length").asInt());
        assertTrue(classes("write 9").contains("refused"), classes("write 9"));
        browser().key("n");
        assertEquals("Order 2 of 2", browser().text("document.getElementById('which').innerText"));
        assertEquals(
                4, browser().eval("document.querySelectorAll('.badge').length").asInt());
        assertTrue(classes("write 9").contains("placed"), classes("write 9"));
        assertTrue(
                browser().text("document.getElementById('panel').innerText").contains("can't read 1 from register 9"));
        browser().key("p");
        assertEquals("Order 1 of 2", browser().text("document.getElementById('which').innerText"));
        assertEquals("start-partition", browser().text("document.querySelector('.bandname').textContent"));
        double even = middle("cas")[0];
        browser().key("t");
        assertTrue(Math.abs(even - middle("cas")[0]) > 3, "by the clock bars stand elsewhere");
        assertTrue(browser()
                        .eval("document.querySelectorAll('.ticks text').length")
                        .asInt()
                > 2);
        assertNoComplaint();
    }

    /** By themselves, and not by being cut off: the page is as wide as the window, its picture too. */
    @ParameterizedTest
    @ValueSource(ints = {400, 1100})
    void nothingStandsOutOfThePage(int width) throws IOException {
        openStale(width);
        for (boolean dark : List.of(false, true)) {
            browser().look(width, 900, dark);
            for (String view : List.of("v", "v", "t", "+")) {
                browser().key(view);
                assertTrue(
                        browser().eval("document.documentElement.scrollWidth").asInt() <= width);
            }
            String background = browser().text("getComputedStyle(document.body).backgroundColor");
            assertEquals(dark ? "rgb(19, 21, 25)" : "rgb(247, 246, 243)", background);
        }
        assertNoComplaint();
    }

    @Test
    void validAndUnknownHistoriesHaveAPageToo() throws IOException {
        History queue =
                HistoryGenerator.history(new HistoryGenerator.Settings(ModelKind.FIFO_QUEUE, 1, 3, 30, 5, 1, 0, 0));
        open(judged(queue, ModelKind.FIFO_QUEUE, LIMITS), 1100);
        assertEquals("valid", browser().text("document.getElementById('verdict').innerText"));
        assertEquals(
                30, browser().eval("document.querySelectorAll('.bar').length").asInt());
        assertNoComplaint();
        History large = HistoryGenerator.history(
                new HistoryGenerator.Settings(ModelKind.CAS_REGISTER, 1, 5, 100_000, 5, 1, 0, 0));
        open(judged(large, ModelKind.CAS_REGISTER, new Limits(1, Limits.DEFAULT.memoryBytes())), 1100);
        assertEquals("unknown", browser().text("document.getElementById('verdict').innerText"));
        assertTrue(browser().text("document.querySelector('.says').innerText").contains("timeout"));
        assertEquals(
                100, browser().eval("document.querySelectorAll('.bar').length").asInt());
        assertNoComplaint();
    }

    @Test
    void whatAHistorySaysIsNeverRun() throws IOException {
        String evil = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>";
        History history = HistoryFiles.parse("<img src=x onerror=window.hacked=1>.edn", """
                {:process 0 :type :invoke :f :write :value "%s" :node "%s"}
                {:process 0 :type :ok :f :write :value "%s"}
                {:process :nemesis :type :info :f "%s" :value "%s"}
                {:process 1 :type :invoke :f :read}
                {:process 1 :type :ok :f :read :value "other%s" :error "%s"}
                """.replace("%s", evil));
        open(judged(history, ModelKind.REGISTER, LIMITS), 1100);
        browser().key("v");
        browser().key("ArrowRight");
        browser().key("ArrowLeft");
        assertTrue(
                browser().text("document.getElementById('selected').innerText").contains(evil));
        assertTrue(browser().eval("window.hacked === undefined").asBoolean());
        assertEquals(0, browser().eval("document.images.length").asInt());
        // What got in all the same would not be run: the policy knows the page's own script by its hash.
        browser()
                .eval("(() => { const s = document.createElement('script'); s.textContent = 'window.hacked=2';"
                        + " document.body.append(s); })()");
        assertTrue(browser().eval("window.hacked === undefined").asBoolean());
        assertTrue(browser().complaints().stream().anyMatch(words -> words.contains("Content Security Policy")));
    }

    @Test
    void theSvgOfAPaperIsAPictureOfItsOwn() throws IOException {
        Judged judged = judged(HistoryFiles.parse("stale.edn", STALE), ModelKind.CAS_REGISTER, LIMITS);
        Path svg = Files.writeString(folder.resolve("paper.svg"), TimelineSvg.of(judged));
        browser().look(1100, 900, true);
        browser().open(svg);
        assertEquals("svg", browser().text("document.documentElement.tagName"));
        assertEquals(
                "true",
                browser()
                        .text(
                                "[...document.querySelectorAll('text')].every(t => { const b = t.getBBox();"
                                        + " return b.x >= 0 && b.x + b.width <= document.documentElement.width.baseVal.value; })"));
        assertNoComplaint();
    }
}
