package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** {@code docs/mutants.md}, from a run. */
public final class MutantsDocument {

    private final List<MutantRow> rows;

    public MutantsDocument(List<MutantRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /** How many events it took in the mean until a mutant of the implementation was found. */
    public static OptionalDouble mean(List<MutantRow> rows) {
        return rows.stream()
                .filter(r -> !r.mutant().isOfSpecification())
                .filter(r -> r.events().isPresent())
                .mapToLong(r -> r.events().getAsLong())
                .average();
    }

    /** The document. */
    public String text() {
        List<MutantRow> implementation =
                rows.stream().filter(r -> !r.mutant().isOfSpecification()).toList();
        List<MutantRow> specification =
                rows.stream().filter(r -> r.mutant().isOfSpecification()).toList();
        return """
                # Mutants

                Mistakes made on purpose, and who finds them. Written by `./synod mutants --write`, from a run; a test compares its names with those that exist.

                **caught**: the layer found it, as it must. *missed*: it did not, and need not. Empty: it did not look. Events are those of the traces until the first layer found it, over all seeds that were simulated for it; for Lincheck and scrub see [the note](decisions/mutants.md).

                """
                + totals(implementation, specification)
                + "\n## Of the implementation\n\n"
                + "With `--mutant NAME`, `./synod simulate` shows any that trace, history or simulation find, and"
                + " `./synod cluster run` those of the protocol's rules.\n\n"
                + table(implementation)
                + "\n## Of the specification\n\n"
                + "Each overrides one definition; the property must break. Events are distinct states. Their"
                + " counterexamples: [specs](specs.md).\n\n"
                + specification(specification);
    }

    private static String totals(List<MutantRow> implementation, List<MutantRow> specification) {
        StringBuilder t = new StringBuilder("| mutants of | how many | caught | seconds |\n|---|--:|--:|--:|\n");
        for (Map.Entry<String, List<MutantRow>> of : List.of(
                Map.entry("the implementation", implementation), Map.entry("the specification", specification))) {
            t.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.0f |\n",
                    of.getKey(),
                    of.getValue().size(),
                    of.getValue().stream().filter(MutantRow::caught).count(),
                    of.getValue().stream().mapToDouble(MutantRow::seconds).sum()));
        }
        OptionalDouble mean = mean(implementation);
        return t
                + (mean.isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "\nThose of the implementation are found after %,.0f events in the mean.\n",
                                mean.getAsDouble())
                        : "");
    }

    private static String table(List<MutantRow> rows) {
        List<Layer> layers = Arrays.stream(Layer.values())
                .filter(l -> rows.stream().anyMatch(r -> r.found().containsKey(l)))
                .toList();
        StringBuilder t = new StringBuilder("| mutant | what is wrong | overrides |");
        layers.forEach(l -> t.append(' ').append(l.label()).append(" |"));
        t.append(" events | seconds |\n|---|---|---|");
        t.append("---|".repeat(layers.size())).append("--:|--:|\n");
        for (MutantRow row : rows) {
            t.append(line(row, layers));
        }
        return t.toString();
    }

    private static String line(MutantRow row, List<Layer> layers) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | `%s` | %s | %,d | %.1f |\n",
                row.mutant().name(),
                row.mutant().fault(),
                row.mutant().operator(),
                layers.stream().map(l -> shown(row, l)).collect(Collectors.joining(" | ")),
                row.events().orElse(0),
                row.seconds());
    }

    private static String shown(MutantRow row, Layer layer) {
        String cell = row.cell(layer);
        boolean must = row.mutant().layers().contains(layer);
        return cell.isEmpty() ? "" : must ? "**" + cell + "**" : cell.equals("caught") ? cell : "*" + cell + "*";
    }

    private static String specification(List<MutantRow> rows) {
        StringBuilder t = new StringBuilder(
                "| mutant | what is wrong | must break | models | events | seconds |\n|---|---|---|---|--:|--:|\n");
        for (MutantRow row : rows) {
            t.append(line(row, List.of(Layer.MODELS)));
        }
        return t.toString();
    }

    /**
     * Writes it.
     *
     * @return whether it changed
     */
    public boolean write(Path file) throws IOException {
        String text = text();
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return false;
        }
        Files.writeString(file, text);
        return true;
    }
}
