package org.synod.cli;

import picocli.CommandLine;

/** Seeds as an option names them. */
record SeedRange(long from, long to) {

    /**
     * Reads {@code A..B}.
     *
     * @throws CommandLine.ParameterException when it is something else
     */
    static SeedRange parse(String text, CommandLine.Model.CommandSpec spec) {
        String[] ends = text.split("\\.\\.", -1);
        try {
            SeedRange range = new SeedRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
            if (ends.length == 2 && range.from <= range.to) {
                return range;
            }
        } catch (NumberFormatException e) {
            // The sentence below says it.
        }
        throw new CommandLine.ParameterException(
                spec.commandLine(), "--seeds takes two numbers, as in 1..200, not '" + text + "'");
    }
}
