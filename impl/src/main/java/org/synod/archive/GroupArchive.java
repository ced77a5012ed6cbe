package org.synod.archive;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * The archived log of one group: a chain of segments, each of which names the checksum of the one before.
 *
 * <p>A segment is put first, read back, and then its manifest. Manifests are named after their first slot alone and put
 * only where there is none: so a segment has one successor, whoever archives, and a crash in between leaves a segment
 * that nobody counts until the next one puts the same bytes and goes on. For one thread.
 */
public final class GroupArchive {
    private final ObjectStore store;
    private final GroupId group;
    private final long segmentSlots;

    private boolean known;
    /** Invariant: when known, the newest manifest that this object has seen or put; null for none. */
    private @Nullable SegmentManifest newest;

    /**
     * @param segmentSlots segments end at multiples of this
     */
    public GroupArchive(ObjectStore store, GroupId group, long segmentSlots) {
        if (segmentSlots < 1) {
            throw new IllegalArgumentException("a segment has at least one slot, not " + segmentSlots);
        }
        this.store = store;
        this.group = group;
        this.segmentSlots = segmentSlots;
    }

    /** The last slot of the segment that begins with {@code firstSlot}: the next multiple of {@code segmentSlots}. */
    public static long lastSlotOfSegment(long firstSlot, long segmentSlots) {
        return (firstSlot + segmentSlots - 1) / segmentSlots * segmentSlots;
    }

    /** Up to which slot all is archived, as far as this object has seen; 0 for nothing. */
    public long archivedUpTo() throws ArchiveException {
        SegmentManifest last = newest();
        return last == null ? 0 : last.lastSlot();
    }

    /** The configuration that governs the slot behind the newest segment; null when there is no segment. */
    public @Nullable Configuration governing() throws ArchiveException {
        SegmentManifest last = newest();
        return last == null ? null : last.governing();
    }

    /**
     * The leader's time of the last archived command that has one, in milliseconds since 1970; 0 for none. Reads what is
     * there now.
     */
    public long lastTimeMillis() throws ArchiveException {
        for (String name : store.list(Names.manifests(group)).reversed()) {
            long time = readManifest(name).lastTimeMillis();
            if (time > 0) {
                return time;
            }
        }
        return 0;
    }

    /**
     * The last archived slot whose command has a leader's time that is not later than this one; 0: none has. Reads what is
     * there now, from the end on.
     *
     * @param timeMillis in milliseconds since 1970
     */
    public long slotAtTime(long timeMillis) throws ArchiveException {
        for (String name : store.list(Names.manifests(group)).reversed()) {
            SegmentManifest manifest = readManifest(name);
            if (manifest.firstTimeMillis() > 0 && manifest.firstTimeMillis() <= timeMillis) {
                String segment = Names.segment(manifest);
                List<Command> commands =
                        SegmentReader.decode(segment, segmentBytes(segment)).commands();
                for (int i = commands.size() - 1; i >= 0; i--) {
                    long time = commands.get(i).timeMillis();
                    if (time > 0 && time <= timeMillis) {
                        return manifest.firstSlot() + i;
                    }
                }
            }
        }
        return 0;
    }

    /** Looks what others have archived meanwhile. */
    public void refresh() throws ArchiveException {
        List<String> names = store.list(Names.manifests(group));
        newest = names.isEmpty() ? null : readManifest(names.getLast());
        known = true;
    }

    private @Nullable SegmentManifest newest() throws ArchiveException {
        if (!known) {
            refresh();
        }
        return newest;
    }

    /**
     * Archives a segment, or compares it with the one that is archived already.
     *
     * @return its manifest, in the archive
     * @throws DivergedArchiveException when the archive has something else there
     * @throws ArchiveException when it does not follow the newest one, or the store fails
     */
    public SegmentManifest append(SegmentContent content) throws ArchiveException {
        checkCut(content);
        if (content.firstSlot() > archivedUpTo() + 1) {
            refresh();
        }
        SegmentManifest last = newest();
        if (content.firstSlot() > archivedUpTo() + 1) {
            throw ArchiveException.permanent("The archive of " + group + " ends with slot " + archivedUpTo()
                    + ": a segment that begins with slot " + content.firstSlot() + " would leave a hole.");
        }
        if (content.firstSlot() <= archivedUpTo()) {
            return compare(content);
        }
        if (last != null && !follows(content.governing(), last)) {
            throw ArchiveException.permanent(
                    "The segment of " + group + " from slot " + content.firstSlot() + " is governed by "
                            + content.governing() + ", and the one before it by " + last.governing() + ".");
        }
        byte[] bytes = SegmentFormat.encode(content, last == null ? 0 : last.checksum());
        SegmentManifest manifest = putSegment(content, bytes);
        return putManifest(content, manifest);
    }

