package org.synod.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.TraceLimits;
import org.synod.conformance.trace.Branches;
import org.synod.conformance.trace.TraceChecker;
import org.synod.conformance.trace.TraceVerdict;
import picocli.CommandLine;
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
            description = {
                "Follows the traces of one group through the specification.",
                "With --follow: while its processes write them, until all have ended theirs.",
                "With --spec, --config and --mapping: a trace of another program through its own specification."
            })
    static final class Check implements Callable<Integer> {

        @CommandLine.Spec
        CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();

        @Parameters(arity = "0..*", paramLabel = "FILE", description = "all files of the group, in any order")
        List<Path> files = new ArrayList<>();

        @Option(
                names = "--follow",
                paramLabel = "DIR",
                description = "the folder into which the processes of a group write their traces")
        Optional<Path> follow = Optional.empty();

        @Option(
                names = "--states",
                paramLabel = "DIR",
                description =
                        "keep states of the specification there; from those of an earlier check the trace is judged"
                                + " in parts, on all processors")
        Optional<Path> states = Optional.empty();

        @Option(names = "--spec", paramLabel = "X.tla", description = "the specification of the program")
        Optional<Path> spec = Optional.empty();

        @Option(names = "--config", paramLabel = "X.cfg", description = "its constants and invariants, as TLC has them")
        Optional<Path> config = Optional.empty();

        @Option(
                names = "--mapping",
                paramLabel = "M.json",
                description = "what the lines of the trace are in it: docs/bring-your-own")
        Optional<Path> mapping = Optional.empty();

        @Option(names = "--time-limit", paramLabel = "S", description = "seconds, after which the verdict is unknown")
        Optional<Double> seconds = Optional.empty();

        @Option(names = "--memory-limit", paramLabel = "MB", description = "memory in use, above which it is unknown")
        Optional<Long> megabytes = Optional.empty();

        @Option(names = "--svg", paramLabel = "FILE", description = "draw the events around a refused one")
        Optional<Path> svg = Optional.empty();

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Option(names = "--branches", description = "count the branches of the specification that were taken, too")
        boolean branches;

        @Override
        public Integer call() throws Exception {
            if (seconds.filter(s -> !(s > 0)).isPresent()
                    || megabytes.filter(m -> m <= 0).isPresent()) {
                throw new CommandLine.ParameterException(command.commandLine(), "limits are positive");
            }
            if (follow.isPresent() != files.isEmpty()) {
                throw new CommandLine.ParameterException(
                        command.commandLine(),
                        "name the files of a group, or with --follow the folder of one that runs");
            }
            long own =
                    Stream.of(spec, config, mapping).filter(Optional::isPresent).count();
            if (own != 0 && (own != 3 || files.size() != 1)) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "--spec, --config and --mapping go together, and with one trace");
            }
            if (states.isPresent() && (own != 0 || branches || follow.isPresent())) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "--states goes with the files of a group, and not with --branches");
            }
            TraceLimits limits = new TraceLimits(
                    seconds.map(s -> (long) (s * 1e9)).orElse(0L),
                    megabytes.map(m -> m << 20).orElse(0L));
            Console console = new Console();
            Judge judge = new Judge(Home.specs());
            Optional<Branches> counted = branches && own == 0 && follow.isEmpty()
                    ? Optional.of(judge.branches(files.getFirst()))
                    : Optional.empty();
            TraceVerdict verdict = follow.isPresent()
                    ? judge.follow(follow.get(), limits, console)
                    : own == 0
                            ? ofGroup(judge, limits, progress(console))
                            : Judge.own(
                                    spec.get(),
                                    config.orElseThrow(),
                                    mapping.orElseThrow(),
                                    files.getFirst(),
                                    limits,
                                    progress(console));
            console.clear();
            TraceVerdict.Refusal refusal = verdict.refusal();
            if (svg.isPresent() && refusal != null && refusal.picture() != null) {
                Output.write(svg.get(), refusal.picture());
            }
            print(verdict);
            counted.ifPresent(b -> b.all().forEach(Check::print));
            return verdict.result().exitCode();
        }

        private TraceVerdict ofGroup(Judge judge, TraceLimits limits, TraceChecker.Progress progress)
                throws InterruptedException {
            return states.isPresent()
                    ? judge.trace(files, states.get(), limits, progress)
                    : judge.trace(files, limits, progress);
        }

        private static TraceChecker.Progress progress(Console console) {
            return new TraceChecker.Progress() {
                @Override
                public void events(long done, long all) {
                    console.status(done == all ? done + " events conform" : done + " of " + all + " events conform");
                }

                @Override
                public void say(String sentence) {
                    console.say(sentence);
                }
            };
        }

        private void print(TraceVerdict verdict) {
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
