package org.synod.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.synod.client.Session;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Condition;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        subcommands = ScanCommand.class,
        description = "One operation on a running group. Keys and values are UTF-8.")
final class ClientCommand extends Group {

    @Mixin
    ConnectOptions connect = new ConnectOptions();

    /** What an operation came to: a line, and whether it did what it should. */
    private record Answer(String line, boolean done) {}

    private interface Call {
        CompletableFuture<Answer> on(Session session);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Prints the value; exit 1 if there is none.")
    int get(
            @Parameters(paramLabel = "KEY") String key,
            @Option(names = "--eventual", description = "from any replica; may be old") boolean eventual)
            throws Exception {
        return run(session -> eventual
                ? session.getEventual(Bytes.of(key)).thenApply(e -> found(e.found(), "\tslot " + e.slot()))
                : session.get(Bytes.of(key)).thenApply(found -> found(found, "")));
    }

    private static Answer found(Result.Found found, String more) {
        Bytes value = found.value();
        return new Answer((value == null ? "(none)" : value) + more, value != null);
    }

    @Command(
            name = "put",
            mixinStandardHelpOptions = true,
            description = "Gives the key the value; exit 1 if a condition does not hold.")
    int put(
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE") String value,
            @ArgGroup @Nullable ConditionOptions options)
            throws Exception {
        Condition condition = condition(options);
        return run(session -> session.put(Bytes.of(key), Bytes.of(value), condition)
                .thenApply(o -> new Answer(o.held() ? "version " + o.version() : unmet(o), o.held())));
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Takes the key away; exit 1 if a condition does not hold.")
    int delete(@Parameters(paramLabel = "KEY") String key, @ArgGroup @Nullable ConditionOptions options)
            throws Exception {
        Condition condition = condition(options);
        return run(session -> options == null
                ? session.delete(Bytes.of(key))
                        .thenApply(d -> new Answer(d.existed() ? "deleted" : "it was not there", true))
                : session.delete(Bytes.of(key), condition)
                        .thenApply(o -> new Answer(o.held() ? "deleted" : unmet(o), o.held())));
    }

    private Condition condition(@Nullable ConditionOptions options) {
        try {
            return ConditionOptions.of(options);
        } catch (IllegalArgumentException e) {
            throw connect.usage(String.valueOf(e.getMessage()));
        }
    }

    private static String unmet(Result.Outcome outcome) {
        return outcome.version() == 0
                ? "nothing was done: the key is not there"
                : "nothing was done: the version is " + outcome.version();
    }

    @Command(
            name = "cas",
            mixinStandardHelpOptions = true,
            description = "Gives the key the new value if it has the old one; exit 1 if not.")
    int cas(
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "OLD") String old,
            @Parameters(paramLabel = "NEW") String value)
            throws Exception {
        return run(session -> session.compareAndSet(Bytes.of(key), Bytes.of(old), Bytes.of(value))
                .thenApply(c -> new Answer(c.swapped() ? "swapped" : "not swapped", c.swapped())));
    }

    @Command(
            name = "batch",
            mixinStandardHelpOptions = true,
            description = {
                "Writes all or nothing: a JSON object a line, such as",
                "{\"put\": \"k\", \"value\": \"v\", \"if-version\": 3}",
                "{\"delete\": \"k\", \"if-value\": \"v\"}",
                "{\"put\": \"k\", \"value\": \"v\", \"if-absent\": true}",
                "Prints a line for each; exit 1 if a condition does not hold."
            })
    int batch(@Parameters(paramLabel = "FILE", description = "- for standard input") Path file) throws Exception {
        // Before a connection is opened: what is wrong with the file is told at once.
        List<Operation.Write> writes = BatchFile.read(file);
        return connect.run(client -> {
            Result.Batched batched = client.session().batch(writes).get();
            for (int i = 0; i < writes.size(); i++) {
                Result.Outcome outcome = batched.outcomes().get(i);
                System.out.println(writes.get(i).key() + "\t" + (outcome.held() ? "" : "condition does not hold, ")
                        + "version " + outcome.version());
            }
            if (!batched.done()) {
                System.err.println("synod: nothing was done");
            }
            return batched.done() ? Exit.HOLDS : Exit.VIOLATED;
        });
    }

    private int run(Call call) throws Exception {
        return connect.run(client -> {
            Answer answer = call.on(client.session()).get();
            System.out.println(answer.line());
            return answer.done() ? Exit.HOLDS : Exit.VIOLATED;
        });
    }
}
