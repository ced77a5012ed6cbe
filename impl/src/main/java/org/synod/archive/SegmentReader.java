package org.synod.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * Reads a group's segments one after the other, each checked as a whole before anything of it is given: its checksums,
 * its manifest, and that it follows the one before. Ends where the archive ended when reading began. For one thread.
 */
public final class SegmentReader {
    private final ObjectStore store;
    private final GroupId group;
    /** The first slot of the newest segment; 0 when there is none. */
    private final long newest;

    private long nextFirst;
    private @Nullable SegmentManifest before;
    private @Nullable SegmentContent segment;
    /** Of the next entry, in {@code segment}. */
    private int index;

    private int segments;
    private long bytes;

    private SegmentReader(ObjectStore store, GroupId group, long first, long newest) {
        this.store = store;
        this.group = group;
        this.nextFirst = first;
        this.newest = newest;
    }

    /** From the first slot on. */
    static SegmentReader from(ObjectStore store, GroupId group) throws ArchiveException {
        List<String> names = store.list(Names.manifests(group));
        return new SegmentReader(store, group, 1, names.isEmpty() ? 0 : firstSlot(group, names.getLast()));
    }

    /** @throws ArchiveException when the slot is not archived */
    static SegmentReader from(ObjectStore store, GroupId group, long slot) throws ArchiveException {
        List<String> names = store.list(Names.manifests(group));
        long first = 0;
        for (String name : names) {
            long begins = firstSlot(group, name);
            first = begins <= slot ? begins : first;
        }
        if (first == 0) {
            throw ArchiveException.permanent("Slot " + slot + " of " + group + " is not in the archive.");
        }
        SegmentReader reader = new SegmentReader(store, group, first, firstSlot(group, names.getLast()));
        if (first > 1) {
            reader.before = predecessor(store, names, group, first);
        }
        SegmentContent segment = reader.nextSegment();
        if (segment.lastSlot() < slot) {
            throw ArchiveException.permanent("Slot " + slot + " of " + group + " is not in the archive, which has slot "
                    + segment.lastSlot() + ".");
        }
        reader.index = (int) (slot - first);
        return reader;
    }

    private static SegmentManifest predecessor(ObjectStore store, List<String> names, GroupId group, long first)
            throws ArchiveException {
        int at = names.indexOf(Names.manifest(group, first));
        if (at == 0) {
            throw new DamagedArchiveException(Names.manifest(group, first), "has no segment before it");
        }
        return manifest(store, names.get(at - 1));
    }

    private static long firstSlot(GroupId group, String name) throws DamagedArchiveException {
        try {
            long slot = Long.parseLong(name.substring(Names.manifests(group).length()));
            if (slot > 0) {
                return slot;
            }
        } catch (NumberFormatException e) {
            // Says the same.
        }
        throw new DamagedArchiveException(name, "is no name of a manifest");
    }

    /** The first slot that was not read yet as a part of a segment. */
    long position() {
        return nextFirst;
    }

    boolean hasSegment() {
        return nextFirst <= newest;
    }

    /**
     * The next entry.
     *
     * @return null at the end
     * @throws DamagedArchiveException when the next segment is not what it should be
     */
    public @Nullable ArchivedEntry next() throws ArchiveException {
        SegmentContent current = segment;
        if (current == null || index == current.commands().size()) {
            if (!hasSegment()) {
                return null;
            }
            current = nextSegment();
        }
        long slot = current.firstSlot() + index;
        return new ArchivedEntry(slot, current.commands().get(index++));
    }

    /**
     * The configuration that governs behind the last slot of the segment that is being read; null before the first entry.
     */
    public @Nullable Configuration governing() {
        SegmentContent current = segment;
        return current == null ? null : current.governing();
    }

    /** How many segments were read so far. */
    public int segments() {
        return segments;
    }

    /** How many bytes they had. */
    public long bytes() {
        return bytes;
    }

    /** Reads the next segment. */
    SegmentContent nextSegment() throws ArchiveException {
        String name = Names.manifest(group, nextFirst);
        SegmentManifest manifest = manifest(store, name);
        if (!manifest.group().equals(group) || manifest.firstSlot() != nextFirst) {
            throw new DamagedArchiveException(
                    name, "is of " + manifest.group() + " from slot " + manifest.firstSlot() + " on");
        }
        SegmentManifest last = before;
        if (manifest.predecessor() != (last == null ? 0 : last.checksum())) {
            throw new DamagedArchiveException(name, "follows another segment than the one before it");
        }
        if (last != null && last.lastSlot() != nextFirst - 1) {
            throw new DamagedArchiveException(name, "does not begin where the one before it ends");
        }
        String segmentName = Names.segment(manifest);
        byte[] bytes = bytes(store, segmentName);
        SegmentContent content = decode(segmentName, bytes);
        // The codec holds the commands to the header that stands before them.
        if (!manifestOf(segmentName, bytes).equals(manifest)) {
            throw new DamagedArchiveException(segmentName, "is not what its manifest tells");
        }
        segments++;
        this.bytes += bytes.length;
        before = manifest;
        nextFirst = manifest.lastSlot() + 1;
        segment = content;
        index = 0;
        return content;
    }

    static SegmentManifest manifest(ObjectStore store, String name) throws ArchiveException {
        try {
            return SegmentFormat.decodeManifest(bytes(store, name));
        } catch (CodecException e) {
            throw new DamagedArchiveException(name, "cannot be read: " + e.getMessage());
        }
    }

    private static SegmentManifest manifestOf(String name, byte[] segment) throws ArchiveException {
        try {
            return SegmentFormat.manifestOf(segment);
        } catch (CodecException e) {
            throw new DamagedArchiveException(name, "cannot be read: " + e.getMessage());
        }
    }

    static SegmentContent decode(String name, byte[] bytes) throws ArchiveException {
        try {
            return SegmentFormat.decode(bytes);
        } catch (CodecException e) {
            throw new DamagedArchiveException(name, "cannot be read: " + e.getMessage());
        }
    }

    static byte[] bytes(ObjectStore store, String name) throws ArchiveException {
        byte[] bytes = store.get(name);
        if (bytes == null) {
            throw new DamagedArchiveException(name, "is missing");
        }
        return bytes;
    }
}
