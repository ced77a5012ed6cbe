package org.synod.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import org.synod.archive.ArchivedEntry;
import org.synod.archive.DamagedArchiveException;
import org.synod.archive.GroupArchive;
import org.synod.archive.ObjectStore;
import org.synod.archive.SegmentReader;
import org.synod.archive.SnapshotArchive;
import org.synod.archive.SnapshotManifest;
import org.synod.btree.Chunk;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.SnapshotDescription;
import org.synod.btree.TreeInstaller;
import org.synod.btree.TreeSnapshot;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.TreeMeta;
import org.synod.statemachine.Bytes;

/**
 * Makes a group's tree as it was: an archived snapshot, and the archived log behind it. The chain of the segments, every
 * checksum, and what the snapshot must amount to are checked on the way; and where another archived snapshot lies on the
 * way, the tree must be the same there. Then the file is opened anew, read to its end, and only now gets its name.
 *
 * <p>On the caller's thread, which waits for the disk and the archive. Must not be interrupted.
 */
public final class Restore {

    /** The file that a restored tree is in. */
    public static final String FILE = "tree";

    private static final String PART = "tree.part";

    /** With what it begins. */
    public enum Base {
        /** The newest snapshot at or before the target: the least work, and nothing to compare with. */
        NEWEST,
        /** The one before that, if there is one: then the newest is compared with what the log makes of the other. */
        COMPARED,
        /** The first slot: every snapshot on the way that is not needed is compared. */
        LOG
    }

    /** Hears how it goes on, on the caller's thread; may hold it up, or end it by an exception. */
    public interface Progress {

        /** So many bytes were read from the archive, or of the tree that was made. */
        void read(long bytes);

        /** All up to this slot is applied. */
        void applied(long slot);

        /** Does nothing. */
        Progress NONE = new Progress() {
            @Override
            public void read(long bytes) {
                // Nobody listens.
            }

            @Override
            public void applied(long slot) {
                // Nobody listens.
            }
        };
    }

    private static final Bytes NO_META = Bytes.wrap(new byte[0]);

    private final GroupArchive segments;
    private final SnapshotArchive snapshots;
    private final GroupId group;
    private final Base base;
    private final Progress progress;

    public Restore(ObjectStore archive, GroupId group, Base base, Progress progress) {
        this.segments = new GroupArchive(archive, group, 1);
        this.snapshots = new SnapshotArchive(archive, group);
        this.group = group;
        this.base = base;
        this.progress = progress;
    }

    /**
     * The tree with every command up to a slot, and none behind.
     *
     * @param folder where there must be no file {@link #FILE} yet; is made if it is not there
     * @throws RestoreException when the archive does not hold that, or not whole
     * @throws IOException when the archive or the folder fails
     */
    public Restored toSlot(long slot, Path folder) throws RestoreException, IOException, InterruptedException {
        long last = archivedUpTo();
        if (slot < 1 || slot > last) {
            throw RestoreException.noSuchTarget("Slot " + slot + " is not in " + extent(last) + ".");
        }
        return restore(slot, folder);
    }

    /**
     * The tree with every command whose leader's time is not later, and none behind. What the archive does not reach is
     * refused: an earlier command may yet come.
     *
     * @param timeMillis in milliseconds since 1970
     * @see #toSlot
     */
    public Restored toTime(long timeMillis, Path folder) throws RestoreException, IOException, InterruptedException {
        long last = archivedUpTo();
        String when = Instant.ofEpochMilli(timeMillis).toString();
        if (timeMillis > segments.lastTimeMillis()) {
            throw RestoreException.noSuchTarget(when + " is behind " + extent(last) + ".");
        }
        long slot = segments.slotAtTime(timeMillis);
        if (slot == 0) {
            throw RestoreException.noSuchTarget(when + " is before the first command in " + extent(last) + ".");
        }
        return restore(slot, folder);
    }

    private long archivedUpTo() throws RestoreException, IOException {
        segments.refresh();
        long last = segments.archivedUpTo();
        if (last == 0) {
            throw RestoreException.noSuchTarget("The archive holds nothing of group " + group.value() + ".");
        }
        return last;
    }

    private String extent(long last) throws IOException {
        long time = segments.lastTimeMillis();
        return "the archive of group " + group.value() + ", which goes from slot 1 to slot " + last
                + (time == 0 ? "" : ", " + Instant.ofEpochMilli(time));
    }

