package org.synod.conformance.simulation;

import java.util.SplittableRandom;
import org.synod.protocol.Input;
import org.synod.protocol.Replica;

/** What a simulated process does beside its clients' requests: it makes its tree durable, archives, and catches up. */
final class SimulatedUpkeep {

    private static final long HOUSEKEEPING_NANOS = 40_000_000;
    private static final int FETCHED = 64;

    /** How long a copied tree may be in its place before the log hears of it. */
    private static final long COPYING_NANOS = 30_000_000;

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
        tellLog();
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
        if (upTo < from || tree.copy() != null) {
            return;
        }
        if (!node.isStorage()) {
            process.step(new Input.Skipped(upTo, archive.governing(upTo)));
            return;
        }
        SimulatedNode source = network.copyOf(node.id(), from, upTo);
        if (source != null && random.nextBoolean() && !flushing) {
            tree.install(source.tree(), source.id());
            process.later(random.nextLong(COPYING_NANOS), this::tellLog);
        } else {
            process.step(new Input.Fetched(from, archive.read(from, Math.min(upTo, from + FETCHED - 1))));
        }
    }

    /** A tree was copied, durably: the log has to begin behind it, unless it has come as far otherwise. */
    private void tellLog() {
        SimulatedTree.Copy copy = tree.copy();
        if (copy == null) {
            return;
        }
        if (process.isSyncing()) {
            process.later(1_000_000, this::tellLog);
        } else if (replica.chosenUpTo() >= copy.slot()) {
            process.step(new Input.Applied(copy.slot()));
            process.step(new Input.Snapshotted(copy.slot()));
            tree.told();
        } else {
            process.step(new Input.Archived(Math.max(replica.archivedUpTo(), copy.slot()), false));
            process.step(new Input.Installed(copy.from(), copy.slot(), archive.governing(copy.slot())));
        }
    }
}
