package org.synod.restore;

import java.nio.file.Path;
import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * A tree that was restored and checked.
 *
 * @param file the tree's, for {@code TreeStore.open}
 * @param slot every command up to it is in the tree, and none behind
 * @param timeMillis the leader's time of the last command that has one, in milliseconds since 1970; 0 for none
 * @param governing the configuration of the next slot
 * @param keys how many there are
 * @param digest a sum over all keys and sessions that does not depend on their order
 * @param segments how many segments of the archive were read
 * @param snapshotSlot of the archived snapshot that it began with; 0: none, all is from the log
 * @param comparedSlot where the tree on its way was compared with another archived snapshot; 0: with none
 */
public record Restored(
        Path file,
        GroupId group,
        long slot,
        long timeMillis,
        Configuration governing,
        long keys,
        long digest,
        int segments,
        long snapshotSlot,
        long comparedSlot) {}
