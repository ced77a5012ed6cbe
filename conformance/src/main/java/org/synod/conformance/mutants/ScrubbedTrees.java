package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.synod.btree.Tree;
import org.synod.btree.TreeStore;
import org.synod.conformance.workload.Workload;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.TreeMeta;
import org.synod.message.NodeMessage;
import org.synod.scrub.Finding;
import org.synod.scrub.Scrubber;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.KeyValueStore;
import org.synod.statemachine.OrderedStore;

/** The trees of three replicas that have applied the same log, the last one through a mutant, and a scrubber of each. */
final class ScrubbedTrees implements AutoCloseable {

    /** The length of the log. */
    static final int SLOTS = 120;

    private static final GroupId GROUP = new GroupId(1);
    private static final List<ReplicaId> NAMES = List.of(new ReplicaId("r1"), new ReplicaId("r2"), new ReplicaId("r3"));
    private static final TreeStore.Listener IGNORING = new TreeStore.Listener() {
        @Override
        public void durable(GroupId group, long slot) {
            // Closing the store waits.
        }

        @Override
        public void dead(RuntimeException cause) {
            throw cause;
        }
    };

    /** What the first scrubber says: a finding, or that a pass is over. */
    private record Said(@Nullable Finding finding) {}

    private final List<TreeStore> stores = new ArrayList<>();
    private final Map<ReplicaId, Scrubber> scrubbers = new LinkedHashMap<>();
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();

    ScrubbedTrees(Path folder, long seed, UnaryOperator<OrderedStore> wrong) throws IOException {
        List<Command> log = log(seed);
        for (ReplicaId name : NAMES) {
            Path file = folder.resolve(name.name());
            build(file, log, name.equals(NAMES.getLast()) ? wrong : UnaryOperator.identity());
            TreeStore store = TreeStore.open(file, 1, IGNORING);
            stores.add(store);
            scrubbers.put(name, scrubber(name, store, folder));
        }
    }

    private static List<Command> log(long seed) {
        Workload workload = new Workload(new SplittableRandom(seed), 20, 8);
        List<Command> log = new ArrayList<>();
        for (int slot = 1; slot <= SLOTS; slot++) {
            log.add(new Command(7, slot, workload.next().encode()).at(1000L + slot));
        }
        return log;
    }

    private static void build(Path file, List<Command> log, UnaryOperator<OrderedStore> decorator) throws IOException {
        try (TreeStore store = TreeStore.open(file, 1, IGNORING)) {
            Tree tree = store.tree(GROUP);
            ClientSessions sessions = new ClientSessions(new KeyValueStore(decorator.apply(tree)));
            for (int slot = 1; slot <= log.size(); slot++) {
                sessions.apply(slot, log.get(slot - 1));
            }
            Configuration members = Configuration.first(
                    NAMES.stream().map(name -> Member.storage(name)).toList());
            tree.flush(log.size(), sessions.takeChanges(), Bytes.wrap(new TreeMeta(members, 1).encode()));
        }
    }

    private Scrubber scrubber(ReplicaId self, TreeStore store, Path folder) {
        AtomicInteger passes = new AtomicInteger();
        boolean first = self.equals(NAMES.getFirst());
        return new Scrubber(
                self,
                store,
                null,
                new Scrubber.Settings(1L << 30, 1_000_000, 60_000_000_000L, 0, folder.resolve("made-" + self)),
                (to, group, message) -> carry(self, to, group, message),
                () -> {
                    if (first && passes.getAndIncrement() > 0) {
                        said.add(new Said(null));
                    }
                    List<ReplicaId> others =
                            NAMES.stream().filter(n -> !n.equals(self)).toList();
                    return first ? List.of(new Scrubber.Target(GROUP, others)) : List.of();
                },
                finding -> said.add(new Said(finding)),
                1);
    }

    private void carry(ReplicaId from, ReplicaId to, GroupId group, NodeMessage message) {
        Scrubber other = scrubbers.get(to);
        if (other == null) {
            throw new IllegalStateException("there is no " + to);
        }
        if (message instanceof NodeMessage.AskScrub ask) {
            other.asked(from, group, ask);
        } else if (message instanceof NodeMessage.OfScrub answer) {
            other.answered(from, group, answer);
        }
    }

    /** How many copies were compared to their end. */
    long compared() {
        Scrubber asking = scrubbers.get(NAMES.getFirst());
        return asking == null ? 0 : asking.status().copies();
    }

    /** The first finding of a whole pass over all three; null when there is none, or the time is over. */
    @Nullable Finding scrub(Duration limit) throws InterruptedException {
        for (Scrubber scrubber : scrubbers.values()) {
            scrubber.start(List.of(GROUP));
        }
        Said first = said.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return null;
        }
        if (first.finding() == null && compared() == 0) {
            throw new IllegalStateException("the scrub has compared nothing");
        }
        return first.finding();
    }

    @Override
    public void close() {
        scrubbers.values().forEach(Scrubber::close);
        stores.forEach(TreeStore::close);
    }
}
