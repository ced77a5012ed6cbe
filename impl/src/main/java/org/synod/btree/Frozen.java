package org.synod.btree;

import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.SessionChanges;

/**
 * Changes on their way to the disk: all of a group's since the flush before, up to a slot.
 *
 * @param generation of the tree that they belong to; if that was replaced or removed meanwhile they are void
 * @param after the slot of the flush before, 0 if there was none
 */
record Frozen(
        GroupId group,
        long generation,
        Memtable table,
        SessionChanges sessions,
        long bytes,
        long after,
        long slot,
        Bytes meta) {}
