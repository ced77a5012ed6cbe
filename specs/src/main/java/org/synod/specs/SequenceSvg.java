package org.synod.specs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A sequence diagram as one SVG file: lanes from left to right, steps downwards, light or dark as the reader has it. */
public final class SequenceSvg {
    private static final int BOX = 250;
    private static final int GAP = 170;
    private static final int MARGIN = 24;
    private static final int HEAD = 78;
    private static final int LINE = 15;
    private static final int BETWEEN = 16;

    /** The letters of a line that fit a box, its title, the room beside it for a message, and the breadth of a lane. */
    private static final int LETTERS = 38;

    private static final int TITLE_LETTERS = 29;
    private static final int MESSAGE_LETTERS = 27;
    private static final int LANE_LETTERS = 64;

    /** The breadth of a letter of the diagram's title. */
    private static final int NAME_LETTER = 10;

    private static final String STYLE = """
            svg{--paper:#fff;--ink:#1f2328;--soft:#59636e;--box:#f6f8fa;--edge:#d1d9e0;--bad:#c62f2f;
              --l0:#3b7dd8;--l1:#d9822b;--l2:#2a9d8f;--l3:#8e5bb5;color-scheme:light dark}
            @media (prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--soft:#9198a1;--box:#161b22;
              --edge:#3d444d;--bad:#ff7b72;--l0:#6ea8fe;--l1:#f0a45d;--l2:#56c7b8;--l3:#c29be6}}
            text{font:12px system-ui,sans-serif;fill:var(--ink)} .title{font-weight:600;font-size:13px}
            .note{fill:var(--soft);font-size:11px} .unheard{fill:var(--soft);font-size:11px;font-style:italic}
            .head{font-size:15px;font-weight:600} .name{font-size:17px;font-weight:600}
            .message{font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
            .type{font-weight:600} .wire{fill:none;stroke-width:1.5}
            """;

    private final SequenceDiagram diagram;
    private final String title;
    private final List<String> svg = new ArrayList<>();
    private final Map<Integer, Integer> tops = new HashMap<>();
    private final List<String> initial;
    private final int head;

    /** With a title, which is one line of text. */
    public SequenceSvg(SequenceDiagram diagram, String title) {
        this.diagram = diagram;
        this.title = title;
        int letters = diagram.lanes().size() * LANE_LETTERS;
        initial = diagram.initial().stream()
                .flatMap(l -> wrap(l, letters).stream())
                .toList();
        head = HEAD + (initial.size() + 1) * LINE;
    }

    /** The file. */
    public String svg() {
        int y = head;
        for (SequenceDiagram.Row row : diagram.rows()) {
            tops.put(row.number(), y);
            y += height(row) + BETWEEN;
        }
        int bottom = y + (diagram.ending().isEmpty() ? 8 : 36);
        int lanes = diagram.lanes().size() * BOX + (diagram.lanes().size() - 1) * GAP;
        int width = 2 * MARGIN + Math.max(lanes, title.length() * NAME_LETTER);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\">",
                width, bottom, width, bottom, escape(title));
        add("<style>%s</style>", STYLE);
        defineArrowHeads();
        add("<rect width=\"%d\" height=\"%d\" fill=\"var(--paper)\"/>", width, bottom);
        add("<text class=\"name\" x=\"%d\" y=\"28\">%s</text>", MARGIN, escape(title));
        initialState();
        for (int i = 0; i < diagram.lanes().size(); i++) {
            lane(i, y);
        }
        // Arrows go behind the boxes of the lanes that they cross, and their texts before everything.
        diagram.rows().forEach(r -> arrows(r, false));
        diagram.rows().forEach(this::box);
        diagram.rows().forEach(r -> arrows(r, true));
        if (!diagram.ending().isEmpty()) {
            add(
                    "<text class=\"title\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    width / 2, y + 14, escape(diagram.ending()));
        }
        add("</svg>");
        return String.join("\n", svg) + "\n";
    }

    private void defineArrowHeads() {
        add("<defs>");
        for (int i = 0; i < 4; i++) {
            add(
                    "<marker id=\"a%d\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"var(--l%d)\"/></marker>",
                    i, i);
        }
        add("</defs>");
    }

    private void initialState() {
        add("<text class=\"title\" x=\"%d\" y=\"50\">%s</text>", MARGIN, escape(diagram.beginning()));
        for (int i = 0; i < initial.size(); i++) {
            add(
                    "<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>",
                    MARGIN, 50 + (i + 1) * LINE, escape(initial.get(i)));
        }
    }

