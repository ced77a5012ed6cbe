package org.synod.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "relinquish",
        mixinStandardHelpOptions = true,
        description = "Has the leader of a running group hand over, before its node is stopped.")
final class RelinquishCommand implements Callable<Integer> {

    @Mixin
    ConnectOptions connect = new ConnectOptions();

    @Override
    public Integer call() throws Exception {
        Duration deadline = connect.deadline(10);
        return connect.run(client -> {
            client.relinquish(deadline).get();
            System.out.println("the leader leads no more");
            return Exit.HOLDS;
        });
    }
}
