package org.synod.linearizability.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What is drawn: bounded, in legal places, and nothing of a history but text. */
final class PictureTest {
    private static final Limits LIMITS = Limits.DEFAULT.withTimeMillis(1_000);

    private static Judged judged(History history, ModelKind kind) {
        Verdict verdict = Checker.check(history, kind, Limits.DEFAULT.withTimeMillis(5_000));
        Explanation explanation =
                verdict instanceof Verdict.Violated violated ? Explainer.explain(violated, LIMITS) : null;
        return new Judged(history, kind.label(), verdict, explanation, "./synod history check it");
    }

    private static History generated(ModelKind kind, int seed, int operations, double lies) {
        return HistoryGenerator.history(new HistoryGenerator.Settings(
                kind, seed, 4, operations, 4, kind == ModelKind.KEY_VALUE ? 2 : 1, 0.05, lies));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static JsonNode data(String page) throws JsonProcessingException {
        Matcher data =
                Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertTrue(data.find());
        return new JsonMapper().readTree(data.group(1));
    }

    /** Each point lies within its bar and behind the one before it, so the picture itself shows that the order is legal. */
    @ParameterizedTest
    @EnumSource(ModelKind.class)
    void ordersStandWhereTheyAreLegal(ModelKind kind) {
        int points = 0;
        for (int seed = 0; seed < 8; seed++) {
            for (View view : View.of(judged(generated(kind, seed, 40, seed % 2 * 0.1), kind))) {
                assertTrue(view.timeline().bars().size() <= View.MOST);
                for (View.Order order : view.orders()) {
                    double before = -1;
                    for (Placement placed : order.placements()) {
                        Timeline.Bar bar = view.timeline().bars().get(placed.bar());
                        assertTrue(placed.at() > bar.from() && placed.at() < bar.to(), placed + " in " + bar);
                        assertTrue(placed.at() > before, placed + " after " + before);
                        before = placed.at();
                        points++;
                    }
                }
            }
        }
        assertTrue(points > 100, points + " points");
    }

    @Test
    void theSmallestPartComesFirstAndSaysOfHowMany() throws JsonProcessingException {
        JsonNode views =
                data(HistoryPage.of(judged(stale(), ModelKind.CAS_REGISTER))).get("views");
        assertEquals("Smallest violated part", views.get(0).get("name").asText());
        assertTrue(
                views.get(0).get("note").asText().startsWith("2 operations of 6:"),
                views.get(0).get("note").asText());
        assertTrue(
                views.get(1).get("note").asText().startsWith("6 of 6 operations:"),
                views.get(1).get("note").asText());
        assertEquals(2, views.get(1).get("orders").size());
        assertEquals("cut off", views.get(1).get("bands").get(0).get("name").asText());
        assertEquals(
                "n1", views.get(1).get("lanes").get(0).get("servers").get(0).asText());
    }

    /** A read of what was overwritten, under a fault, with servers and one crashed write. */
    private static History stale() {
        return HistoryFiles.parse("stale.edn", """
                {:process 0 :type :invoke :f :write :value 1 :node "n1" :time 0}
                {:process 0 :type :ok :f :write :value 1 :node "n1" :time 10}
                {:process :nemesis :type :info :f "cut off" :value "n2" :time 12}
                {:process 1 :type :invoke :f :write :value 2 :node "n2" :time 20}
                {:process 1 :type :ok :f :write :value 2 :node "n2" :time 30}
                {:process 2 :type :invoke :f :write :value 9 :time 35}
                {:process 0 :type :invoke :f :read :time 40}
                {:process 0 :type :ok :f :read :value 2 :time 50}
                {:process 0 :type :invoke :f :read :time 60}
                {:process :nemesis :type :info :f :reconnect :value "n2" :time 65}
                {:process 0 :type :ok :f :read :value 1 :time 70}
                {:process 1 :type :invoke :f :read :time 75}
                """);
    }

    @Test
    void hundredThousandOperationsMakeASmallPage() throws JsonProcessingException {
        History history = HistoryGenerator.history(
                new HistoryGenerator.Settings(NamedModel.of(ModelKind.REGISTER), 3, 5, 100_000, 5, 1, 0.0001, 0, 0.9));
        Judged judged = judged(history, ModelKind.REGISTER);
        assertInstanceOf(Verdict.Violated.class, judged.verdict());
        String page = HistoryPage.of(judged);
        assertTrue(page.length() < 1_500_000, page.length() + " characters");
        JsonNode views = data(page).get("views");
        views.forEach(view -> assertTrue(view.get("bars").size() <= View.MOST));
        JsonNode around = views.get(views.size() - 1);
        assertTrue(
                around.get("note").asText().matches("100 of \\d{5,6} operations: those around the violation."),
                around.get("note").asText());
    }

    @Test
    void unknownHistoriesShowTheirBeginning() throws JsonProcessingException {
        History history = generated(ModelKind.CAS_REGISTER, 1, 20_000, 0);
        Verdict verdict = Checker.check(history, ModelKind.CAS_REGISTER, new Limits(60_000, 1));
        assertInstanceOf(Verdict.Unknown.class, verdict);
        String page = HistoryPage.of(new Judged(history, "cas-register", verdict, null, "again"));
        assertTrue(page.contains("out-of-memory"));
        assertEquals(View.MOST, data(page).get("views").get(0).get("bars").size());
    }

    @Test
    void svgOfPapersIsWellFormedBlackOnWhiteAndNumbered() throws Exception {
        Document svg = parsed(TimelineSvg.of(judged(stale(), ModelKind.CAS_REGISTER)));
        assertEquals("1.1", svg.getDocumentElement().getAttribute("version"));
        assertEquals(1, count(svg, "rect", "bar blocked"));
        assertEquals(1, count(svg, "text", "number"));
        assertTrue(svg.getDocumentElement().getTextContent().contains("can't read 1 from register 2"));
        String valid = TimelineSvg.of(judged(generated(ModelKind.STACK, 1, 12, 0), ModelKind.STACK));
        assertTrue(count(parsed(valid), "text", "number") > 5, valid);
    }

    private static int count(Document svg, String tag, String kind) {
        NodeList found = svg.getElementsByTagName(tag);
        int count = 0;
        for (int i = 0; i < found.getLength(); i++) {
            count += found.item(i).getAttributes().getNamedItem("class") != null
                            && found.item(i)
                                    .getAttributes()
                                    .getNamedItem("class")
                                    .getNodeValue()
                                    .equals(kind)
                    ? 1
                    : 0;
        }
        return count;
    }

    /** Whatever a history says, the page keeps its three scripts: data, program, nothing else. */
    @Test
    void nothingOfAHistoryIsMarkup() throws Exception {
        String evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\\u0007\\ud800]]>&amp;'";
        History history = HistoryFiles.parse("<b>evil</b>.edn", """
                {:process 0 :type :invoke :f :write :value "%s" :node "%s"}
                {:process 0 :type :ok :f :write :value "%s"}
                {:process :nemesis :type :info :f "%s" :value "%s"}
                {:process 1 :type :invoke :f :read}
                {:process 1 :type :ok :f :read :value "other%s" :error "%s"}
                """.replace("%s", evil));
        Judged judged = judged(history, ModelKind.REGISTER);
        String page = HistoryPage.of(judged);
        assertEquals(2, page.split("<script", -1).length - 1);
        assertEquals(2, page.split("</script", -1).length - 1);
        assertFalse(page.contains("<img"));
        assertFalse(page.contains("<b>evil"));
        assertTrue(page.contains("&lt;b&gt;evil"));
        assertTrue(data(page).toString().contains("<img src=x"), "it is there, as text");
        String svg = TimelineSvg.of(judged);
        assertFalse(svg.contains("<script"));
        parsed(svg);
        assertFalse(IndexPage.of(evil, List.of(new IndexPage.Row(evil, "a\"b.html", "valid", 1, evil)))
                .contains("<script"));
    }

    @Test
    void faultsEndWithWhatEndsThem() {
        History history = HistoryFiles.parse("faults.edn", """
                {:process :nemesis :type :info :f :start}
                {:process :nemesis :type :info :f :start :value "cut off n1"}
                {:process 0 :type :invoke :f :write :value 1}
                {:process :nemesis :type :info :f :kill :value "n2"}
                {:process :nemesis :type :info :f :kill :value "n3"}
                {:process :nemesis :type :info :f :stop}
                {:process :nemesis :type :info :f :stop :value "fully connected"}
                {:process :nemesis :type :info :f :restart :value "n3"}
                {:process :nemesis :type :info :f :look}
                """);
        List<Fault> faults = Fault.of(history);
        assertEquals(
                List.of("start 0-5", "kill 3-open", "kill 4-7", "look 8-8"),
                faults.stream()
                        .map(fault -> fault.name() + " " + fault.from() + "-" + (fault.isOpen() ? "open" : fault.to()))
                        .toList());
        assertEquals("\"cut off n1\"", faults.getFirst().value());
    }

    @Test
    void witnessesNameLinesAndAreBounded() {
        Judged judged = judged(generated(ModelKind.CAS_REGISTER, 2, 300, 0), ModelKind.CAS_REGISTER);
        Verdict.Valid valid = assertInstanceOf(Verdict.Valid.class, judged.verdict());
        List<String> lines = Witnesses.lines(valid, 20);
        assertEquals(21, lines.size());
        assertEquals("A legal order:", lines.getFirst());
        assertTrue(
                lines.get(1).matches(" {5}1 {2}\\w+ .* by process \\d+.* \\(event \\d+\\) -> register .*"),
                lines.get(1));
        int placed = valid.witnesses().getFirst().order().size();
        assertEquals("... and " + (placed - 19) + " more lines.", lines.getLast());
    }

    @Test
    void operationsSayThatNothingCame() {
        History history = HistoryFiles.parse("queue.edn", """
                [0 :invoke :dequeue nil] [0 :ok :dequeue nil]
                [0 :invoke :dequeue nil] [0 :info :dequeue nil]
                [1 :invoke :acquire nil] [1 :ok :acquire nil]
                """);
        assertEquals(
                List.of("dequeue -> nil by process 0", "dequeue by process 0 (crashed)", "acquire by process 1"),
                history.operations().stream().map(Operation::describe).toList());
    }
}
