package org.synod.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The manifest as Markdown tables, and the place of the totals in a document: between
 * {@code <!-- manifest:totals -->} and {@code <!-- /manifest:totals -->}.
 */
public final class ManifestTable {
    private static final String OPEN = "<!-- manifest:totals -->";
    private static final String CLOSE = "<!-- /manifest:totals -->";

    private final Manifest manifest;

    /** The tables of this manifest. */
    public ManifestTable(Manifest manifest) {
        this.manifest = manifest;
    }

    /** How many models there are, by level, and how large. */
    public String totals() {
        StringBuilder text = new StringBuilder(
                "| level | models that must hold | their distinct states | seconds | mutants | what must be possible |\n"
                        + "|---|--:|--:|--:|--:|--:|\n");
        for (Level level : Level.values()) {
            List<Model> all = manifest.at(level);
            List<Model> holding = all.stream()
                    .filter(m -> m.expected() == Expected.HOLDS && m.kind() != Kind.SELFTEST)
                    .toList();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,d | %.0f | %d | %d |\n",
                    level.label(),
                    holding.size(),
                    holding.stream().mapToLong(Model::distinctStates).sum(),
                    holding.stream().mapToDouble(Model::seconds).sum(),
                    all.stream().filter(m -> m.kind() == Kind.MUTANT).count(),
                    all.stream().filter(m -> m.kind() == Kind.REACHABILITY).count()));
        }
        return text.toString();
    }

    /** Models that must hold: what they check, how large they are, how long they take. */
    public String models() {
        StringBuilder t = new StringBuilder("| model | kind | level | distinct states | depth | seconds | |\n");
        t.append("|---|---|---|--:|--:|--:|---|\n");
        for (Model m : manifest.models()) {
            if (m.kind() == Kind.SAFETY || m.kind() == Kind.LIVENESS || m.kind() == Kind.REFINEMENT) {
                t.append(String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s | %,d | %d | %.1f | %s |\n",
                        m.name(),
                        m.kind().label(),
                        m.level().label(),
                        m.distinctStates(),
                        m.depth(),
                        m.seconds(),
                        m.description()));
            }
        }
        return t.toString();
    }

    /** Mutants: the mistake, the property that it breaks, the length of the shortest counterexample. */
    public String mutants() {
        return refuted(Kind.MUTANT, "| mutant | breaks | in states | |\n");
    }

    /** What must be possible: the property that denies it, and how soon it happens. */
    public String reachability() {
        return refuted(Kind.REACHABILITY, "| model | refutes | in states | |\n");
    }

    private String refuted(Kind kind, String head) {
        StringBuilder t = new StringBuilder(head).append("|---|---|--:|---|\n");
        for (Model m : manifest.of(kind)) {
            t.append(String.format(
                    Locale.ROOT, "| `%s` | `%s` | %d | %s |\n", m.name(), m.property(), m.depth(), m.description()));
        }
        return t.toString();
    }

    /** The text with the totals renewed, if it has markers for them. */
    public String renew(String text) {
        int from = text.indexOf(OPEN);
        int to = text.indexOf(CLOSE);
        return from >= 0 && to > from
                ? text.substring(0, from + OPEN.length()) + "\n" + totals() + text.substring(to)
                : text;
    }

    /**
     * Renews a document.
     *
     * @return whether it changed
     */
    public boolean write(Path document) throws IOException {
        String before = Files.readString(document);
        String after = renew(before);
        if (!after.equals(before)) {
            Files.writeString(document, after);
        }
        return !after.equals(before);
    }
}
