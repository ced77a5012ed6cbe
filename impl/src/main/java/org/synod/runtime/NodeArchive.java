package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.Archiver;
import org.synod.archive.GroupArchive;
import org.synod.archive.ObjectStore;
import org.synod.archive.ObjectStores;
import org.synod.archive.S3Settings;
import org.synod.core.GroupId;

/** The archive of all groups of a node, and the thread that writes to it. */
final class NodeArchive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeArchive.class);

    private final NodeConfig.Archiving settings;
    private final EventLoop loop;
    private final NodeLoop pass;
    private final ObjectStore store;
    private final Archiver archiver;

    private NodeArchive(NodeConfig.Archiving settings, EventLoop loop, NodeLoop pass, ObjectStore store) {
        this.settings = settings;
        this.loop = loop;
        this.pass = pass;
        this.store = store;
        this.archiver = new Archiver(
                this::of,
                heard(),
                new Archiver.Settings(
                        settings.backlogBytes(),
                        Archiver.Settings.DEFAULT.retryNanos(),
                        Archiver.Settings.DEFAULT.longestRetryNanos()));
    }

    /**
     * Opens what the configuration asks for; null where nothing is archived.
     *
     * @param opened gets what is to be closed if the node does not come to be
     */
    static @Nullable NodeArchive open(
            NodeConfig.Archiving settings, EventLoop loop, NodeLoop pass, List<AutoCloseable> opened)
            throws StartException {
        NodeConfig.Place place = settings.place();
        if (place == null) {
            return null;
        }
        try {
            ObjectStore store = open(place);
            opened.add(store);
            return new NodeArchive(settings, loop, pass, store);
        } catch (ArchiveException e) {
            throw new StartException(
                    "The archive cannot be opened: " + e.getMessage(),
                    e.isRetryable() ? StartException.INTERNAL : StartException.BAD_INPUT);
        }
    }

    private static ObjectStore open(NodeConfig.Place place) throws ArchiveException {
        return switch (place) {
            case NodeConfig.Place.Folder folder ->
                ObjectStores.open(folder.path().toString(), S3Settings.DEFAULT);
            case NodeConfig.Place.Bucket bucket ->
                ObjectStores.open(
                        "s3://" + bucket.bucket() + (bucket.prefix().isEmpty() ? "" : "/" + bucket.prefix()),
                        new S3Settings(bucket.endpoint(), bucket.region(), bucket.endpoint() != null));
        };
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

    ObjectStore store() {
        return store;
    }

    /** A group's archive, for one thread. */
    GroupArchive of(GroupId group) {
        return new GroupArchive(store, group, settings.segmentSlots());
    }

    /** Who hands a group's log over. */
    ArchiveKeeper keeperOf(GroupId group) {
        return new ArchiveKeeper(group, archiver, settings.segmentSlots(), settings.backlogBytes());
    }

    void start() {
        archiver.start();
    }

    @Override
    public void close() {
        archiver.close();
        store.close();
    }
}
