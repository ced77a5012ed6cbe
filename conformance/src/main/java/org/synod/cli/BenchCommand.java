package org.synod.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "bench", mixinStandardHelpOptions = true, description = "Load and latency.")
final class BenchCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new BadInput("being written");
    }
}
