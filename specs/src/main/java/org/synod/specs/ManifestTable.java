package org.synod.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The manifest as Markdown tables, and their places in a document: between {@code <!-- manifest:models -->} and
 * {@code <!-- /manifest:models -->}, and likewise {@code mutants} and {@code reachability}.
 */
public final class ManifestTable {
    private final Manifest manifest;

    /** The tables of this manifest. */
    public ManifestTable(Manifest manifest) {
        this.manifest = manifest;
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

    /** The text with the tables renewed wherever it has markers for them. */
    public String renew(String text) {
        String renewed = text;
        List<String> names = List.of("models", "mutants", "reachability");
        List<Function<ManifestTable, String>> tables =
                List.of(ManifestTable::models, ManifestTable::mutants, ManifestTable::reachability);
        for (int i = 0; i < names.size(); i++) {
            String open = "<!-- manifest:" + names.get(i) + " -->";
            String close = "<!-- /manifest:" + names.get(i) + " -->";
            int from = renewed.indexOf(open);
            int to = renewed.indexOf(close);
            if (from >= 0 && to > from) {
                renewed = renewed.substring(0, from + open.length()) + "\n"
                        + tables.get(i).apply(this) + renewed.substring(to);
            }
        }
        return renewed;
    }

    /**
     * Renews the tables of a document in place.
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
