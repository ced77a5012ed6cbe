package org.synod.scrub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.ObjectStore;
import org.synod.btree.Pace;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;

/**
 * Scrubs the groups of a node, one after the other, again and again, on a thread of its own of low priority; and answers
 * other nodes that do. Whatever it reads of trees and archive counts against one pace.
 *
 * <p>Any thread may call. To be closed before the tree store is: it is not interrupted, since that would close the file
 * that it reads.
 */
public final class Scrubber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);

    /** Hears from the scrubber, on its thread. */
    @FunctionalInterface
    public interface Listener {

        /** Something is wrong. What stays wrong is found again by the next pass. */
        void found(Finding finding);
    }

    /**
     * A group to scrub.
     *
     * @param others the other storage replicas
     */
    public record Target(GroupId group, List<ReplicaId> others) {}

    /**
     * How it scrubs.
     *
     * @param bytesPerSecond that it reads
     * @param pauseNanos between two passes over all groups
     * @param answerNanos how long it waits for another node that is connected
     * @param referenceEvery every so manieth pass compares with the archive, and reads all of that; 0: none does
     * @param folder for a tree that the archive makes; nobody else's, and on the disk that has room for it
     */
    public record Settings(long bytesPerSecond, long pauseNanos, long answerNanos, int referenceEvery, Path folder) {

        /** A pass a minute, 60 s for an answer, the archive every tenth time. */
        public static Settings of(long bytesPerSecond, Path folder) {
            return new Settings(bytesPerSecond, TimeUnit.MINUTES.toNanos(1), TimeUnit.MINUTES.toNanos(1), 10, folder);
        }
    }

    /**
     * How it has gone so far.
     *
     * @param passes over all groups
     * @param ranges that were compared
     * @param copies of others that were compared to the end of a group
     * @param references how often a tree was compared with what the archive makes
     * @param findings in all
     * @param lastPassNanos when the last pass ended, by {@link System#nanoTime}; 0: none has
     * @param lastFinding null: there was none
     */
    public record Status(
            long passes,
            long ranges,
            long copies,
            long references,
            long findings,
            long lastPassNanos,
            @Nullable Finding lastFinding) {}

    private final ReplicaId self;
    private final @Nullable ObjectStore archive;
    private final Settings settings;
    private final Supplier<List<Target>> targets;
    private final Listener listener;
    private final Pace pace;
    private final Shelf shelf;
    private final Conversation conversation;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("synod-scrub").unstarted(this::run);

    private volatile Status status = new Status(0, 0, 0, 0, 0, 0, null);

    /**
     * Is not started yet.
     *
     * @param archive null: there is none
     * @param targets what to scrub now; asked at each pass, on the scrubber's thread
     * @param seed where the numbers of questions begin
     */
    @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on it.
    public Scrubber(
            ReplicaId self,
            TreeStore store,
            @Nullable ObjectStore archive,
            Settings settings,
            NodeMessage.Link link,
            Supplier<List<Target>> targets,
            Listener listener,
            long seed) {
        this.self = self;
        this.archive = archive;
        this.settings = settings;
        this.targets = targets;
        this.listener = listener;
        this.pace = new Pace(settings.bytesPerSecond(), Pace.Clock.SYSTEM);
        this.shelf = new Shelf(store);
        this.conversation =
                new Conversation(self, shelf, link, pace::take, settings.answerNanos(), seed & (Long.MAX_VALUE >> 1));
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Starts the thread; looks what trees there are. */
    public void start(List<GroupId> groups) {
        groups.forEach(shelf::flushed);
        thread.start();
    }

    /** A flush of the group is durable, or its tree was installed. Does not wait: the tree's own thread may say so. */
    public void flushed(GroupId group) {
        shelf.flushed(group);
    }

    /** The group's tree was replaced or removed: what was kept of the one before is worth nothing. */
    public void replaced(GroupId group) {
        shelf.replaced(group);
    }

    /** Another node asks. */
    public void asked(ReplicaId from, GroupId group, NodeMessage.AskScrub question) {
        conversation.arrived(from, group, question);
    }

    /** Another node answers. */
    public void answered(ReplicaId from, GroupId group, NodeMessage.OfScrub answer) {
        conversation.arrived(from, group, answer);
    }

    /**
     * A connection with another node broke, or there is none: what this node asked it, or what it answered, is lost, and
     * nobody waits for it any longer.
     */
    public void lost(ReplicaId other) {
        conversation.lost(other);
    }

    public Status status() {
        return status;
    }

    private void run() {
        try {
            for (long pass = 1; true; pass++) {
                boolean withArchive = settings.referenceEvery() > 0 && pass % settings.referenceEvery() == 0;
                for (Target target : targets.get()) {
                    conversation.pump();
                    scrub(target, withArchive);
                }
                Status s = status;
                status = new Status(
                        s.passes + 1, s.ranges, s.copies, s.references, s.findings, System.nanoTime(), s.lastFinding);
                conversation.idle(settings.pauseNanos());
            }
        } catch (CancellationException | InterruptedException e) {
            LOG.debug("Scrubbing has stopped.", e);
        } finally {
            conversation.end();
        }
    }

    private void scrub(Target target, boolean withArchive) {
        try {
            GroupId group = target.group();
            if (withArchive && archive != null) {
                verify(archive, group);
            }
            long slot = slot(target);
            TreeSnapshot snapshot = shelf.borrow(group, slot);
            if (snapshot != null) {
                try {
                    compare(target, slot, snapshot, withArchive);
                } finally {
                    shelf.giveBack(snapshot);
                }
            }
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // One group's trouble: the others are to be scrubbed all the same.
            LOG.error("{} is not scrubbed.", target.group(), e);
        }
    }

    private void verify(ObjectStore store, GroupId group) {
        try {
            Finding finding = ArchiveScrub.run(store, group, this::slowly);
            if (finding != null) {
                found(finding);
            }
        } catch (ArchiveException e) {
            LOG.warn("The archive of {} cannot be scrubbed: {}", group, e.getMessage());
        }
    }

    /** Waits for the pace, and answers others. Never while a snapshot of this node is being read. */
    private void slowly(long bytes) {
        pace.take(bytes);
        conversation.pump();
    }

    /** Where most can be compared: the newest slot that all have, of those that this node has. */
    private long slot(Target target) {
        long newest = shelf.newest(target.group());
        long common = newest;
        for (ReplicaId other : target.others()) {
            try {
                long at = new RemoteCopy(conversation, other, target.group(), newest).elsewhere();
                if (at > 0 && at < common && shelf.has(target.group(), at)) {
                    common = at;
                }
            } catch (Copy.Absent e) {
                LOG.debug("{} cannot be asked.", other, e);
            }
        }
        return common;
    }

    private void compare(Target target, long slot, TreeSnapshot snapshot, boolean withArchive) {
        GroupId group = target.group();
        List<Copy> others = new ArrayList<>();
        for (ReplicaId other : target.others()) {
            others.add(new RemoteCopy(conversation, other, group, slot));
        }
        LocalCopy own = new LocalCopy(snapshot, self, pace::take);
        try (Reference reference = new Reference(archive, group, slot, settings.folder(), this::slowly, this::found)) {
            Copy made = withArchive ? reference.get() : null;
            int here = made == null ? 1 : 2;
            if (made != null) {
                others.add(made);
            }
            GroupScrub scrub = new GroupScrub(group, slot, own, others, reference);
            List<Finding> findings = scrub.run();
            Status s = status;
            status = new Status(
                    s.passes,
                    s.ranges + scrub.ranges(),
                    s.copies + Math.max(0, scrub.copies() - here),
                    s.references + (here - 1),
                    s.findings,
                    s.lastPassNanos,
                    s.lastFinding);
            findings.forEach(this::found);
        }
    }

    private void found(Finding finding) {
        Status s = status;
        status = new Status(s.passes, s.ranges, s.copies, s.references, s.findings + 1, s.lastPassNanos, finding);
        listener.found(finding);
    }

    /** Ends after the range under way. */
    @Override
    public void close() {
        conversation.close();
        pace.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        shelf.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
