package org.synod.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synod.conformance.mutants.Layer;
import org.synod.conformance.mutants.Mutant;
import org.synod.conformance.mutants.MutantRow;
import org.synod.conformance.mutants.MutantRun;
import org.synod.conformance.mutants.Mutants;
import org.synod.conformance.mutants.MutantsDocument;
import org.synod.specs.Specs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mutants",
        mixinStandardHelpOptions = true,
        description = {
            "Makes each mistake on purpose, in the specification and in the implementation, and sees who finds it.",
            "Exit 1 when one survives, or a layer that should find it does not."
        })
final class MutantsCommand implements Callable<Integer> {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "mutants; none: all of them")
    List<String> names = new ArrayList<>();

    @Option(names = "--layer", paramLabel = "L", description = "one of ${COMPLETION-CANDIDATES}; default: all")
    Optional<Layer> layer = Optional.empty();

    @Option(names = "--write", description = "renew docs/mutants.md with what came of it")
    boolean write;

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws Exception {
        if (write && (!names.isEmpty() || layer.isPresent())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--write takes all mutants and all layers: docs/mutants.md is one table");
        }
        Specs specs = Specs.at(Home.path());
        List<Mutant> asked = asked(specs);
        Console console = new Console();
        List<MutantRow> rows = new MutantRun(specs).run(asked, l -> layer.isEmpty() || layer.get() == l, console);
        console.clear();
        if (rows.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "no mutant of these has to be found by "
                            + layer.map(Layer::label).orElse("any layer"));
        }
        if (write) {
            Path file = Home.path().resolve("docs/mutants.md");
            System.err.println(file + (new MutantsDocument(rows).write(file) ? " is renewed" : " was up to date"));
        }
        if (json) {
            Console.json(json(rows));
        } else {
            print(rows);
        }
        return rows.stream().allMatch(MutantRow::caught) ? Exit.HOLDS : Exit.VIOLATED;
    }

    private List<Mutant> asked(Specs specs) {
        List<Mutant> all = Stream.concat(Mutants.ofImplementation().stream(), Mutants.ofSpecification(specs).stream())
                .toList();
        List<Mutant> asked = new ArrayList<>();
        for (String name : names) {
            asked.add(all.stream()
                    .filter(m -> m.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            spec.commandLine(),
                            "there is no mutant '" + name + "'; there are "
                                    + all.stream().map(Mutant::name).collect(Collectors.joining(", ")))));
        }
        return asked.isEmpty() ? all : asked;
    }

    private static Map<String, Object> json(List<MutantRow> rows) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("mutants", rows.stream().map(MutantRow::json).toList());
        document.put("caught", rows.stream().filter(MutantRow::caught).count());
        document.put("survived", rows.stream().filter(r -> !r.caught()).count());
        MutantsDocument.mean(rows).ifPresent(mean -> document.put("meanEventsOfImplementation", Math.round(mean)));
        return document;
    }

    private static void print(List<MutantRow> rows) {
        List<Layer> layers = Arrays.stream(Layer.values())
                .filter(l -> rows.stream().anyMatch(r -> r.found().containsKey(l)))
                .toList();
        StringBuilder head = new StringBuilder(String.format("%-34s", "mutant"));
        layers.forEach(l -> head.append(String.format(" %-10s", l.label())));
        System.out.println(head.append("    events  seconds"));
        for (MutantRow row : rows) {
            StringBuilder line =
                    new StringBuilder(String.format("%-34s", row.mutant().name()));
            layers.forEach(l -> line.append(String.format(" %-10s", row.cell(l))));
            line.append(String.format(
                    Locale.ROOT,
                    " %,9d %8.1f%s",
                    row.events().orElse(0),
                    row.seconds(),
                    row.caught() ? "" : "   SURVIVES where it must not"));
            System.out.println(line);
        }
        long caught = rows.stream().filter(MutantRow::caught).count();
        System.out.println(String.format(Locale.ROOT, "%d of %d mutants caught", caught, rows.size())
                + MutantsDocument.mean(rows).stream()
                        .mapToObj(m -> String.format(
                                Locale.ROOT, "; those of the implementation after %,.0f events in the mean", m))
                        .collect(Collectors.joining()));
    }
}
