package org.synod.scrub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ObjectStore;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.restore.Restore;
import org.synod.restore.RestoreException;
import org.synod.restore.Restored;

/** What the archive makes of a group at a slot, in a file that goes again. Made when it is first asked for. */
final class Reference implements Supplier<@Nullable Copy>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reference.class);
    private static final int CACHE_MEBIBYTES = 16;

    private final @Nullable ObjectStore archive;
    private final GroupId group;
    private final long slot;
    private final Path folder;
    private final LongConsumer pace;
    private final Consumer<Finding> found;
    private boolean made;
    private @Nullable TreeStore store;
    private @Nullable TreeSnapshot snapshot;
    private @Nullable Copy copy;

    /**
     * @param folder for its file; what is there goes
     * @param pace is called while no snapshot of this node is being read
     */
    Reference(
            @Nullable ObjectStore archive,
            GroupId group,
            long slot,
            Path folder,
            LongConsumer pace,
            Consumer<Finding> found) {
        this.archive = archive;
        this.group = group;
        this.slot = slot;
        this.folder = folder;
        this.pace = pace;
        this.found = found;
    }

    /** Null when the archive does not reach that far, or cannot be read. */
    @Override
    public @Nullable Copy get() {
        if (!made && archive != null) {
            made = true;
            try {
                make(archive);
            } catch (RestoreException e) {
                switch (e.kind()) {
                    case NO_SUCH_TARGET -> LOG.debug("{} is not compared with the archive.", group, e);
                    case DAMAGED -> found.accept(ArchiveScrub.damaged(group, 0, String.valueOf(e.getMessage())));
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be compared with the archive: {}", group, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return copy;
    }

    private void make(ObjectStore from) throws RestoreException, IOException, InterruptedException {
        clear();
        Restore restore = new Restore(from, group, Restore.Base.COMPARED, new Restore.Progress() {
            @Override
            public void read(long bytes) {
                pace.accept(bytes);
            }

            @Override
            public void applied(long upTo) {
                // The pace is of bytes.
            }
        });
        Restored restored = restore.toSlot(slot, folder);
        TreeStore opened = TreeStore.open(restored.file(), CACHE_MEBIBYTES, new TreeStore.Listener() {
            @Override
            public void durable(GroupId written, long upTo) {
                // Nothing is written.
            }

            @Override
            public void dead(RuntimeException cause) {
                LOG.warn("The tree that the archive makes is not compacted.", cause);
            }
        });
        store = opened;
        snapshot = opened.snapshot(group);
        if (snapshot != null) {
            copy = new LocalCopy(snapshot, null, pace);
        }
    }

    private void clear() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : List.copyOf(files.toList())) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.close();
        }
        if (store != null) {
            store.close();
        }
        try {
            clear();
        } catch (IOException e) {
            LOG.warn("{} cannot be cleared: {}", folder, e.getMessage());
        }
    }
}
