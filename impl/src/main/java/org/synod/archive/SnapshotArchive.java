package org.synod.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * The archived snapshots of one group. A snapshot is there when its manifest is, which is put last and deleted first.
 *
 * <p>Who makes one: {@link #begin}, {@link Upload#put} of each chunk in order, {@link Upload#finish}; then
 * {@link #keepNewest}. What was begun and not finished is cleared away with the snapshots that are older than it. For one
 * thread.
 */
public final class SnapshotArchive {
    private final ObjectStore store;
    private final GroupId group;

    public SnapshotArchive(ObjectStore store, GroupId group) {
        this.store = store;
        this.group = group;
    }

    /**
     * Begins a snapshot.
     *
     * @param slot the last one that it has
     */
    public Upload begin(long slot) {
        return new Upload(slot);
    }

    /** A snapshot that is being put. */
    public final class Upload {
        private final long slot;
        private final List<Integer> checksums = new ArrayList<>();

        private Upload(long slot) {
            this.slot = slot;
        }

        /**
         * Puts the next chunk. One that is there already, from an attempt that was cut off, must be the same.
         *
         * @throws ArchiveException when another chunk stands there, of another snapshot at the same slot
         */
        public void put(byte[] chunk) throws ArchiveException {
            if (checksums.size() == SnapshotManifest.MOST_CHUNKS) {
                throw ArchiveException.permanent("A snapshot has at most " + SnapshotManifest.MOST_CHUNKS + " chunks.");
            }
            int checksum = Checksum.of(chunk);
            putSame(Names.chunk(group, slot, checksums.size()), chunk);
            checksums.add(checksum);
        }

        /**
         * Makes the snapshot visible.
         *
         * @param timeMillis the leader's time at the slot, in milliseconds since 1970
         * @param configuration the one that governs the next slot
         * @param description the maker's own, given back with the manifest
         */
        public SnapshotManifest finish(long timeMillis, Configuration configuration, byte[] description)
                throws ArchiveException {
            SnapshotManifest manifest =
                    new SnapshotManifest(group, slot, timeMillis, configuration, checksums, description.clone());
            putSame(Names.snapshotManifest(group, slot), manifest.encode());
            return manifest;
        }
    }

    private void putSame(String name, byte[] bytes) throws ArchiveException {
        if (!store.putIfAbsent(name, bytes, Checksum.of(bytes))) {
            byte[] found = store.get(name);
            if (!Arrays.equals(found, bytes)) {
                throw ArchiveException.permanent("Another snapshot stands at " + name + " already.");
            }
        }
    }

    /** The slots of all snapshots, in order. */
    public List<Long> list() throws ArchiveException {
        return slots(store.list(Names.snapshots(group)), name -> name.endsWith("/manifest"));
    }

    private List<Long> slots(List<String> names, Predicate<String> which) throws ArchiveException {
        TreeSet<Long> slots = new TreeSet<>();
        int start = Names.snapshots(group).length();
        for (String name : names) {
            if (which.test(name)) {
                try {
                    slots.add(Long.parseLong(name.substring(start, name.indexOf('/', start))));
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw new DamagedArchiveException(name, "is no name of a part of a snapshot");
                }
            }
        }
        return List.copyOf(slots);
    }

    /** The newest snapshot; null when there is none. */
    public @Nullable SnapshotManifest newest() throws ArchiveException {
        return newest(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The newest snapshot that has no slot behind this one; null when there is none. */
    public @Nullable SnapshotManifest newestAtSlot(long slot) throws ArchiveException {
        return newest(slot, Long.MAX_VALUE);
    }

    /** The newest snapshot of this leader's time or an earlier one; null when there is none. */
    public @Nullable SnapshotManifest newestAtTime(long timeMillis) throws ArchiveException {
        return newest(Long.MAX_VALUE, timeMillis);
    }

    private @Nullable SnapshotManifest newest(long mostSlot, long mostTimeMillis) throws ArchiveException {
        for (long slot : list().reversed()) {
            if (slot <= mostSlot) {
                SnapshotManifest manifest = manifest(slot);
                if (manifest != null && manifest.timeMillis() <= mostTimeMillis) {
                    return manifest;
                }
            }
        }
        return null;
    }

    /** Null when it was deleted since it was listed. */
    private @Nullable SnapshotManifest manifest(long slot) throws ArchiveException {
        String name = Names.snapshotManifest(group, slot);
        byte[] bytes = store.get(name);
        if (bytes == null) {
            return null;
        }
        try {
            SnapshotManifest manifest = SnapshotManifest.decode(bytes);
            if (manifest.slot() != slot || !manifest.group().equals(group)) {
                throw new DamagedArchiveException(name, "is of " + manifest.group() + " at slot " + manifest.slot());
            }
            return manifest;
        } catch (CodecException e) {
            throw new DamagedArchiveException(name, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads a chunk.
     *
     * @param number from 0 on
     * @throws DamagedArchiveException when it is missing or has another checksum; also when it was deleted meanwhile
     */
    public byte[] chunk(SnapshotManifest manifest, int number) throws ArchiveException {
        String name = Names.chunk(group, manifest.slot(), number);
        byte[] bytes = SegmentReader.bytes(store, name);
        if (Checksum.of(bytes) != manifest.checksums().get(number)) {
            throw new DamagedArchiveException(name, "does not have the checksum that its manifest tells");
        }
        return bytes;
    }

    /** Deletes all but the newest {@code count} snapshots, and what was begun before the oldest of these. */
    public void keepNewest(int count) throws ArchiveException {
        if (count < 1) {
            throw new IllegalArgumentException("at least one snapshot is kept, not " + count);
        }
        List<String> names = store.list(Names.snapshots(group));
        List<Long> whole = slots(names, name -> name.endsWith("/manifest"));
        if (whole.isEmpty()) {
            return;
        }
        long oldest = whole.get(Math.max(0, whole.size() - count));
        for (long slot : slots(names, name -> true)) {
            if (slot < oldest) {
                store.delete(Names.snapshotManifest(group, slot));
                for (String name : names) {
                    if (name.startsWith(Names.snapshot(group, slot))) {
                        store.delete(name);
                    }
                }
            }
        }
    }
}