    private Restored restore(long slot, Path folder) throws RestoreException, IOException, InterruptedException {
        Files.createDirectories(folder);
        Path part = folder.resolve(PART);
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.deleteIfExists(part);
        try {
            Restored made;
            try (Rebuild rebuild = new Rebuild(group, part)) {
                made = build(rebuild, slot, file);
            }
            try (Rebuild again = new Rebuild(group, part)) {
                check(again, made);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
            return made;
        } catch (DamagedArchiveException | CorruptTreeException e) {
            throw new RestoreException(RestoreException.Kind.DAMAGED, String.valueOf(e.getMessage()), e);
        } catch (CodecException e) {
            throw new RestoreException(
                    RestoreException.Kind.DAMAGED,
                    "An archived snapshot of " + group + " holds " + e.getMessage() + ".",
                    e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Restored build(Rebuild rebuild, long slot, Path file)
            throws RestoreException, IOException, InterruptedException, CodecException {
        SnapshotManifest newest = snapshots.newestAtSlot(slot);
        SnapshotManifest before = newest == null ? null : snapshots.newestAtSlot(newest.slot() - 1);
        SnapshotManifest begin = switch (base) {
            case NEWEST -> newest;
            case COMPARED -> before == null ? newest : before;
            case LOG -> null;
        };
        if (begin != null) {
            install(rebuild, begin);
        }
        SnapshotManifest between = newest == null || newest.slot() == rebuild.applied() ? null : newest;
        Configuration governing = begin == null ? null : begin.configuration();
        long time = begin == null ? 0 : begin.timeMillis();
        SegmentReader log = rebuild.applied() == slot ? null : segments.read(rebuild.applied() + 1);
        long bytes = 0;
        while (log != null && rebuild.applied() < slot) {
            ArchivedEntry entry = log.next();
            if (entry == null) {
                throw RestoreException.damaged(
                        "The archive of " + group + " ends with slot " + rebuild.applied() + ".");
            }
            progress.read(log.bytes() - bytes);
            bytes = log.bytes();
            Command command = entry.command();
            rebuild.apply(entry.slot(), command);
            time = command.timeMillis() > 0 ? command.timeMillis() : time;
            governing = command.isConfiguration() ? new Configuration(entry.slot(), command.members()) : governing;
            progress.applied(entry.slot());
            if (between != null && between.slot() == entry.slot() && entry.slot() < slot) {
                rebuild.flush(NO_META);
                compare(rebuild, between);
            }
        }
        if (governing == null && log != null) {
            governing = log.governing();
        }
        if (governing == null || governing.slot() > slot) {
            throw RestoreException.noSuchTarget("The archive does not tell who the members were at slot " + slot
                    + ": it begins without a snapshot, and they change in the same segment.");
        }
        rebuild.flush(Bytes.wrap(new TreeMeta(governing, time).encode()));
        if (between != null && between.slot() == slot) {
            compare(rebuild, between);
        }
        try (TreeSnapshot made = Objects.requireNonNull(rebuild.snapshot())) {
            SnapshotDescription description = made.describe();
            return new Restored(
                    file,
                    group,
                    slot,
                    time,
                    governing,
                    made.size(),
                    description.checksum(),
                    log == null ? 0 : log.segments(),
                    begin == null ? 0 : begin.slot(),
                    between == null ? 0 : between.slot());
        }
    }

    private void install(Rebuild rebuild, SnapshotManifest from)
            throws IOException, InterruptedException, CodecException {
        TreeInstaller installer = rebuild.installer(from.slot());
        for (int i = 0; i < from.checksums().size(); i++) {
            byte[] bytes = snapshots.chunk(from, i);
            progress.read(bytes.length);
            Chunk chunk = Chunk.decode(bytes);
            if (!chunk.group().equals(group)
                    || chunk.slot() != from.slot()
                    || !chunk.first().equals(installer.next())) {
                throw new CodecException("a chunk of another place");
            }
            rebuild.add(installer, chunk);
        }
        if (installer.next() != null) {
            throw new CodecException("too few chunks");
        }
        rebuild.finish(installer, SnapshotDescription.decode(from.description()));
    }

    /** The log makes the same of the earlier snapshot as some replica did. */
    private static void compare(Rebuild rebuild, SnapshotManifest with) throws RestoreException, CodecException {
        SnapshotDescription archived = SnapshotDescription.decode(with.description());
        try (TreeSnapshot made = Objects.requireNonNull(rebuild.snapshot())) {
            SnapshotDescription own = made.describe();
            if (own.slot() != archived.slot()
                    || own.entries() != archived.entries()
                    || own.checksum() != archived.checksum()) {
                throw RestoreException.damaged("At slot " + with.slot() + " of " + with.group()
                        + " the archived snapshot is not what the archived log makes of what was before.");
            }
        }
    }

    /** What the file gives back is what was written. */
    private void check(Rebuild again, Restored made) throws RestoreException {
        try (TreeSnapshot read = Objects.requireNonNull(again.snapshot())) {
            read.paced(progress::read);
            SnapshotDescription description = read.describe();
            if (description.slot() != made.slot() || description.checksum() != made.digest()) {
                throw RestoreException.damaged("The disk gives back another tree than was written to it.");
            }
        }
    }
}
