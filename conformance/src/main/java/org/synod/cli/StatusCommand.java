package org.synod.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.synod.client.NodeStatus;
import org.synod.client.SynodClient;
import org.synod.core.ReplicaId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Asks each node how it is; exit 0 if one leads with a quorum, 1 if none does.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    ConnectOptions connect = new ConnectOptions();

    @Option(names = "--json", description = "all that the nodes say, as one JSON document")
    boolean json;

    @Override
    public Integer call() throws Exception {
        Duration deadline = connect.deadline(2);
        Iterable<ReplicaId> nodes = connect.target().addresses().keySet();
        return connect.run(client -> {
            GroupStatus status = ask(client, nodes, deadline);
            if (json) {
                Console.json(status.document());
            } else {
                System.out.print(status.table());
            }
            return status.leader() == null ? Exit.VIOLATED : Exit.HOLDS;
        });
    }

    /** All at once: a node that keeps silent costs one deadline, however many do. */
    private static GroupStatus ask(SynodClient client, Iterable<ReplicaId> nodes, Duration deadline)
            throws InterruptedException {
        Map<ReplicaId, CompletableFuture<NodeStatus>> asked = new LinkedHashMap<>();
        nodes.forEach(node -> asked.put(node, client.status(node, deadline)));
        GroupStatus status = new GroupStatus();
        for (Map.Entry<ReplicaId, CompletableFuture<NodeStatus>> one : asked.entrySet()) {
            try {
                status.answered(one.getKey(), one.getValue().get());
            } catch (ExecutionException e) {
                status.silent(
                        one.getKey(),
                        String.valueOf(
                                Objects.requireNonNullElse(e.getCause(), e).getMessage()));
            }
        }
        return status;
    }
}
