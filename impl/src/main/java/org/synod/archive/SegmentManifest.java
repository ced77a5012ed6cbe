package org.synod.archive;

import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * What a segment says of itself: the header of the segment, and, as an object of its own, the proof that the segment is
 * there.
 *
 * @param firstTimeMillis the leader's time of the first command that has one, in milliseconds since 1970; 0 for none
 * @param lastTimeMillis of the last one
 * @param predecessor the checksum of the segment before; 0 for the first
 * @param governing the configuration that governs the slot behind the last
 * @param bodyBytes how long the commands are
 * @param bodyChecksum CRC32C of them
 */
public record SegmentManifest(
        GroupId group,
        long firstSlot,
        long lastSlot,
        long firstTimeMillis,
        long lastTimeMillis,
        int predecessor,
        Configuration governing,
        long bodyBytes,
        int bodyChecksum) {

    /** What the next segment calls its predecessor: CRC32C of all of this, and so of all segments so far. */
    public int checksum() {
        return SegmentFormat.checksum(this);
    }
}
