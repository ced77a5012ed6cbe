package org.synod.linearizability.explain;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Operation;

/**
 * A time line as SVG 1.1 for print: black on white, with its own style, and readable without colour. It stands alone as a
 * file, and in the middle of a page.
 */
public final class TimelineSvg {
    private static final int LANE = 58;
    private static final int BAR = 24;
    private static final int MARGIN = 12;
    private static final int BAND = 18;
    private static final double LETTER = 6.1;

    private static final String STYLE = """
            <style type="text/css">
            .synod-timeline text{font-family:Helvetica,Arial,sans-serif;font-size:12px;fill:#000}
            .synod-timeline .who{font-weight:bold}
            .synod-timeline .small{font-size:10.5px;font-style:italic}
            .synod-timeline .number{font-size:10.5px;font-weight:bold;fill:#fff;text-anchor:middle}
            .synod-timeline .fault{font-size:10.5px}
            .synod-timeline .lane{stroke:#999;stroke-width:0.6}
            .synod-timeline .bar{fill:#fff;stroke:#000;stroke-width:1}
            .synod-timeline .blocked{fill:#ddd;stroke-width:2.4}
            .synod-timeline .crashed{stroke-dasharray:4 3}
            .synod-timeline .order{fill:none;stroke:#555;stroke-width:1;stroke-dasharray:2 2}
            .synod-timeline .band{fill:#eee}
            </style>
            """;

    private final Timeline timeline;
    private final View.@Nullable Order order;
    private final int blocked;
    private final StringBuilder svg = new StringBuilder();
    private final int left;
    private final int top;
    private int width;

    private TimelineSvg(View view, @Nullable Operation blocked) {
        this.timeline = view.timeline();
        this.order = view.orders().isEmpty() ? null : view.orders().getFirst();
        this.blocked = blocked == null ? -1 : blocked.invokePosition();
        int longest = timeline.lanes().stream()
                .mapToInt(lane -> who(lane).length())
                .max()
                .orElse(0);
        this.left = MARGIN + (int) (longest * 7.2) + 12;
        this.top = MARGIN + (timeline.bands().isEmpty() ? 0 : BAND);
    }

    /**
     * The smallest violated part with the first of the orders tried, or the beginning of another history with its witness
     * where there is one.
     *
     * @return the text of a file; empty when no operation is there to be drawn
     */
    public static String of(Judged judged) {
        List<View> views = View.of(judged);
        if (views.isEmpty()) {
            return "";
        }
        Operation blocked = judged.verdict() instanceof Verdict.Violated violated ? violated.blocked() : null;
        return new TimelineSvg(views.getFirst(), blocked).draw();
    }

    /** The smallest violated part, without the faults of the history. */
    public static String of(Explanation explanation) {
        Verdict.Violated verdict = explanation.verdict();
        View view = View.violated(verdict, explanation, List.of()).getFirst();
        return new TimelineSvg(view, verdict.blocked()).draw();
    }

