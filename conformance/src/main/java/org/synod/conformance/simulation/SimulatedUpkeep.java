package org.synod.conformance.simulation;

import java.util.SplittableRandom;
import org.synod.core.ReplicaId;
import org.synod.protocol.Input;
import org.synod.protocol.Replica;

/** What a simulated process does beside its clients' requests: it makes its tree durable, archives, and catches up. */
final class SimulatedUpkeep {

    private static final long HOUSEKEEPING_NANOS = 40_000_000;
    private static final int FETCHED = 64;

    private final SimulatedProcess process;
    private final SimulatedNode node;
    private final SimulatedNetwork network;
    private final SimulatedArchive archive;
    private final SplittableRandom random;
    private final Replica replica;
    private final SimulatedTree tree;
    private boolean fetching;
    private boolean flushing;

    SimulatedUpkeep(SimulatedProcess process, SimulatedNode node, SimulatedWorld world, SplittableRandom random) {
        this.process = process;
        this.node = node;
        this.network = world.network();
        this.archive = world.archive();
        this.random = random;
        this.replica = process.replica();
        this.tree = node.tree();
    }

    /** Goes on with what a crash interrupted. */
    void start() {
        if (tree.durable() > replica.chosenUpTo()) {
            installed();
        }
    }

    // Housekeeping.

    /** Now and then the tree is read as it is, and made durable, and the leader archives a segment. */
    void keepHouse() {
        if (!process.isPaused()) {
            flushTree();
            archive();
        }
        process.meanwhile(HOUSEKEEPING_NANOS + random.nextLong(HOUSEKEEPING_NANOS), this::keepHouse);
    }

    private void flushTree() {
        long upTo = Math.min(tree.applied(), replica.notedUpTo());
        if (node.isStorage() && !flushing && upTo > tree.durable()) {
            flushing = true;
            process.step(new Input.ReadEventually());
            process.meanwhile(random.nextLong(30_000_000), () -> {
                flushing = false;
                tree.flushed(upTo);
                process.whenRunning(() -> process.step(new Input.Snapshotted(upTo)));
            });
        }
    }

    private void archive() {
        long end = archive.next(replica);
        if (replica.isLeader() && end > 0) {
            process.later(random.nextLong(30_000_000), () -> archive(end));
        }
    }

    private void archive(long end) {
        if (archive.upTo() >= end) {
            process.step(new Input.Archived(end, false));
        } else if (replica.trimmed() <= archive.upTo() && archive.append(replica, end)) {
            process.step(new Input.Archived(end, true));
        }
    }

    // Catching up.

    /** Reads from the archive, or copies a tree, whatever is to be had; a log replica only goes on behind it. */
    void fetch() {
        if (fetching) {
            return;
        }
        fetching = true;
        process.later(1_000_000 + random.nextLong(10_000_000), () -> {
            fetching = false;
            fetchNow();
        });
    }

    private void fetchNow() {
        long from = replica.chosenUpTo() + 1;
        long upTo = Math.min(replica.archivedUpTo(), archive.upTo());
        if (upTo < from) {
            return;
        }
        if (!node.isStorage()) {
            process.step(new Input.Skipped(upTo, archive.governing(upTo)));
            return;
        }
        SimulatedNode source = network.copyOf(node.id(), from, upTo);
        if (source != null && random.nextBoolean() && !process.isSyncing()) {
            tree.install(source.tree(), source.id());
            installed();
        } else {
            process.step(new Input.Fetched(from, archive.read(from, Math.min(upTo, from + FETCHED - 1))));
        }
    }

    /** The tree was copied, durably: the log has to begin behind it. */
    private void installed() {
        ReplicaId from = tree.copiedFrom();
        if (from != null) {
            process.step(new Input.Archived(Math.max(replica.archivedUpTo(), tree.durable()), false));
            process.step(new Input.Installed(from, tree.durable(), archive.governing(tree.durable())));
        }
    }
}
