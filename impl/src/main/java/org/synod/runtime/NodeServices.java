package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.NodeMessage;
import org.synod.wal.DataFolder;

/** What all groups of a node share beside the log and the connections: the trees, the archive, and who reads of both. */
final class NodeServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServices.class);

    private final NodeConfig config;
    private final EventLoop loop;
    private final ExecutorService reader;
    private final @Nullable NodeArchive archive;

    /** Null at a log replica. */
    private final @Nullable NodeTrees trees;

    private NodeServices(
            NodeConfig config,
            EventLoop loop,
            ExecutorService reader,
            @Nullable NodeArchive archive,
            @Nullable NodeTrees trees) {
        this.config = config;
        this.loop = loop;
        this.reader = reader;
        this.archive = archive;
        this.trees = trees;
    }

    /**
     * Opens what the configuration asks for.
     *
     * @param opened gets what is to be closed if the node does not come to be
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
        NodeArchive archive = NodeArchive.open(config.archiving(), loop, pass, opened);
        ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "synod-reader");
            made.setDaemon(true);
            return made;
        });
        opened.add(reader::shutdown);
        NodeTrees trees = config.role() == Role.LOG
                ? null
                : NodeTrees.open(
                        config, folder, loop, pass, fatal, archive == null ? null : archive.store(), reader, opened);
        return new NodeServices(config, loop, reader, archive, trees);
    }

    /** What a status tells of all groups of the node. */
    Map<String, Object> status() {
        return trees == null ? Map.of() : trees.scrub().status();
    }

    /** What another node says, outside of the protocol. On the event loop. */
    void received(ReplicaId from, GroupId group, NodeMessage message) {
        if (trees != null) {
            trees.received(from, group, message);
        }
    }

    /** A connection with another node broke, or there is none. On the event loop. */
    void lost(ReplicaId other) {
        if (trees != null) {
            trees.scrub().scrubber().lost(other);
        }
    }

    /** Time has passed. On the event loop. */
    void tick(long nowNanos) {
        if (trees != null) {
            trees.tick(nowNanos);
        }
    }

    /** The group's tree; null at a log replica. */
    @Nullable TreeKeeper treeOf(GroupId group) {
        return trees == null ? null : trees.treeOf(group);
    }

    /** The slot that the group's durable tree is up to, as far as its log may know. */
    long appliedOf(GroupId group) throws IOException {
        return trees == null ? 0 : trees.copyingOf(group).appliedBefore();
    }

    /** Who archives the group; null where nothing is. */
    @Nullable ArchiveKeeper archiveOf(GroupId group) {
        return archive == null ? null : archive.keeperOf(group);
    }

    /** Who brings the group what others have trimmed. */
    CatchUp catchUpOf(GroupId group) throws IOException {
        return new CatchUp(
                config,
                archive == null ? null : archive.of(group),
                trees == null ? null : trees.copyingOf(group),
                reader,
                loop);
    }

    /** The tree of a group that this node leads is durable up to the slot. On the event loop. */
    void ledFlush(GroupId group, long slot) {
        if (trees != null) {
            trees.ledFlush(group, slot);
        }
    }

    /** Starts what has a thread. */
    void start() {
        if (archive != null) {
            archive.start();
        }
        if (trees != null) {
            trees.start();
        }
    }

    /** Whoever reads comes first, then the trees, which a scrub compares with the archive, and then that. */
    @Override
    public void close() {
        if (trees != null) {
            trees.stop();
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
        close(trees);
        close(archive);
    }

    private static void close(@Nullable AutoCloseable one) {
        try {
            if (one != null) {
                one.close();
            }
        } catch (Exception e) {
            LOG.warn("Could not close {}", one, e);
        }
    }
}
