package org.synod.conformance.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.synod.client.ClientSettings;
import org.synod.client.NodeStatus;
import org.synod.client.SynodClient;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

/** Asks the members how far they are, until segments are archived and trimmed everywhere, and every tree was scrubbed. */
final class KeptWatch {

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Map<ReplicaId, InetSocketAddress> addresses;
    private final List<ReplicaId> members;

    KeptWatch(Map<ReplicaId, InetSocketAddress> addresses, List<ReplicaId> members) {
        this.addresses = addresses;
        this.members = members;
    }

    /** The last answers, when it came to that, or when the time was over. */
    ClusterResult.Kept await(long millis) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (SynodClient client = SynodClient.open(addresses, ClientSettings.of(new GroupId(1)))) {
            while (true) {
                ClusterResult.Kept kept = ask(client);
                boolean enough = kept != null && kept.trimmed() > 0 && kept.scrubCopies() > 0;
                if (enough || System.nanoTime() > deadline || never.await(200, TimeUnit.MILLISECONDS)) {
                    return kept == null ? new ClusterResult.Kept(0, 0, 0, 0, 0, 0) : kept;
                }
            }
        }
    }

    private ClusterResult.@Nullable Kept ask(SynodClient client) throws InterruptedException {
        List<NodeStatus> all = new ArrayList<>();
        for (ReplicaId member : members) {
            try {
                all.add(client.status(member, ANSWER).get());
            } catch (ExecutionException e) {
                return null;
            }
        }
        return new ClusterResult.Kept(
                least(all, "chosen"),
                least(all, "archived"),
                least(all, "trimmed"),
                least(all, "scrub-passes"),
                least(all, "scrub-copies"),
                all.stream().mapToLong(number("scrub-findings")).sum());
    }

    private static long least(List<NodeStatus> all, String key) {
        return all.stream().mapToLong(number(key)).min().orElse(0);
    }

    private static ToLongFunction<NodeStatus> number(String key) {
        return status -> {
            String value = status.values().get(key);
            return value == null || value.isEmpty() ? 0 : Long.parseLong(value);
        };
    }
}
