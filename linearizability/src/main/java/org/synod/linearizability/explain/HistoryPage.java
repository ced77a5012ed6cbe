package org.synod.linearizability.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.synod.linearizability.check.Statistics;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.weaker.Consistency;

/**
 * A verdict as one HTML page that needs nothing but itself: the time line to move about in, the orders tried, what the
 * history still is.
 *
 * <p>What stands in a history is anybody's. It comes into the page in two ways only: as escaped text, and as JSON in an
 * element that no browser runs, which the script puts into text nodes. Besides, the page's policy lets run this script
 * alone, known by its hash, and loads nothing.
 */
public final class HistoryPage {
    private static final int MOST_SEQUENCE = 200;
    private static final int MOST_COLUMNS = 8;
    private static final int LONGEST_TEXT = 200_000;

    private final Judged judged;
    private final StringBuilder html = new StringBuilder();

    private HistoryPage(Judged judged) {
        this.judged = judged;
    }

    /** The page of a judged history. */
    public static String of(Judged judged) {
        return new HistoryPage(judged).page();
    }

    private String page() {
        String style = resource("page.css");
        String script =
                resource("drawing.js") + resource("viewport.js") + resource("timeline.js") + resource("page.js");
        String label = judged.verdict().label();
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-")
                .append(hash(script))
                .append("'; style-src 'sha256-")
                .append(hash(style))
                .append("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        text(label + ": " + judged.history().source());
        html.append("</title>\n<style>").append(style).append("</style></head>\n<body><main>\n");
        head();
        html.append(BODY);
        weaker();
        asText();
        html.append("</main>\n<div id=\"tip\" role=\"tooltip\" hidden></div>\n").append(HELP);
        html.append("<script type=\"application/json\" id=\"data\">")
                .append(PageData.json(judged))
                .append("</script>\n<script>")
                .append(script)
                .append("</script>\n</body></html>\n");
        return html.toString();
    }

    private static final String BODY = """
            <section class="card" aria-label="time line">
            <div class="tools">
            <span class="group" id="views" role="group" aria-label="what is shown"></span>
            <span class="group" id="orders" role="group" aria-label="order" hidden><button type="button" id="previous" aria-label="previous order" title="previous order (p)">‹</button><span id="which" aria-live="polite"></span><button type="button" id="next" aria-label="next order" title="next order (n)">›</button></span>
            <span class="space"></span>
            <button type="button" id="axis" aria-label="spacing" title="evenly spaced, or by the clock (t)" hidden>Spacing: even</button>
            <span class="group" role="group" aria-label="zoom"><button type="button" id="zoomout" aria-label="zoom out" title="zoom out (-)">−</button><button type="button" id="fit" title="all of it (0)">Fit</button><button type="button" id="zoomin" aria-label="zoom in" title="zoom in (+)">+</button></span>
            <button type="button" id="helpbutton" aria-label="help" title="help (?)">?</button>
            </div>
            <p class="note" id="note"></p>
            <div class="frame"><svg id="picture" role="group" aria-label="time line: a row for each process, a bar for each operation; arrow keys move between operations"></svg></div>
            <ul class="legend"><li><i class="look"></i>looks</li><li><i class="change"></i>changes something</li><li><i class="open"></i>crashed: may come at any later time, or never</li><li><i class="blocked"></i>no order explains it</li><li><i class="number"></i>place in the order</li><li><i class="fault"></i>fault</li></ul>
            </section>
            <div class="columns"><section class="card" id="panel" aria-label="the order" hidden></section>
            <section class="card" id="selected" aria-live="polite" aria-label="operation"></section></div>
            """;

    private static final String HELP = """
            <dialog id="help" aria-label="help"><h3>The picture</h3><table>
            <tr><th scope="row"><kbd>Tab</kbd>, <kbd>←</kbd> <kbd>→</kbd></th><td>to the operations, and from one to the next</td></tr>
            <tr><th scope="row"><kbd>↑</kbd> <kbd>↓</kbd></th><td>to another process</td></tr>
            <tr><th scope="row"><kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd></th><td>zoom in, zoom out, all of it; or turn the wheel</td></tr>
            <tr><th scope="row">drag, <kbd>Shift</kbd> and wheel</th><td>move the picture</td></tr>
            <tr><th scope="row"><kbd>n</kbd> <kbd>p</kbd></th><td>next and previous order</td></tr>
            <tr><th scope="row"><kbd>v</kbd></th><td>smallest violated part, or its neighbourhood</td></tr>
            <tr><th scope="row"><kbd>t</kbd></th><td>evenly spaced, or by the clock</td></tr>
            <tr><th scope="row"><kbd>?</kbd></th><td>this help</td></tr></table>
            <p class="hint">While you point at an operation, those that ended before it began are pale with dots around them, those that began after it ended pale and empty.</p>
            <button type="button" id="helpclose">Close</button></dialog>
            """;

    private void head() {
        Verdict verdict = judged.verdict();
        Statistics statistics = verdict.statistics();
        html.append("<h1><span>");
        text(fileName());
        html.append("</span> <span id=\"verdict\" class=\"verdict ")
                .append(verdict.label())
                .append("\">")
                .append(verdict.label())
                .append("</span></h1>\n<p class=\"sub\">model ");
        text(judged.model());
        html.append("</p>\n<p class=\"says\">");
        switch (verdict) {
            case Verdict.Valid v -> html.append("An order that keeps to real time explains every answer.");
            case Verdict.Unknown v -> {
                html.append("The check reached a limit: ");
                text(v.cause().label());
                html.append(". Nothing is known of this history.");
            }
            case Verdict.Violated v -> {
                html.append("No order explains <strong>");
                text(Words.shorten(Explanation.located(v.blocked()), 300));
                html.append("</strong>.");
                Explanation explanation = judged.explanation();
                Operation previous = explanation == null ? null : explanation.previousOk();
                if (previous != null) {
                    html.append(" Up to ");
                    text(Words.shorten(Explanation.located(previous), 300));
                    html.append(" everything can be explained.");
                }
            }
        }
        html.append("</p>\n<ul class=\"figures\">");
        figure(statistics.operations(), "operations");
        figure(statistics.crashed(), "crashed");
        figure(statistics.failed(), "failed, which did not happen");
        figure(statistics.objects(), statistics.objects() == 1 ? "object" : "objects");
        figure(statistics.nanos() / 1_000_000, "ms to judge");
        html.append("</ul>\n");
    }

    private String fileName() {
        String source = judged.history().source();
        return source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
    }

    private void figure(long number, String what) {
        html.append(String.format(Locale.ROOT, "<li><b>%,d</b>%s</li>", number, what));
    }

    private void weaker() {
        Explanation explanation = judged.explanation();
        if (explanation == null) {
            return;
        }
        Consistency weaker = explanation.weaker();
        html.append("<h2>What it still is</h2>\n<section class=\"card\"><ul class=\"still\">\n");
        for (String line : weaker.lines()) {
            // Indented lines are the order, which follows as a table.
            if (!line.startsWith(" ")) {
                html.append("<li class=\"").append(mark(line)).append("\">");
                text(Words.shorten(line, 1000));
                html.append("</li>\n");
            }
        }
        html.append("</ul>\n");
        if (weaker.sequential().holds()) {
            sequence(weaker.order());
        }
        html.append("</section>\n");
    }

    private static String mark(String line) {
        if (line.contains(" unknown")) {
            return "unknown";
        }
        return line.startsWith("It is still") || line.startsWith("It still") || line.startsWith("Each")
                ? "holds"
                : "violated";
    }

    /** The sequential order: a column for each process as long as they are few. */
    private void sequence(List<Operation> order) {
        List<Operation> shown = order.subList(0, Math.min(MOST_SEQUENCE, order.size()));
        List<Object> processes =
                shown.stream().map(Operation::process).distinct().toList();
        boolean columns = processes.size() <= MOST_COLUMNS;
        html.append("<div class=\"sequence scroll\" tabindex=\"0\" role=\"group\" aria-label=\"sequential order\">");
        html.append("<table><thead><tr><th>#</th>");
        if (columns) {
            processes.forEach(process -> cell("th", "process " + process));
        } else {
            html.append("<th>process</th><th>operation</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (int i = 0; i < shown.size(); i++) {
            Operation operation = shown.get(i);
            html.append("<tr>");
            cell("td", String.valueOf(i + 1));
            if (columns) {
                processes.forEach(
                        process -> cell("td", process.equals(operation.process()) ? Words.what(operation) : ""));
            } else {
                cell("td", operation.process().toString());
                cell("td", Words.what(operation));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        if (shown.size() < order.size()) {
            html.append("<p class=\"note\">The first ")
                    .append(shown.size())
                    .append(" of ")
                    .append(order.size())
                    .append(" operations.</p>\n");
        }
    }

    private void cell(String tag, String content) {
        html.append('<').append(tag).append('>');
        text(content);
        html.append("</").append(tag).append('>');
    }

    private void asText() {
        Explanation explanation = judged.explanation();
        if (explanation != null) {
            html.append("<details><summary>The same as text</summary>\n<pre>");
            text(Words.shorten(explanation.text(), LONGEST_TEXT));
            html.append("</pre></details>\n");
        }
        html.append("<h2>To see it again</h2>\n<pre>");
        text(judged.command());
        html.append("</pre>\n");
    }

    private void text(String content) {
        html.append(Words.escape(content));
    }

    static String resource(String name) {
        try (InputStream stream = HistoryPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the page's " + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