    private void checkCut(SegmentContent content) throws ArchiveException {
        if (!content.group().equals(group)) {
            throw ArchiveException.permanent(
                    "A segment of " + content.group() + " does not belong into the archive of " + group + ".");
        }
        if (content.lastSlot() != lastSlotOfSegment(content.firstSlot(), segmentSlots)) {
            throw ArchiveException.permanent("A segment of " + group + " ends at the next multiple of " + segmentSlots
                    + ", and not with slots " + content.firstSlot() + " to " + content.lastSlot() + ".");
        }
    }

    private static boolean follows(Configuration governing, SegmentManifest last) {
        return governing.slot() > last.lastSlot() || governing.equals(last.governing());
    }

    private SegmentManifest putSegment(SegmentContent content, byte[] bytes) throws ArchiveException {
        SegmentManifest manifest = manifestOf(content, bytes);
        String name = Names.segment(manifest);
        boolean put = store.putIfAbsent(name, bytes, Checksum.of(bytes));
        byte[] found = store.get(name);
        if (Arrays.equals(found, bytes)) {
            return manifest;
        }
        if (put || found == null) {
            throw new ArchiveException("The archive gave back other bytes of " + name + " than it took.", true, null);
        }
        throw diverged(name, found, content);
    }

    /** What is about to be put must be what it will be read as. */
    private static SegmentManifest manifestOf(SegmentContent content, byte[] bytes) {
        try {
            if (SegmentFormat.decode(bytes).equals(content)) {
                return SegmentFormat.manifestOf(bytes);
            }
        } catch (CodecException e) {
            throw new IllegalStateException("an encoded segment cannot be read", e);
        }
        throw new IllegalStateException("an encoded segment is read as another one");
    }

    private SegmentManifest putManifest(SegmentContent content, SegmentManifest manifest) throws ArchiveException {
        byte[] bytes = SegmentFormat.encode(manifest);
        boolean put = store.putIfAbsent(Names.manifest(group, manifest.firstSlot()), bytes, Checksum.of(bytes));
        if (!put) {
            // Someone else, or this one before a crash.
            refresh();
            return compare(content);
        }
        newest = manifest;
        return manifest;
    }

    /** The segment is archived already: as the same one? */
    private SegmentManifest compare(SegmentContent content) throws ArchiveException {
        SegmentManifest archived = readManifest(Names.manifest(group, content.firstSlot()));
        if (archived.lastSlot() != content.lastSlot()) {
            throw ArchiveException.permanent("Slot " + content.firstSlot() + " of " + group
                    + " is archived in a segment up to slot " + archived.lastSlot() + ", not " + content.lastSlot()
                    + ".");
        }
        if (!SegmentFormat.manifest(content, archived.predecessor()).equals(archived)) {
            String name = Names.segment(archived);
            throw diverged(name, segmentBytes(name), content);
        }
        return archived;
    }

    private static DivergedArchiveException diverged(String name, byte[] found, SegmentContent content)
            throws ArchiveException {
        List<Command> archived = SegmentReader.decode(name, found).commands();
        List<Command> own = content.commands();
        for (int i = 0; i < Math.min(archived.size(), own.size()); i++) {
            if (!archived.get(i).equals(own.get(i))) {
                return new DivergedArchiveException(name, content.firstSlot() + i);
            }
        }
        return new DivergedArchiveException(name, 0);
    }

    private SegmentManifest readManifest(String name) throws ArchiveException {
        return SegmentReader.manifest(store, name);
    }

    private byte[] segmentBytes(String name) throws ArchiveException {
        return SegmentReader.bytes(store, name);
    }

    /**
     * The entries from a slot on, as far as the archive goes. Each segment is checked before anything of it is given.
     *
     * @throws ArchiveException when the slot is not archived
     */
    public SegmentReader read(long fromSlot) throws ArchiveException {
        return SegmentReader.from(store, group, fromSlot);
    }

    /**
     * Reads the whole chain.
     *
     * @throws ArchiveException when the store fails, so that nothing can be said
     */
    public Verification verify() throws ArchiveException {
        SegmentReader reader = SegmentReader.from(store, group);
        int segments = 0;
        while (reader.hasSegment()) {
            try {
                reader.nextSegment();
            } catch (DamagedArchiveException e) {
                return new Verification.Broken(e.object(), String.valueOf(e.getMessage()), reader.position() - 1);
            }
            segments++;
        }
        return new Verification.Whole(segments, reader.position() - 1);
    }
}
