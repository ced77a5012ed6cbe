package org.synod.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.synod.specs.ManifestTable;
import org.synod.specs.Model;
import org.synod.specs.Specs;
import org.synod.specs.SpecsDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "specs",
        mixinStandardHelpOptions = true,
        description = "The specifications and their models.",
        subcommands = {
            SpecsCommand.ListModels.class,
            SpecsCheckCommand.class,
            SpecsRecordCommand.class,
            SpecsCommand.Table.class
        })
final class SpecsCommand extends Group {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The models and what each must show.")
    static final class ListModels implements Callable<Integer> {

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws Exception {
            List<Model> models = Specs.at(Home.path()).manifest().models();
            if (json) {
                Console.json(models);
                return Exit.HOLDS;
            }
            for (Model model : models) {
                System.out.println(String.format(
                        Locale.ROOT,
                        "%-34s %-13s %-11s %,10d states  %s",
                        model.name(),
                        model.kind().label(),
                        model.level().label(),
                        model.distinctStates(),
                        model.description()));
            }
            return Exit.HOLDS;
        }
    }

    @Command(
            name = "table",
            mixinStandardHelpOptions = true,
            description = "The tables of the README and docs/specs.md, from the manifest.")
    static final class Table implements Callable<Integer> {

        @Option(names = "--write", description = "renew them in README.md and docs/specs.md")
        boolean write;

        @Override
        public Integer call() throws Exception {
            Specs specs = Specs.at(Home.path());
            ManifestTable table = new ManifestTable(specs.manifest());
            if (write) {
                say("README.md", table.write(Home.path().resolve("README.md")));
                say("docs/specs.md", new SpecsDocument(specs).write(Home.path().resolve("docs/specs.md")));
            } else {
                System.out.println(table.models());
                System.out.println(table.mutants());
                System.out.println(table.reachability());
            }
            return Exit.HOLDS;
        }

        private static void say(String file, boolean changed) {
            System.out.println(file + (changed ? " is renewed" : " was up to date"));
        }
    }
}
