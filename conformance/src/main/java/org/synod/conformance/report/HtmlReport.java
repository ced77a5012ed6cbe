package org.synod.conformance.report;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.conformance.cluster.ClusterResult;

/** One page that needs nothing but itself: no script, no font, no network. */
public final class HtmlReport {

    private static final String STYLE = """
            :root{color-scheme:light dark;--ok:#1a7f4b;--bad:#c62f2f;--maybe:#b07400;--line:#8884;--soft:#8881;
              --r1:#3b7dd8;--r2:#d9822b;--r3:#2a9d8f}
            body{font:15px/1.5 system-ui,sans-serif;max-width:1080px;margin:0 auto;padding:24px;
              background:Canvas;color:CanvasText}
            h1{font-size:26px;margin:0 0 4px} h2{font-size:19px;margin:36px 0 8px}
            .sub{color:GrayText;margin:0 0 20px}
            .verdict{display:inline-block;padding:2px 12px;border-radius:14px;color:#fff;font-weight:600}
            .holds,.conforms,.valid{background:var(--ok)} .violated,.refused,.bad_input{background:var(--bad)}
            .unknown{background:var(--maybe)}
            .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:20px 0}
            .card{border:1px solid var(--line);border-radius:10px;padding:12px 14px;background:var(--soft)}
            .card b{display:block;font-size:24px;line-height:1.2} .card span{color:GrayText;font-size:13px}
            table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
            th,td{text-align:left;padding:4px 10px;border-bottom:1px solid var(--line)}
            td.n,th.n{text-align:right} .zero td{color:var(--maybe)}
            pre{background:var(--soft);padding:12px;border-radius:8px;overflow-x:auto;white-space:pre-wrap}
            code{font:13px ui-monospace,monospace}
            .finding{border-left:4px solid var(--bad);padding:4px 16px;margin:16px 0}
            .finding.maybe{border-color:var(--maybe)}
            svg text{font:12px system-ui,sans-serif;fill:CanvasText} svg{max-width:100%;height:auto}
            details summary{cursor:pointer;margin:8px 0}
            """;

    private final RunReport report;
    private final StringBuilder html = new StringBuilder();

    public HtmlReport(RunReport report) {
        this.report = report;
    }

    /** The page. */
    public String html() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>Synod ")
                .append(escape(report.id()))
                .append(": ")
                .append(report.verdict())
                .append("</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        head();
        findings();
        cluster();
        coverage();
        simulation();
        models();
        foot();
        return html.append("</body></html>\n").toString();
    }

    private void head() {
        line("<h1>Synod <span id=\"verdict\" class=\"verdict %s\">%s</span></h1>", report.verdict(), report.verdict());
        line(
                "<p class=\"sub\">run %s, %s, commit %s, seed %d, %.0f s in all</p>",
                escape(report.id()), report.started(), escape(report.commit()), report.seed(), report.seconds());
        html.append("<div class=\"cards\">\n");
        card(
                number(report.states()),
                "distinct states checked in " + report.models().size() + " models");
        RunReport.SimulationSummary s = report.simulation();
        if (s != null) {
            card(
                    number(s.conformed()),
                    "of " + number(s.events()) + " simulated events conform, " + (s.toSeed() - s.fromSeed() + 1)
                            + " seeds");
        }
        RunReport.ClusterSummary c = report.cluster();
        if (c != null) {
            card(
                    number(c.conformed()),
                    "of " + number(c.events()) + " events of "
                            + number(c.result().replicas().size()) + " real processes: the trace " + c.traceVerdict()
                            + String.format(
                                    Locale.ROOT, ", judged at most %.1f s behind them", c.behindMillis() / 1000));
            card(
                    number(c.linearizable()),
                    "of " + number(c.result().operations()) + " answered operations linearizable: the history is "
                            + c.historyVerdict());
            double worst = c.result().faults().stream()
                    .mapToDouble(ClusterResult.Fault::withoutLeaderMillis)
                    .max()
                    .orElse(-1);
            if (worst >= 0) {
                card(String.format(Locale.ROOT, "%.0f ms", worst), "the longest time without a leader after a kill");
            }
        }
        html.append("</div>\n");
    }

    private void card(String big, String small) {
        line("<div class=\"card\"><b>%s</b><span>%s</span></div>", escape(big), escape(small));
    }

    private void findings() {
        for (RunReport.Finding finding : report.findings()) {
            line("<div class=\"finding%s\">", finding.unknown() ? " maybe" : "");
            line("<h2>%s: %s</h2>", escape(finding.layer()), escape(finding.what()));
            line("<pre>%s</pre>", escape(finding.explanation()));
            line("<p>Again: <code>%s</code></p>", escape(finding.command()));
            String picture = finding.html();
            if (picture != null) {
                html.append(picture);
            }
            html.append("</div>\n");
        }
    }

