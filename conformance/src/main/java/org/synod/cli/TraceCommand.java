package org.synod.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.conformance.job.Judge;
import org.synod.conformance.trace.Branches;
import org.synod.conformance.trace.TraceVerdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Trace conformance.",
        subcommands = TraceCommand.Check.class)
final class TraceCommand extends Group {

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Follows the traces of one group through the specification.")
    static final class Check implements Callable<Integer> {

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "all files of the group, in any order")
        List<Path> files = new ArrayList<>();

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Option(names = "--branches", description = "count the branches of the specification that were taken, too")
        boolean branches;

        @Override
        public Integer call() throws Exception {
            Console console = new Console();
            Judge judge = new Judge(Home.specs());
            Optional<Branches> counted = branches ? Optional.of(judge.branches(files.getFirst())) : Optional.empty();
            TraceVerdict verdict =
                    judge.trace(files, (done, all) -> console.status(done + " of " + all + " events conform"));
            console.clear();
            if (json) {
                Console.json(verdict);
            } else if (verdict.result() == TraceVerdict.Result.CONFORMS) {
                System.out.println(String.format(Locale.ROOT, "conforms: all %,d events", verdict.events()));
                verdict.coverage()
                        .forEach((action, n) -> System.out.println(String.format(
                                Locale.ROOT, "  %-10s %,10d%s", action, n, n == 0 ? "  never taken" : "")));
            } else {
                String name = verdict.result().name().toLowerCase(Locale.ROOT);
                System.out.println(
                        name + ": " + Judge.finding("trace", name, verdict, "").explanation());
            }
            counted.ifPresent(b -> b.all().forEach(Check::print));
            return verdict.result().exitCode();
        }

        private static void print(Branches.Branch branch) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "  %,10d  %s.tla:%d  %s%s",
                    branch.taken(),
                    branch.module(),
                    branch.line(),
                    branch.what(),
                    branch.taken() == 0 ? "  never taken" : ""));
        }
    }
}
