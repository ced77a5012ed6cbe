package org.synod.conformance.report;

import java.util.Locale;
import org.synod.conformance.cluster.ClusterResult;

/** The run of a real group as SVG: who led when, what was done to whom, and what clients felt of it. */
final class Timeline {

    private static final int WIDTH = 1000;
    private static final int LEFT = 70;
    private static final int ROW = 34;
    private static final int LATENCY = 110;

    private final ClusterResult result;
    private final double millis;
    private final StringBuilder svg = new StringBuilder();

    Timeline(ClusterResult result) {
        this.result = result;
        this.millis = Math.max(1, result.seconds() * 1000);
    }

    String svg() {
        int lanes = result.replicas().size() * ROW;
        int height = lanes + LATENCY + 60;
        add(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"leaders, faults and latency by time\">",
                WIDTH, height);
        for (int i = 0; i < result.replicas().size(); i++) {
            lane(result.replicas().get(i), i * ROW + 6);
        }
        latency(lanes + 24);
        axis(lanes + 24 + LATENCY);
        return svg.append("</svg>\n").toString();
    }

    private void lane(String replica, int y) {
        add("<text x=\"0\" y=\"%d\">%s</text>", y + 16, HtmlReport.escape(replica));
        add(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"GrayText\" stroke-opacity=\".4\"/>",
                LEFT, y + 11, WIDTH, y + 11);
        int color = result.replicas().indexOf(replica) % 3 + 1;
        for (ClusterResult.Reign reign : result.leaders()) {
            if (reign.replica().equals(replica)) {
                bar(
                        reign.fromMillis(),
                        reign.untilMillis(),
                        y,
                        "fill=\"var(--r" + color + ")\"",
                        replica + " leads ballot " + reign.ballot());
            }
        }
        for (ClusterResult.Fault fault : result.faults()) {
            if (fault.replica().equals(replica)) {
                boolean kill = !fault.what().equals("pause");
                bar(
                        fault.atMillis(),
                        fault.untilMillis(),
                        y,
                        kill
                                ? "fill=\"var(--bad)\" fill-opacity=\".35\" stroke=\"var(--bad)\""
                                : "fill=\"var(--maybe)\" fill-opacity=\".35\" stroke=\"var(--maybe)\"",
                        replica + (kill ? " was killed" : " was paused"));
                add(
                        "<text x=\"%.1f\" y=\"%d\" font-size=\"11\">%s</text>",
                        x(fault.atMillis()) + 4,
                        y + 16,
                        switch (fault.what()) {
                            case "kill" -> "killed";
                            case "stop" -> "stopped";
                            case "lose" -> "lost";
                            default -> "paused";
                        });
            }
        }
    }

    private void bar(double from, double until, int y, String style, String title) {
        double left = x(Math.max(0, from));
        add(
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"22\" rx=\"3\" %s><title>%s, %.2f s to %.2f s</title></rect>",
                left,
                y,
                Math.max(1, x(Math.min(millis, until)) - left),
                style,
                HtmlReport.escape(title),
                from / 1000,
                until / 1000);
    }

    /** Median and worst latency of each second, on a logarithmic scale from 0.1 ms to 10 s. */
    private void latency(int top) {
        add("<text x=\"0\" y=\"%d\">latency</text>", top + 12);
        for (double ms : new double[] {1, 10, 100, 1000}) {
            double y = top + level(ms);
            add(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"GrayText\" stroke-opacity=\".25\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" font-size=\"10\">%.0f ms</text>",
                    LEFT, y, WIDTH, y, LEFT - 6, y + 4, ms);
        }
        for (ClusterResult.Second second : result.bySecond()) {
            double x = x(second.second() * 1000.0 + 500);
            add(
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"var(--r1)\" stroke-opacity=\".5\""
                            + " stroke-width=\"4\"><title>second %d: %d operations, median %.1f ms, worst %.1f ms</title></line>"
                            + "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"var(--r1)\"/>",
                    x,
                    top + level(second.medianMillis()),
                    x,
                    top + level(second.worstMillis()),
                    second.second(),
                    second.operations(),
                    second.medianMillis(),
                    second.worstMillis(),
                    x,
                    top + level(second.medianMillis()));
        }
    }

    private static double level(double ms) {
        double share = (Math.log10(Math.max(0.1, Math.min(10_000, ms))) + 1) / 5;
        return LATENCY * (1 - share);
    }

    private void axis(int y) {
        double step = millis > 20_000 ? 5_000 : millis > 5_000 ? 2_000 : 1_000;
        for (double t = 0; t <= millis; t += step) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>", x(t), y + 18, t / 1000);
        }
    }

    private double x(double at) {
        return LEFT + (WIDTH - LEFT - 30) * at / millis;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
