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

    private static final List<String> COMMANDS = List.of(
            "check",
            "specs",
            "simulate",
            "cluster",
            "mutants",
            "trace",
            "steps",
            "history",
            "node",
            "client",
            "status",
            "member",
            "relinquish",
            "restore",
            "bench",
            "replay",
            "report");

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    /** Loads that one only. */
    static Class<?> command(String name) {
        return switch (name) {
            case "check" -> CheckCommand.class;
            case "specs" -> SpecsCommand.class;
            case "simulate" -> SimulateCommand.class;
            case "cluster" -> ClusterCommand.class;
            case "mutants" -> MutantsCommand.class;
            case "trace" -> TraceCommand.class;
            case "steps" -> StepsCommand.class;
            case "history" -> HistoryCommand.class;
            case "node" -> NodeCommand.class;
            case "client" -> ClientCommand.class;
            case "status" -> StatusCommand.class;
            case "member" -> MemberCommand.class;
            case "relinquish" -> RelinquishCommand.class;
            case "restore" -> RestoreCommand.class;
            case "bench" -> BenchCommand.class;
            case "replay" -> ReplayCommand.class;
            case "report" -> ReportCommand.class;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** With the one command that is meant, or all of them: to look at all takes longer than a node takes to start. */
    private static CommandLine of(String name) {
        CommandLine line = new CommandLine(new Synod());
        (COMMANDS.contains(name) ? List.of(name) : COMMANDS).forEach(one -> line.addSubcommand(one, command(one)));
        return line;
    }

    public static void main(String[] arguments) {
        StandardOutput output = StandardOutput.install();
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
        int code = execute(line, arguments);
        if (output.isCutOff()) {
            System.err.println("synod: not all of the result could be written to standard output");
            code = code == Exit.HOLDS ? Exit.INTERNAL : code;
        }
        System.exit(code);
    }

    /** An error that nobody caught must not end with the exit code of what is violated, as it would in Java. */
    private static int execute(CommandLine line, String[] arguments) {
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("synod: there is not enough memory; give Java more with JAVA_TOOL_OPTIONS=-Xmx8g");
        } catch (Error e) {
            System.err.println("synod: " + Exit.sentence(e));
            e.printStackTrace(System.err);
        }
        return Exit.INTERNAL;
    }
}
