package org.synod.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./synod VERB [OBJECT] [OPTIONS]}. */
@Command(
        name = "synod",
        mixinStandardHelpOptions = true,
        version = "Synod 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "A replicated log whose specification, implementation and histories hold each other to account.",
            "Begin with: synod check"
        },
        footer = {
            "",
            "Exit codes: 0 holds, 1 violated, 2 unknown, 64 bad usage, 65 bad input, 70 internal error, 130 interrupted."
        })
public final class Synod implements Runnable {

    private static final List<Class<?>> COMMANDS = List.of(
            CheckCommand.class,
            SpecsCommand.class,
            SimulateCommand.class,
            ClusterCommand.class,
            TraceCommand.class,
            HistoryCommand.class,
            NodeCommand.class,
            ClientCommand.class,
            StatusCommand.class,
            MemberCommand.class,
            RelinquishCommand.class,
            RestoreCommand.class,
            BenchCommand.class,
            ReportCommand.class);

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    /** With the one command that is meant, or all of them: to look at each takes longer than a node takes to start. */
    private static CommandLine of(String name) {
        CommandLine line = new CommandLine(new Synod());
        List<Class<?>> meant = COMMANDS.stream()
                .filter(one -> one.getAnnotation(Command.class).name().equals(name))
                .toList();
        (meant.isEmpty() ? COMMANDS : meant).forEach(line::addSubcommand);
        return line;
    }

    public static void main(String[] arguments) {
        CommandLine line = of(arguments.length == 0 ? "" : arguments[0])
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((problem, args) -> {
            boolean unknownCommand = problem instanceof CommandLine.UnmatchedArgumentException unmatched
                    && !unmatched.isUnknownOption()
                    && !problem.getCommandLine().getSubcommands().isEmpty();
            System.err.println("synod: "
                    + (unknownCommand
                            ? "unknown command '"
                                    + ((CommandLine.UnmatchedArgumentException) problem)
                                            .getUnmatched()
                                            .getFirst()
                                    + "'"
                            : problem.getMessage()));
            CommandLine.UnmatchedArgumentException.printSuggestions(
                    problem, problem.getCommandLine().getErr());
            System.err.println(
                    "Try '" + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return Exit.USAGE;
        });
        line.setExecutionExceptionHandler((problem, command, result) -> {
            System.err.println("synod: " + Exit.sentence(problem));
            if (Exit.codeOf(problem) == Exit.INTERNAL) {
                problem.printStackTrace(System.err);
            }
            return Exit.codeOf(problem);
        });
        int code = line.execute(arguments);
        System.out.flush();
        System.exit(code);
    }
}
