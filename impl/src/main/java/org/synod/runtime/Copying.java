package org.synod.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.copy.SnapshotCopies;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.core.TreeMeta;
import org.synod.protocol.Input;
import org.synod.statemachine.Bytes;
import org.synod.wal.DataFolder;

/**
 * One group's copy of another replica's tree, from the first question until the log begins behind it. On the event loop.
 *
 * <p>The tree is in its place before the log knows. A note in the data folder, written first, tells a restart of that: who
 * the copy is from, and up to which slot the tree was before.
 */
final class Copying {
    private static final Logger LOG = LoggerFactory.getLogger(Copying.class);

    /** A copy that is in its place. */
    private record Installed(ReplicaId from, long slot, TreeMeta meta) {}

    private final GroupId group;
    private final DataFolder folder;
    private final SnapshotCopies copies;
    private final TreeKeeper tree;
    private final long before;
    private boolean underWay;

    /** Whom it is being copied from. */
    private @Nullable ReplicaId source;

    /** Who did not answer, as far as is known. */
    private @Nullable ReplicaId silent;

    private @Nullable Installed installed;

    /** @throws IOException when the note of an earlier copy cannot be read */
    Copying(GroupId group, DataFolder folder, SnapshotCopies copies, TreeKeeper tree) throws IOException {
        this.group = group;
        this.folder = folder;
        this.copies = copies;
        this.tree = tree;
        String noted = folder.noted(name());
        if (noted == null) {
            before = tree.applied();
            return;
        }
        String[] words = noted.split(" ", 2);
        before = Math.min(Long.parseLong(words[1]), tree.applied());
        if (before < tree.applied()) {
            installed = new Installed(
                    new ReplicaId(words[0]), tree.applied(), new TreeMeta(tree.governing(), tree.timeMillis()));
            underWay = true;
        } else {
            folder.note(name(), null);
        }
    }

    private String name() {
        return "copy-" + group;
    }

    /** The slot that the tree was durable up to, as far as the log may know. */
    long appliedBefore() {
        return before;
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** Begins to copy, or goes on. */
    void copy(ReplicaId from) {
        if (installed != null) {
            return;
        }
        if (!underWay) {
            underWay = true;
            LOG.info("{} copies its tree from {}", group, from);
        }
        source = from;
        copies.copy(group, from, System.nanoTime());
    }

    /** Who of them had best be asked: whoever answers; as before, so that the copy goes on; and rather a follower. */
    @Nullable ReplicaId best(List<ReplicaId> sources, @Nullable ReplicaId leader) {
        return sources.stream()
                .min(Comparator.comparing((ReplicaId id) -> id.equals(silent))
                        .thenComparing(id -> !id.equals(source))
                        .thenComparing(id -> id.equals(leader)))
                .orElse(null);
    }

    /** It does not answer: the next time something is missing another one is asked. */
    void silent(ReplicaId from) {
        silent = from;
    }

    private void note(@Nullable String text) {
        try {
            folder.note(name(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Everything is there; says whether to put it in its place. Not when the log has got as far by itself meanwhile: the
     * tree would go back. If so the tree stands still until it is in its place.
     */
    boolean complete(long slot, long chosenUpTo) {
        if (installed != null) {
            return false;
        }
        if (chosenUpTo >= slot) {
            LOG.info("{} has got to slot {} without the copy of its tree", group, chosenUpTo);
            underWay = false;
            return false;
        }
        note(Objects.requireNonNull(source) + " " + tree.flushedSlot());
        tree.hold();
        return true;
    }

    /** The copy is in its place, durably. */
    void installed(ReplicaId from, long slot, Bytes meta) {
        try {
            tree.reopen();
            installed = new Installed(from, slot, TreeMeta.decode(meta.array()));
            LOG.info("{} has the tree of {} at slot {}", group, from, slot);
        } catch (CodecException e) {
            throw new IllegalStateException("the copied tree does not say who governs behind it", e);
        }
    }

    /** The copy ended without a tree: the next time something is missing it is tried again. */
    void failed(String why) {
        underWay = false;
        note(null);
        tree.goOn();
        LOG.warn("{}", why);
    }

    /** Tells the log, as soon as it may know. */
    void look(GroupHost host, Steps steps) {
        Installed copy = installed;
        if (copy == null) {
            return;
        }
        if (host.replica().chosenUpTo() >= copy.slot()) {
            // The log begins behind it, or has caught up with it otherwise: what it knows chosen is in the tree.
            steps.step(new Input.Applied(tree.applied()));
            steps.step(new Input.Snapshotted(copy.slot()));
            if (!host.awaitsDisk()) {
                installed = null;
                underWay = false;
                note(null);
            }
            return;
        }
        if (host.replica().archivedUpTo() >= copy.slot()) {
            steps.step(new Input.Installed(copy.from(), copy.slot(), copy.meta().governing()));
        }
    }
}
