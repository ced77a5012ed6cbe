package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ObjectStore;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.TreeStore;
import org.synod.copy.SnapshotCopies;
import org.synod.copy.SnapshotSender;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;
import org.synod.wal.DataFolder;

/** The trees of all groups of a node: their file, and whoever copies, sends, archives and scrubs them. */
final class NodeTrees implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTrees.class);
    private static final int CACHE_MEBIBYTES = 16;

    private final NodeConfig config;
    private final DataFolder folder;
    private final EventLoop loop;
    private final NodeLoop pass;
    private final TreeStore trees;
    private final SnapshotSender sender;
    private final SnapshotCopies copies;
    private final NodeScrub scrub;
    private final @Nullable SnapshotKeeper snapshots;
    private final Map<GroupId, TreeKeeper> keepers = new HashMap<>();
    private final Map<GroupId, Copying> copyings = new HashMap<>();

    private NodeTrees(
            NodeConfig config,
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            Consumer<String> fatal,
            TreeStore trees,
            @Nullable ObjectStore archive,
            ExecutorService reader) {
        this.config = config;
        this.folder = folder;
        this.loop = loop;
        this.pass = pass;
        this.trees = trees;
        long pace = config.limits().snapshotBytesPerSecond();
        this.sender = new SnapshotSender(
                trees,
                SnapshotSender.Settings.of(pace),
                pass::send,
                (group, cause) -> LOG.error("The tree of {} is damaged: {}", group, cause.getMessage()));
        this.copies =
                new SnapshotCopies(trees, SnapshotCopies.Settings.DEFAULT, pass::send, copied(), reader, config.seed());
        this.scrub = new NodeScrub(config, folder, loop, pass, fatal, trees, archive);
        this.snapshots = archive == null
                ? null
                : new SnapshotKeeper(
                        trees,
                        archive,
                        reader,
                        pace,
                        (long) config.archiving().snapshotSegments()
                                * config.archiving().segmentSlots());
    }

    /**
     * Opens the trees.
     *
     * @param archive null: there is none
     * @param reader runs what reads for long
     * @param opened gets what is to be closed if the node does not come to be
     */
    static NodeTrees open(
            NodeConfig config,
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            Consumer<String> fatal,
            @Nullable ObjectStore archive,
            ExecutorService reader,
            List<AutoCloseable> opened)
            throws IOException, StartException {
        AtomicReference<@Nullable NodeTrees> made = new AtomicReference<>();
        try {
            TreeStore trees = TreeStore.open(folder.treeFile(), CACHE_MEBIBYTES, new TreeStore.Listener() {
                @Override
                public void durable(GroupId group, long slot) {
                    loop.execute(() -> pass.treeDurable(group, slot));
                    NodeTrees all = made.get();
                    if (all != null) {
                        all.scrub.scrubber().flushed(group);
                    }
                }

                @Override
                public void dead(RuntimeException cause) {
                    pass.die();
                    fatal.accept("The tree cannot be written (" + cause.getMessage() + "): this node ends.");
                }
            });
            opened.add(trees);
            NodeTrees all = new NodeTrees(config, folder, loop, pass, fatal, trees, archive, reader);
            made.set(all);
            return all;
        } catch (CorruptTreeException e) {
            folder.quarantine("The tree is damaged: " + e.getMessage() + ".");
            throw new StartException(
                    "The tree " + folder.treeFile() + " is damaged (" + e.getMessage()
                            + "): this replica is in quarantine, and another one must take its place.",
                    StartException.BAD_INPUT);
        }
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
                scrub.scrubber().replaced(group);
                scrub.scrubber().flushed(group);
                copying(group, copying -> copying.installed(from, slot, meta));
            }

            @Override
            public void silent(GroupId group, ReplicaId from) {
                LOG.warn("{} does not answer for its tree of {}", from, group);
                copying(group, copying -> copying.silent(from));
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

    /** The group's tree. */
    TreeKeeper treeOf(GroupId group) {
        return keepers.computeIfAbsent(
                group,
                g -> new TreeKeeper(
                        g,
                        trees,
                        config.settings().first(),
                        config.storage().treeFlushBytes(),
                        config.storage().treeFlushSlots()));
    }

    /** Who copies the group's tree. */
    Copying copyingOf(GroupId group) throws IOException {
        Copying made = copyings.get(group);
        if (made == null) {
            made = new Copying(group, folder, copies, treeOf(group));
            copyings.put(group, made);
        }
        return made;
    }

    NodeScrub scrub() {
        return scrub;
    }

    /** What another node says. On the event loop. */
    void received(ReplicaId from, GroupId group, NodeMessage message) {
        if (message instanceof NodeMessage.Want want) {
            sender.wanted(from, group, want);
        }
        if (message instanceof NodeMessage.OfCopy answer) {
            copies.received(from, group, answer, System.nanoTime());
        }
        if (message instanceof NodeMessage.AskScrub question) {
            scrub.scrubber().asked(from, group, question);
        }
        // That something failed may be the answer to either.
        if (message instanceof NodeMessage.OfScrub answer) {
            scrub.scrubber().answered(from, group, answer);
        }
    }

    /** Time has passed. On the event loop. */
    void tick(long nowNanos) {
        copies.tick(nowNanos);
        scrub.tick(nowNanos);
    }

    /** The tree of a group that this node leads is durable up to the slot. On the event loop. */
    void ledFlush(GroupId group, long slot) {
        if (snapshots != null) {
            snapshots.flushed(group, slot);
        }
    }

    /** Starts what has a thread. */
    void start() {
        sender.start();
        scrub.start();
    }

    /** What is under way on the reader's thread ends. */
    void stop() {
        if (snapshots != null) {
            snapshots.stop();
        }
    }

    @Override
    public void close() {
        sender.close();
        scrub.close();
        trees.close();
    }
}
