package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Operation;

/**
 * A verdict as an HTML fragment that brings its own style, needs no script and no other file, and is readable on light
 * and dark pages; and the time line alone as SVG.
 */
public final class VerdictHtml {
    private static final int ROW = 30;
    private static final int BAR = 20;
    private static final int LEFT = 90;
    private static final int STEP = 46;
    private static final int MOST_BARS = 120;

    private static final String STYLE = """
            <style>
            .synod-history{font:14px/1.5 system-ui,sans-serif;color:CanvasText;background:Canvas;color-scheme:light dark}
            .synod-history svg{max-width:none;display:block}
            .synod-history .scroll{overflow-x:auto}
            .synod-history text{font:12px system-ui,sans-serif;fill:CanvasText}
            .synod-history .lane{stroke:GrayText;stroke-opacity:.35}
            .synod-history .ok{fill:#3b82c4;fill-opacity:.35;stroke:#3b82c4}
            .synod-history .crashed{fill:#c98a1b;fill-opacity:.25;stroke:#c98a1b;stroke-dasharray:4 3}
            .synod-history .blocked{fill:#d33a3a;fill-opacity:.45;stroke:#d33a3a;stroke-width:2.5}
            .synod-history li{margin:.1em 0}
            </style>
            """;

    private VerdictHtml() {}

    /** The fragment: verdict, what the history still is, time line of the smallest violated part, the orders tried and why each fails. */
    public static String fragment(String model, Verdict verdict, @Nullable Explanation explanation) {
        StringBuilder html = new StringBuilder("<section class=\"synod-history\">\n").append(STYLE);
        html.append("<h2>")
                .append(escape(model))
                .append(": ")
                .append(verdict.label())
                .append("</h2>\n<p>");
        html.append(verdict.statistics().operations()).append(" operations, ");
        html.append(verdict.statistics().crashed()).append(" of them crashed, on ");
        html.append(verdict.statistics().objects()).append(" object(s); ");
        html.append(verdict.statistics().nanos() / 1_000_000).append(" ms.</p>\n");
        if (verdict instanceof Verdict.Unknown unknown) {
            html.append("<p>The check reached a limit: ")
                    .append(unknown.cause().label())
                    .append(".</p>\n");
        }
        if (verdict instanceof Verdict.Violated violated) {
            html.append("<p>No order explains <strong>")
                    .append(escape(Explanation.located(violated.blocked())))
                    .append("</strong>.</p>\n");
        }
        if (explanation != null) {
            html.append("<h3>What it still is</h3>\n<ul>\n");
            explanation
                    .weaker()
                    .lines()
                    .forEach(line ->
                            html.append("<li>").append(escape(line.strip())).append("</li>\n"));
            html.append("</ul>\n<h3>").append(explanation.minimal() ? "The smallest violated part" : "A violated part");
            html.append("</h3>\n<div class=\"scroll\">\n");
            html.append(timeline(explanation.smallest(), explanation.verdict().blocked()));
            html.append("</div>\n");
            paths(html, explanation);
        }
        return html.append("</section>\n").toString();
    }

    private static void paths(StringBuilder html, Explanation explanation) {
        for (Explanation.Path path : explanation.paths()) {
            html.append("<details open=\"open\"><summary>After ")
                    .append(path.length())
                    .append(" operations: ");
            html.append(escape(path.state().toString())).append("</summary>\n<ol>\n");
            for (Explanation.PathStep step : path.steps()) {
                html.append("<li>").append(escape(step.operation().describe())).append(" → ");
                html.append(escape(step.state().toString())).append("</li>\n");
            }
            html.append("</ol>\n<ul>\n");
            for (Explanation.Refusal refusal : path.refusals()) {
                html.append("<li>")
                        .append(escape(refusal.operation().describe()))
                        .append(": ");
                html.append(escape(refusal.why())).append("</li>\n");
            }
            html.append("</ul></details>\n");
        }
    }

    /**
     * The time line: a row for each process, a bar for each operation from its invocation to its completion. Events are
     * spread evenly, since their order matters and their distance does not; a crashed operation has no right end.
     */
    public static String timeline(List<Operation> operations, Operation blocked) {
        List<Operation> shown = new ArrayList<>(operations);
        if (shown.size() > MOST_BARS) {
            shown = shown.subList(shown.size() - MOST_BARS, shown.size());
        }
        TreeSet<Integer> positions = new TreeSet<>();
        Map<Object, Integer> rows = new LinkedHashMap<>();
        for (Operation operation : shown) {
            positions.add(operation.invokePosition());
            if (!operation.isCrashed()) {
                positions.add(operation.completionPosition());
            }
            rows.putIfAbsent(operation.process(), rows.size());
        }
        Map<Integer, Integer> column = new LinkedHashMap<>();
        positions.forEach(position -> column.put(position, LEFT + STEP * column.size()));
        int width = LEFT + STEP * (positions.size() + 1);
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"time line\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(ROW * rows.size())
                .append("\">\n");
        rows.forEach((process, row) -> {
            int y = row * ROW + ROW / 2;
            svg.append("<line class=\"lane\" x1=\"")
                    .append(LEFT)
                    .append("\" x2=\"")
                    .append(width);
            svg.append("\" y1=\"").append(y).append("\" y2=\"").append(y).append("\"/><text x=\"4\" y=\"");
            svg.append(y + 4)
                    .append("\">process ")
                    .append(escape(process.toString()))
                    .append("</text>\n");
        });
        for (Operation operation : shown) {
            int from = column.getOrDefault(operation.invokePosition(), LEFT);
            int to = column.getOrDefault(operation.completionPosition(), width);
            int y = rows.getOrDefault(operation.process(), 0) * ROW + (ROW - BAR) / 2;
            boolean isBlocked = operation.invokePosition() == blocked.invokePosition();
            String kind = isBlocked ? "blocked" : operation.isCrashed() ? "crashed" : "ok";
            svg.append("<g><title>")
                    .append(escape(Explanation.located(operation)))
                    .append("</title><rect class=\"");
            svg.append(kind)
                    .append("\" x=\"")
                    .append(from)
                    .append("\" y=\"")
                    .append(y)
                    .append("\" rx=\"3\" width=\"");
            svg.append(to - from)
                    .append("\" height=\"")
                    .append(BAR)
                    .append("\"/><text x=\"")
                    .append(from + 4);
            svg.append("\" y=\"")
                    .append(y + 14)
                    .append("\">")
                    .append(escape(label(operation)))
                    .append("</text></g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static String label(Operation operation) {
        String text = operation.describe();
        int by = text.indexOf(" by process");
        return by < 0 ? text : text.substring(0, by);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
