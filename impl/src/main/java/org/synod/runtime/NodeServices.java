package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;
import org.synod.wal.DataFolder;

/** What all groups of a node share beside the log and the connections: the file of the trees, the archive, their threads. */
final class NodeServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServices.class);
    private static final int CACHE_MEBIBYTES = 16;

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
    private final DataFolder folder;

    private NodeServices(
            NodeConfig config,
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            @Nullable TreeStore trees,
            @Nullable ObjectStore store) {
        this.config = config;
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
    }

    private SnapshotCopies.Listener copied() {
        return new SnapshotCopies.Listener() {
            @Override
            public void installed(GroupId group, long slot, Bytes meta, ReplicaId from) {
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
    }

    /** Time has passed. On the event loop. */
    void tick(long nowNanos) {
        if (copies != null) {
            copies.tick(nowNanos);
        }
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
        TreeStore trees = config.role() == Role.LOG ? null : openTrees(folder, loop, pass, fatal);
        if (trees != null) {
            opened.add(trees);
        }
        ObjectStore store = openStore(config);
        if (store != null) {
            opened.add(store);
        }
        return new NodeServices(config, folder, loop, pass, trees, store);
    }

    private static TreeStore openTrees(DataFolder folder, EventLoop loop, NodeLoop pass, Consumer<String> fatal)
            throws IOException, StartException {
        try {
            return TreeStore.open(folder.treeFile(), CACHE_MEBIBYTES, new TreeStore.Listener() {
                @Override
                public void durable(GroupId group, long slot) {
                    loop.execute(() -> pass.treeDurable(group, slot));
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
            }
        };
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
    }

    @Override
    public void close() {
        reader.shutdownNow();
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
