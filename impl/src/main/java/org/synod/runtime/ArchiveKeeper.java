package org.synod.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.archive.Archiver;
import org.synod.archive.GroupArchive;
import org.synod.archive.SegmentContent;
import org.synod.core.Command;
import org.synod.core.GroupId;
import org.synod.protocol.Replica;

/**
 * Hands segments of the chosen log to the archiver, while this replica leads, as soon as their last slot is durable here as
 * chosen. On the event loop.
 */
final class ArchiveKeeper {

    private final GroupId group;
    private final Archiver archiver;
    private final int segmentSlots;
    private final long backlogBytes;

    /** The last slot that was handed over; it need not be archived yet. */
    private long submittedUpTo;

    ArchiveKeeper(GroupId group, Archiver archiver, int segmentSlots, long backlogBytes) {
        this.group = group;
        this.archiver = archiver;
        this.segmentSlots = segmentSlots;
        this.backlogBytes = backlogBytes;
    }

    /** Hands over what can be. What finds no room is handed over later. */
    void submit(Replica replica) {
        if (!replica.isLeader()) {
            // Whoever leads next begins behind what is archived by then.
            submittedUpTo = 0;
            return;
        }
        long first = Math.max(submittedUpTo, replica.archivedUpTo()) + 1;
        long last = GroupArchive.lastSlotOfSegment(first, segmentSlots);
        while (last <= replica.notedUpTo() && first > replica.trimmed()) {
            List<Command> commands = new ArrayList<>();
            for (long slot = first; slot <= last; slot++) {
                commands.add(replica.chosen(slot));
            }
            if (!archiver.submit(new SegmentContent(group, first, commands, replica.governing(last + 1)))) {
                return;
            }
            submittedUpTo = last;
            first = last + 1;
            last = GroupArchive.lastSlotOfSegment(first, segmentSlots);
        }
    }

    /** What was handed over was given up: it is to be tried again. */
    void refused() {
        submittedUpTo = 0;
    }

    /** Why no more may be written, as one phrase; null when more may. */
    @Nullable String refusal(Replica replica) {
        if (replica.retainedBytes() < backlogBytes) {
            return null;
        }
        String error = archiver.lastError();
        return "the archive does not keep up: " + replica.retainedBytes() + " bytes of log wait for it"
                + (error == null ? "" : " (" + error + ")");
    }

    /** Bytes that wait in the archiver. */
    long backlogBytes() {
        return archiver.backlogBytes();
    }

    /** Why the last attempt failed; null when it did not. */
    @Nullable String error() {
        return archiver.lastError();
    }
}
