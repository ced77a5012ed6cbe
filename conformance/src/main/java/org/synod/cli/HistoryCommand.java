package org.synod.cli;

import picocli.CommandLine.Command;

@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Histories of clients.",
        subcommands = {HistoryCheckCommand.class, HistoryGenerateCommand.class})
final class HistoryCommand extends Group {}
