package org.synod.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    /** How long after a segment was given up it is handed over again; each time twice as long. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LONGEST_RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final GroupId group;
    private final Archiver archiver;
    private final int segmentSlots;
    private final long backlogBytes;

    /** The last slot that was handed over; it need not be archived yet. */
    private long submittedUpTo;

    /** Why a segment was given up; null when none was since the archive went on. */
    private @Nullable String refused;

    /** How far the archive was when a segment was given up. */
    private long refusedAt;

    private long retryNanos;
    private long pauseNanos;

    ArchiveKeeper(GroupId group, Archiver archiver, int segmentSlots, long backlogBytes) {
        this.group = group;
        this.archiver = archiver;
        this.segmentSlots = segmentSlots;
        this.backlogBytes = backlogBytes;
    }

    /** Hands over what can be. What finds no room is handed over later. */
    void submit(Replica replica, long nowNanos) {
        if (!replica.isLeader()) {
            // Whoever leads next begins behind what is archived by then.
            submittedUpTo = 0;
            refused = null;
            return;
        }
        if (refused != null && replica.archivedUpTo() > refusedAt) {
            refused = null;
        } else if (refused != null && nowNanos - retryNanos < 0) {
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

    /**
     * A segment was given up, and with it what follows. It is handed over again after a while: an archive that somebody has
     * mended goes on by itself, and until then the log is kept, and the alarm stands.
     */
    void refused(Replica replica, String why, long nowNanos) {
        submittedUpTo = 0;
        if (refused == null || nowNanos - retryNanos >= 0) {
            pauseNanos = refused == null ? RETRY_NANOS : Math.min(2 * pauseNanos, LONGEST_RETRY_NANOS);
            retryNanos = nowNanos + pauseNanos;
        }
        refused = why;
        refusedAt = replica.archivedUpTo();
    }

    /** One sentence as long as a segment is given up; null otherwise. */
    @Nullable String alarm() {
        return refused;
    }

    /** Why no more may be written, as one phrase; null when more may. */
    @Nullable String refusal(Replica replica) {
        if (replica.retainedBytes() < backlogBytes) {
            return null;
        }
        String error = error();
        return "the archive does not keep up: " + replica.retainedBytes() + " bytes of log wait for it"
                + (error == null ? "" : " (" + error + ")");
    }

    /** Bytes that wait in the archiver. */
    long backlogBytes() {
        return archiver.backlogBytes();
    }

    /** Why the last attempt failed; null when it did not. */
    @Nullable String error() {
        String own = refused;
        return own == null ? archiver.lastError() : own;
    }
}