    private void cluster() {
        RunReport.ClusterSummary c = report.cluster();
        if (c == null) {
            return;
        }
        ClusterResult r = c.result();
        line(
                "<h2>%s real processes, their leaders and their faults</h2>",
                number(r.replicas().size()));
        html.append(new Timeline(r).svg());
        html.append("<table><tr><th>fault</th><th>replica</th><th class=n>at</th><th class=n>until</th>"
                + "<th class=n>without a leader</th><th class=n>without an answer</th></tr>\n");
        for (ClusterResult.Fault fault : r.faults()) {
            line(
                    "<tr><td>%s</td><td>%s</td><td class=n>%.2f s</td><td class=n>%.2f s</td><td class=n>%s</td>"
                            + "<td class=n>%s</td></tr>",
                    switch (fault.what()) {
                        case "kill" -> "kill -9";
                        case "stop" -> "handed over (kill -TERM)";
                        case "lose" -> "kill -9, disk lost";
                        default -> "kill -STOP";
                    },
                    escape(fault.replica()),
                    fault.atMillis() / 1000,
                    fault.untilMillis() / 1000,
                    fault.withoutLeaderMillis() < 0 ? "it did not lead" : millis(fault.withoutLeaderMillis()),
                    millis(fault.withoutAnswerMillis()));
        }
        html.append("</table>\n");
        r.faults().stream()
                .filter(fault -> fault.quorumMillis() >= 0)
                .forEach(fault -> line(
                        "<p>%s was lost for good: a log replica had its place after %s, and a storage replica with a copied"
                                + " tree after %s. Writes went on.</p>",
                        escape(fault.replica()), millis(fault.quorumMillis()), millis(fault.rebuiltMillis())));
        ClusterResult.Kept kept = r.kept();
        line(
                "<p>Of %s chosen slots %s are in the archive, and the logs begin behind slot %s. Every storage replica was"
                        + " scrubbed, %s passes at least; its tree was compared with others %s times at least; %s"
                        + " differences were found.</p>",
                number(kept.chosen()),
                number(kept.archived()),
                number(kept.trimmed()),
                number(kept.scrubPasses()),
                number(kept.scrubCopies()),
                number(kept.scrubFindings()));
        StringBuilder latency = new StringBuilder();
        r.latencyMillis()
                .forEach((p, ms) -> latency.append(latency.isEmpty() ? "" : ", ")
                        .append(p.equals("100") ? "worst" : "p" + p)
                        .append(' ')
                        .append(String.format(Locale.ROOT, "%.1f ms", ms)));
        line(
                "<p>%s operations answered, %d certainly not done, %d of unknown outcome. Latency: %s.</p>",
                number(r.operations()), r.failed(), r.unknown(), latency);
    }

    private static String millis(double value) {
        return Double.isInfinite(value) ? "to the end" : String.format(Locale.ROOT, "%.0f ms", value);
    }

    private void coverage() {
        SortedMap<String, long[]> counts = new TreeMap<>();
        RunReport.ClusterSummary c = report.cluster();
        RunReport.SimulationSummary s = report.simulation();
        if (c != null) {
            c.coverage().forEach((action, n) -> counts.computeIfAbsent(action, a -> new long[2])[0] = n);
        }
        if (s != null) {
            s.coverage().forEach((action, n) -> counts.computeIfAbsent(action, a -> new long[2])[1] = n);
        }
        html.append(
                "<h2>Actions of LeasedGroup that the traces took</h2>\n<table id=\"coverage\">"
                        + "<tr><th>action</th><th class=n>real group</th><th class=n>simulation</th><th>never taken, because</th></tr>\n");
        for (Map.Entry<String, long[]> e : counts.entrySet()) {
            boolean never = e.getValue()[0] == 0 || e.getValue()[1] == 0;
            String where = e.getValue()[0] == 0 && e.getValue()[1] == 0
                    ? ""
                    : e.getValue()[0] == 0 ? "in the real group " : "in the simulation ";
            line(
                    "<tr%s><td>%s</td><td class=n>%s</td><td class=n>%s</td><td>%s</td></tr>",
                    never ? " class=zero" : "",
                    escape(e.getKey()),
                    number(e.getValue()[0]),
                    number(e.getValue()[1]),
                    never ? escape(where + ActionNotes.why(e.getKey())) : "");
        }
        html.append("</table>\n");
    }

    private void simulation() {
        RunReport.SimulationSummary s = report.simulation();
        if (s == null) {
            return;
        }
        html.append("<h2>Simulation</h2>\n");
        line(
                "<p>Seeds %d to %d: %s events, %s operations of which %s are linearizable, %s leaders; %.0f simulated seconds"
                        + " in %.1f s, judgement included. Loss, duplication, reordering, partitions, crashes that lose what was"
                        + " not synced, pauses; then no faults, until the group was well again.</p>",
                s.fromSeed(),
                s.toSeed(),
                number(s.events()),
                number(s.operations()),
                number(s.linearizable()),
                number(s.leaders()),
                s.simulatedSeconds(),
                s.seconds());
    }

    private void models() {
        html.append("<h2>Models</h2>\n<details open><summary>");
        line("%d models, %s distinct states</summary>", report.models().size(), number(report.states()));
        html.append("<table id=\"models\"><tr><th>model</th><th>kind</th><th>as expected</th><th class=n>states</th>"
                + "<th class=n>depth</th><th class=n>seconds</th></tr>\n");
        for (RunReport.ModelLine model : report.models()) {
            line(
                    "<tr title=\"%s\"><td>%s</td><td>%s</td><td>%s</td><td class=n>%s</td><td class=n>%d</td>"
                            + "<td class=n>%.1f</td></tr>",
                    escape(model.sentence()),
                    escape(model.name()),
                    escape(model.kind()),
                    model.verdict().equals("holds") ? "yes" : escape(model.sentence()),
                    number(model.states()),
                    model.depth(),
                    model.seconds());
        }
        html.append("</table></details>\n");
    }

    private void foot() {
        StringBuilder versions = new StringBuilder();
        report.versions()
                .forEach((name, version) -> versions.append(versions.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(' ')
                        .append(version));
        line(
                "<h2>Again</h2>\n<pre>%s</pre>\n<p class=\"sub\">%s</p>",
                escape(report.command()), escape(versions.toString()));
    }

    private void line(String format, Object... values) {
        html.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