    private void lane(int i, int bottom) {
        int middle = left(i) + BOX / 2;
        add(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"var(--edge)\" stroke-width=\"2\"/>",
                middle, head - 14, middle, bottom);
        add(
                "<text class=\"head\" x=\"%d\" y=\"%d\" text-anchor=\"middle\" style=\"fill:var(--l%d)\">%s</text>",
                middle, head - 22, i % 4, escape(diagram.lanes().get(i)));
    }

    private void box(SequenceDiagram.Row row) {
        int lane = diagram.lanes().indexOf(row.lane());
        int top = top(row.number());
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"7\" fill=\"var(--box)\" stroke=\"var(--%s)\"/>"
                        + "<rect x=\"%d\" y=\"%d\" width=\"4\" height=\"%d\" rx=\"2\" fill=\"var(--l%d)\"/>",
                left(lane),
                top,
                BOX,
                height(row),
                row.wrong() ? "bad" : "edge",
                left(lane),
                top + 4,
                height(row) - 8,
                lane % 4);
        int y = top + 19;
        for (String line : wrap(row.title(), TITLE_LETTERS)) {
            y = line(y, "title", lane, line);
        }
        for (String note : row.notes()) {
            for (String line : wrap(note, LETTERS)) {
                y = line(y, note.startsWith(SequenceDiagram.UNHEARD) ? "unheard" : "note", lane, line);
            }
        }
    }

    private int line(int y, String style, int lane, String text) {
        add(
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>",
                style, left(lane) + (text.startsWith(" ") ? 23 : 13), y, escape(text.strip()));
        return y + LINE;
    }

    /** The wires of a step's messages, or else their texts: both end at the side of the box that faces the sender. */
    private void arrows(SequenceDiagram.Row row, boolean texts) {
        int to = diagram.lanes().indexOf(row.lane());
        int y = top(row.number()) + 14;
        for (SequenceDiagram.Arrow arrow : row.arrows()) {
            int from = arrow.from() == 1
                    ? -1
                    : diagram.lanes().indexOf(diagram.rowOf(arrow.from()).lane());
            boolean rightwards = from < to;
            int x = rightwards ? left(to) : left(to) + BOX;
            if (texts) {
                words(arrow, rightwards ? x - 12 : x + 12, y, rightwards ? "end" : "start");
            } else if (from < 0) {
                wire(x - 40, y - 12, x, y, to);
            } else {
                int start = rightwards ? left(from) + BOX : left(from);
                SequenceDiagram.Row sender = diagram.rowOf(arrow.from());
                wire(start, top(sender.number()) + height(sender) - 12, x, y, from);
            }
            y += height(arrow);
        }
    }

    private void wire(int x1, int y1, int x2, int y2, int lane) {
        add(
                "<path class=\"wire\" d=\"M%d %dL%d %d\" stroke=\"var(--l%d)\" marker-end=\"url(#a%d)\"/>",
                x1, y1, x2, y2, lane % 4, lane % 4);
    }

    private void words(SequenceDiagram.Arrow arrow, int x, int y, String anchor) {
        add(
                "<text class=\"message type\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                x, y + 13, anchor, escape(arrow.type()));
        List<String> lines = wrap(arrow.rest(), MESSAGE_LETTERS);
        for (int i = 0; i < lines.size(); i++) {
            add(
                    "<text class=\"message\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                    x, y + 25 + i * (LINE - 2), anchor, escape(lines.get(i).strip()));
        }
    }

    private static int height(SequenceDiagram.Row row) {
        int notes = row.notes().stream().mapToInt(n -> wrap(n, LETTERS).size()).sum();
        int titles = wrap(row.title(), TITLE_LETTERS).size();
        int arrows = row.arrows().stream().mapToInt(SequenceSvg::height).sum();
        return Math.max(15 + (titles + notes) * LINE, arrows + 8);
    }

    /** What the end of an arrow takes with its lines of text. */
    private static int height(SequenceDiagram.Arrow arrow) {
        return 22 + wrap(arrow.rest(), MESSAGE_LETTERS).size() * (LINE - 2);
    }

    private int top(int number) {
        return tops.getOrDefault(number, HEAD);
    }

    private static int left(int lane) {
        return MARGIN + lane * (BOX + GAP);
    }

    /** The text in lines of so many letters, broken behind commas if it can be; all but the first begin with a space. */
    private static List<String> wrap(String text, int letters) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > letters) {
            int comma = rest.lastIndexOf(", ", letters - 1) + 1;
            int space = rest.lastIndexOf(' ', letters);
            int end = comma > letters / 2 ? comma : space > 0 ? space : letters;
            lines.add(rest.substring(0, end));
            rest = " " + rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void add(String format, Object... values) {
        svg.add(String.format(Locale.ROOT, format, values));
    }
}
