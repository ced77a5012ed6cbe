package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.Archiver;
import org.synod.archive.GroupArchive;
import org.synod.archive.ObjectStore;
import org.synod.archive.ObjectStores;
import org.synod.archive.S3Settings;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.TreeStore;
import org.synod.copy.SnapshotCopies;
import org.synod.copy.SnapshotSender;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.NodeMessage;
import org.synod.scrub.Finding;
import org.synod.scrub.Scrubber;
import org.synod.statemachine.Bytes;
import org.synod.wal.DataFolder;

/** What all groups of a node share beside the log and the connections: the file of the trees, the archive, their threads. */
final class NodeServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServices.class);
    private static final int CACHE_MEBIBYTES = 16;
    private static final long TARGETS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeConfig config;
    private final EventLoop loop;
    private final NodeLoop pass;
    private final @Nullable TreeStore trees;
    private final @Nullable ObjectStore store;
    private final @Nullable Archiver archiver;
    private final ExecutorService reader;
    private final Map<GroupId, TreeKeeper> keepers = new HashMap<>();
    private final Map<GroupId, Copying> copyings = new HashMap<>();
    private final @Nullable SnapshotSender sender;
    private final @Nullable SnapshotCopies copies;
    private final @Nullable Scrubber scrubber;
    private final @Nullable SnapshotKeeper snapshots;
    private final DataFolder folder;
    private final Consumer<String> fatal;

    private long targetsNanos = System.nanoTime();

    /** Whom to compare trees with; the loop keeps this. */
    private volatile List<Scrubber.Target> targets = List.of();

    private NodeServices(
            NodeConfig config,
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            Consumer<String> fatal,
            @Nullable TreeStore trees,
            @Nullable ObjectStore store) {
        this.config = config;
        this.fatal = fatal;
        this.folder = folder;
        this.loop = loop;
        this.pass = pass;
        this.trees = trees;
        this.store = store;
        this.archiver = store == null ? null : new Archiver(this::archive, heard(), settings(config));
        this.reader = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "synod-reader");
            made.setDaemon(true);
            return made;
        });
        this.sender = trees == null
                ? null
                : new SnapshotSender(
                        trees,
                        SnapshotSender.Settings.of(config.limits().snapshotBytesPerSecond()),
                        pass::send,
                        (group, cause) -> LOG.error("The tree of {} is damaged: {}", group, cause.getMessage()));
        this.copies = trees == null
                ? null
                : new SnapshotCopies(
                        trees, SnapshotCopies.Settings.DEFAULT, pass::send, copied(), reader, config.seed());
        this.snapshots = trees == null || store == null
                ? null
                : new SnapshotKeeper(
                        trees,
                        store,
                        reader,
                        config.limits().snapshotBytesPerSecond(),
                        (long) config.archiving().snapshotSegments()
                                * config.archiving().segmentSlots());
        this.scrubber = trees == null
                ? null
                : new Scrubber(
                        config.replica(),
                        trees,
                        store,
                        scrubbing(),
                        pass::send,
                        () -> targets,
                        this::found,
                        config.seed());
    }

    private Scrubber.Settings scrubbing() {
        Scrubber.Settings usual = Scrubber.Settings.of(
                config.limits().scrubBytesPerSecond(), folder.treeFile().resolveSibling("scrub"));
        return new Scrubber.Settings(
                usual.bytesPerSecond(),
                config.limits().scrubPause().toNanos(),
                usual.answerNanos(),
                usual.referenceEvery(),
                usual.folder());
    }

    /** A tree of this node that is not what it should be is never read again: another replica must take its place. */
    private void found(Finding finding) {
        LOG.error("Scrub: {}", finding.sentence());
        if (!config.replica().equals(finding.replica())) {
            return;
        }
        try {
            folder.quarantine(finding.sentence());
        } catch (IOException e) {
            LOG.error("The quarantine cannot be noted", e);
        }
        loop.execute(() -> {
            pass.handOver();
            fatal.accept(finding.sentence() + " This replica is in quarantine, and its node ends.");
        });
    }

    /** What a status tells of all groups of the node. */
    Map<String, Object> status() {
        Scrubber own = scrubber;
        Map<String, Object> values = new TreeMap<>();
        if (own != null) {
            Scrubber.Status status = own.status();
            Finding last = status.lastFinding();
            values.put("scrub-passes", status.passes());
            values.put("scrub-copies", status.copies());
            values.put("scrub-references", status.references());
            values.put("scrub-findings", status.findings());
            values.put("scrub-last-finding", last == null ? "" : last.sentence());
        }
        return values;
    }

    private SnapshotCopies.Listener copied() {
        return new SnapshotCopies.Listener() {
            @Override
            public CompletableFuture<Boolean> complete(GroupId group, long slot) {
                CompletableFuture<Boolean> wanted = new CompletableFuture<>();
                copying(group, copying -> {
                    HostedGroup hosted = pass.group(group);
                    wanted.complete(hosted != null
                            && copying.complete(slot, hosted.host().replica().chosenUpTo()));
                });
                return wanted;
            }

            @Override
            public void installed(GroupId group, long slot, Bytes meta, ReplicaId from) {
                if (scrubber != null) {
                    scrubber.replaced(group);
                    scrubber.flushed(group);
                }
                copying(group, copying -> copying.installed(from, slot, meta));
            }

            @Override
            public void silent(GroupId group, ReplicaId from) {
                LOG.warn("{} does not answer for its tree of {}", from, group);
            }

            @Override
            public void failed(GroupId group, ReplicaId from, String why) {
                copying(group, copying -> copying.failed(why));
            }
        };
    }

    private void copying(GroupId group, Consumer<Copying> what) {
        loop.execute(() -> {
            Copying copying = copyings.get(group);
            if (copying != null) {
                what.accept(copying);
            }
        });
    }

    /** What another node says, outside of the protocol. On the event loop. */
    void received(ReplicaId from, GroupId group, NodeMessage message) {
        if (message instanceof NodeMessage.Want want && sender != null) {
            sender.wanted(from, group, want);
        } else if (message instanceof NodeMessage.OfCopy answer && copies != null) {
            copies.received(from, group, answer, System.nanoTime());
        }
        if (message instanceof NodeMessage.AskScrub question && scrubber != null) {
            scrubber.asked(from, group, question);
        }
        if (message instanceof NodeMessage.OfScrub answer && scrubber != null) {
            scrubber.answered(from, group, answer);
        }
    }

    /** A connection with another node broke, or there is none. On the event loop. */
    void lost(ReplicaId other) {
        if (scrubber != null) {
            scrubber.lost(other);
        }
    }

    /** Time has passed. On the event loop. */
    void tick(long nowNanos) {
        if (copies != null) {
            copies.tick(nowNanos);
        }
        if (nowNanos - targetsNanos > TARGETS_NANOS) {
            targetsNanos = nowNanos;
            targets = config.groups().stream().map(this::target).toList();
        }
    }

    private Scrubber.Target target(GroupId group) {
        HostedGroup hosted = pass.group(group);
        List<ReplicaId> others = hosted == null
                ? List.of()
                : hosted.host().replica().configuration().members().stream()
                        .filter(m -> m.role() == Role.STORAGE && !m.id().equals(config.replica()))
                        .map(Member::id)
                        .toList();
        return new Scrubber.Target(group, others);
    }

    /**
     * Opens what the configuration asks for.
     *
     * @throws StartException when the tree or the archive cannot be opened, with one sentence
     */
    static NodeServices open(
            NodeConfig config,
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            Consumer<String> fatal,
            List<AutoCloseable> opened)
            throws IOException, StartException {
        AtomicReference<@Nullable NodeServices> made = new AtomicReference<>();
        TreeStore trees = config.role() == Role.LOG ? null : openTrees(folder, loop, pass, fatal, made);
        if (trees != null) {
            opened.add(trees);
        }
        ObjectStore store = openStore(config);
        if (store != null) {
            opened.add(store);
        }
        NodeServices services = new NodeServices(config, folder, loop, pass, fatal, trees, store);
        made.set(services);
        return services;
    }

    private static TreeStore openTrees(
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            Consumer<String> fatal,
            AtomicReference<@Nullable NodeServices> made)
            throws IOException, StartException {
        try {
            return TreeStore.open(folder.treeFile(), CACHE_MEBIBYTES, new TreeStore.Listener() {
                @Override
                public void durable(GroupId group, long slot) {
                    loop.execute(() -> pass.treeDurable(group, slot));
                    NodeServices services = made.get();
                    if (services != null && services.scrubber != null) {
                        services.scrubber.flushed(group);
                    }
                }

                @Override
                public void dead(RuntimeException cause) {
                    pass.die();
                    fatal.accept("The tree cannot be written (" + cause.getMessage() + "): this node ends.");
                }
            });
        } catch (CorruptTreeException e) {
            folder.quarantine("The tree is damaged: " + e.getMessage() + ".");
            throw new StartException(
                    "The tree " + folder.treeFile() + " is damaged (" + e.getMessage()
                            + "): this replica is in quarantine, and another one must take its place.",
                    StartException.BAD_INPUT);
        }
    }

    private static @Nullable ObjectStore openStore(NodeConfig config) throws StartException {
        NodeConfig.Place place = config.archiving().place();
        if (place == null) {
            return null;
        }
        try {
            return switch (place) {
                case NodeConfig.Place.Folder folder ->
                    ObjectStores.open(folder.path().toString(), S3Settings.DEFAULT);
                case NodeConfig.Place.Bucket bucket ->
                    ObjectStores.open(
                            "s3://" + bucket.bucket() + (bucket.prefix().isEmpty() ? "" : "/" + bucket.prefix()),
                            new S3Settings(bucket.endpoint(), bucket.region(), bucket.endpoint() != null));
            };
        } catch (ArchiveException e) {
            throw new StartException(
                    "The archive cannot be opened: " + e.getMessage(),
                    e.isRetryable() ? StartException.INTERNAL : StartException.BAD_INPUT);
        }
    }

    private static Archiver.Settings settings(NodeConfig config) {
        return new Archiver.Settings(
                config.archiving().backlogBytes(),
                Archiver.Settings.DEFAULT.retryNanos(),
                Archiver.Settings.DEFAULT.longestRetryNanos());
    }

    private Archiver.Listener heard() {
        return new Archiver.Listener() {
            @Override
            public void archived(GroupId group, long slot) {
                loop.execute(() -> pass.archived(group, slot));
            }

            @Override
            public void refused(GroupId group, ArchiveException cause) {
                LOG.error("A segment of {} is not archived, and its log is kept: {}", group, cause.getMessage());
                loop.execute(() -> givenUp(group, String.valueOf(cause.getMessage())));
            }
        };
    }

    private void givenUp(GroupId group, String why) {
        HostedGroup hosted = pass.group(group);
        ArchiveKeeper keeper = hosted == null ? null : hosted.host().parts().archive();
        if (hosted != null && keeper != null) {
            keeper.refused(hosted.host().replica(), why, System.nanoTime());
        }
    }

    private GroupArchive archive(GroupId group) {
        ObjectStore from = store;
        if (from == null) {
            throw new IllegalStateException("there is no archive");
        }
        return new GroupArchive(from, group, config.archiving().segmentSlots());
    }

    /** The group's tree; null at a log replica. */
    @Nullable TreeKeeper treeOf(GroupId group) {
        TreeStore from = trees;
        return from == null
                ? null
                : keepers.computeIfAbsent(
                        group,
                        g -> new TreeKeeper(
                                g,
                                from,
                                config.settings().first(),
                                config.storage().treeFlushBytes(),
                                config.archiving().segmentSlots()));
    }

    /** Who copies the group's tree; null at a log replica. */
    private @Nullable Copying copyingOf(GroupId group) throws IOException {
        TreeKeeper tree = treeOf(group);
        SnapshotCopies shared = copies;
        if (tree == null || shared == null) {
            return null;
        }
        Copying made = copyings.get(group);
        if (made == null) {
            made = new Copying(group, folder, shared, tree);
            copyings.put(group, made);
        }
        return made;
    }

    /** The slot that the group's durable tree is up to, as far as its log may know. */
    long appliedOf(GroupId group) throws IOException {
        Copying copying = copyingOf(group);
        return copying == null ? 0 : copying.appliedBefore();
    }

    /** Who archives the group; null where nothing is. */
    @Nullable ArchiveKeeper archiveOf(GroupId group) {
        return archiver == null
                ? null
                : new ArchiveKeeper(
                        group,
                        archiver,
                        config.archiving().segmentSlots(),
                        config.archiving().backlogBytes());
    }

    /** Who brings the group what others have trimmed. */
    CatchUp catchUpOf(GroupId group) throws IOException {
        return new CatchUp(config, store == null ? null : archive(group), copyingOf(group), reader, loop);
    }

    /** Starts what has a thread. */
    void start() {
        if (archiver != null) {
            archiver.start();
        }
        if (sender != null) {
            sender.start();
        }
        if (scrubber != null) {
            scrubber.start(config.groups());
        }
    }

    /** The tree of a group that this node leads is durable up to the slot. On the event loop. */
    void ledFlush(GroupId group, long slot) {
        if (snapshots != null) {
            snapshots.flushed(group, slot);
        }
    }

    @Override
    public void close() {
        if (snapshots != null) {
            snapshots.stop();
        }
        reader.shutdown();
        try {
            // Whoever reads a tree must not be interrupted: that would close the file for everybody.
            if (!reader.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The reader of the archive does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<AutoCloseable> all = new ArrayList<>();
        if (archiver != null) {
            all.add(archiver);
        }
        if (store != null) {
            all.add(store);
        }
        if (sender != null) {
            all.add(sender);
        }
        if (scrubber != null) {
            all.add(scrubber);
        }
        if (trees != null) {
            all.add(trees);
        }
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("Could not close {}", one, e);
            }
        }
    }
}