    private String draw() {
        width = x(timeline.x().size() - 1) + 2 * MARGIN;
        int height = top + LANE * timeline.lanes().size() + MARGIN;
        Map<Integer, String> below = below();
        // A refusal in words may reach further than the bars.
        for (int i = 0; i < timeline.bars().size(); i++) {
            String text = below.getOrDefault(i, "");
            if (nextInLane(i, below) == timeline.x().size()) {
                width = Math.max(width, x(timeline.bars().get(i).from()) + (int) (text.length() * 5.6) + MARGIN);
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" class=\"synod-timeline\" role=\"img\""
                        + " width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">%n<title>%s</title>%n",
                width,
                height,
                width,
                height,
                "Time line of " + timeline.bars().size() + " operations"));
        svg.append(STYLE);
        line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, height);
        bands(height);
        for (int lane = 0; lane < timeline.lanes().size(); lane++) {
            int y = top + lane * LANE + BAR / 2 + 10;
            line("<line class=\"lane\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", left, y, width - MARGIN, y);
            line(
                    "<text class=\"who\" x=\"%d\" y=\"%d\">%s</text>",
                    MARGIN, y + 4, Words.escape(who(timeline.lanes().get(lane))));
        }
        way();
        for (int i = 0; i < timeline.bars().size(); i++) {
            bar(timeline.bars().get(i), i, below);
        }
        numbers();
        return svg.append("</svg>\n").toString();
    }

    private void bands(int height) {
        for (Timeline.Band band : timeline.bands()) {
            int from = x(band.from());
            int to = Math.max(x(band.to()), from + 2);
            line(
                    "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                    from, MARGIN / 2, to - from, height - MARGIN);
            line(
                    "<text class=\"fault\" x=\"%d\" y=\"%d\">%s</text>",
                    from + 3, MARGIN / 2 + 11, Words.escape(band.fault().name()));
        }
    }

    private void bar(Timeline.Bar bar, int index, Map<Integer, String> below) {
        int from = x(bar.from());
        int to = bar.operation().isCrashed() ? width - MARGIN : x(bar.to());
        int y = top + bar.lane() * LANE + 10;
        boolean open = bar.operation().isCrashed();
        String kind = (isBlocked(bar) ? " blocked" : "") + (open ? " crashed" : "");
        if (open) {
            line("<path class=\"bar%s\" d=\"M%d %d H%d V%d H%d\"/>", kind, to, y, from, y + BAR, to);
        } else {
            line(
                    "<rect class=\"bar%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>",
                    kind, from, y, to - from, BAR);
        }
        String label = fit(Words.label(bar.operation()), to - from - 8);
        line("<text x=\"%d\" y=\"%d\">%s</text>", from + 6, y + 18, Words.escape(label));
        int room = (nextInLane(index, below) == timeline.x().size() ? Integer.MAX_VALUE : x(nextInLane(index, below)))
                - from;
        line(
                "<text class=\"small\" x=\"%d\" y=\"%d\">%s</text>",
                from + 2, y + BAR + 13, Words.escape(fit(below.getOrDefault(index, ""), room)));
    }

    /** The line that goes from one number to the next, behind the bars. */
    private void way() {
        if (order != null && order.placements().size() > 1) {
            String points = order.placements().stream()
                    .map(placed -> at(placed) + "," + edge(placed))
                    .collect(Collectors.joining(" "));
            line("<polyline class=\"order\" points=\"%s\"/>", points);
        }
    }

    private void numbers() {
        if (order != null) {
            for (int i = 0; i < order.placements().size(); i++) {
                Placement placed = order.placements().get(i);
                line("<circle cx=\"%d\" cy=\"%d\" r=\"8\"/>", at(placed), edge(placed));
                line("<text class=\"number\" x=\"%d\" y=\"%d\">%d</text>", at(placed), edge(placed) + 4, i + 1);
            }
        }
    }

    /** What stands under a bar: the state after the operation, or why it cannot come. */
    private Map<Integer, String> below() {
        Map<Integer, String> texts = new HashMap<>();
        if (order != null) {
            order.placements().forEach(placed -> texts.put(placed.bar(), "→ " + placed.state()));
            order.refusals().forEach(refused -> texts.putIfAbsent(refused.bar(), "✗ " + refused.why()));
        }
        return texts;
    }

    /** The column where the next bar of the same lane begins that has a text under it as well. */
    private int nextInLane(int index, Map<Integer, String> below) {
        Timeline.Bar bar = timeline.bars().get(index);
        return below.keySet().stream()
                .filter(other -> other >= 0)
                .map(other -> timeline.bars().get(other))
                .filter(other -> other.lane() == bar.lane() && other.from() > bar.from())
                .mapToInt(Timeline.Bar::from)
                .min()
                .orElse(timeline.x().size());
    }

    private boolean isBlocked(Timeline.Bar bar) {
        return bar.operation().invokePosition() == blocked;
    }

    private static String who(Timeline.Lane lane) {
        return "process " + lane.process()
                + (lane.servers().isEmpty() ? "" : " · " + Words.shorten(String.join(", ", lane.servers()), 24));
    }

    private static String fit(String text, int pixels) {
        return Words.shorten(text, Math.max(1, (int) (pixels / LETTER)));
    }

    private int at(Placement placed) {
        int column = (int) placed.at();
        return (int) Math.round(x(column) + (placed.at() - column) * (x(column + 1) - x(column)));
    }

    private int edge(Placement placed) {
        return top + timeline.bars().get(placed.bar()).lane() * LANE + 9;
    }

    private int x(int column) {
        return left + timeline.x().get(column);
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
