package org.synod.linearizability.explain;

import java.util.List;
import java.util.Locale;

/** The page that lists the pages of many histories. */
public final class IndexPage {
    private IndexPage() {}

    /**
     * A history in the list.
     *
     * @param file its name
     * @param page the name of its page beside the index; empty when it has none
     * @param label {@code valid}, {@code violated}, {@code unknown} or {@code bad input}
     * @param operations how many it has
     * @param sentence what else is to be said; may be empty
     */
    public record Row(String file, String page, String label, long operations, String sentence) {}

    /** The page. */
    public static String of(String model, List<Row> rows) {
        StringBuilder html = new StringBuilder(
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Histories</title>\n<style>\n");
        html.append(HistoryPage.resource("page.css"))
                .append("</style></head>\n<body><main>\n<h1>Histories</h1>\n<p class=\"sub\">model ");
        html.append(Words.escape(model))
                .append("</p>\n<section class=\"card scroll\"><table class=\"steps\"><tbody>\n");
        for (Row row : rows) {
            String name = Words.escape(row.file());
            html.append("<tr><td><span class=\"verdict ")
                    .append(row.label().replace(' ', '-'))
                    .append("\">")
                    .append(row.label())
                    .append("</span></td><td>");
            html.append(row.page().isEmpty() ? name : "<a href=\"" + Words.escape(row.page()) + "\">" + name + "</a>");
            html.append("</td><td class=\"n\">")
                    .append(row.operations() > 0 ? String.format(Locale.ROOT, "%,d", row.operations()) : "")
                    .append("</td><td>")
                    .append(Words.escape(row.sentence()))
                    .append("</td></tr>\n");
        }
        return html.append("</tbody></table></section>\n</main></body></html>\n")
                .toString();
    }
}
