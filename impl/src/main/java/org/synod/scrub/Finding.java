package org.synod.scrub;

import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;

/**
 * Something that is not what it should be.
 *
 * @param replica whose it is; null: the archive's, or nobody can tell whose
 * @param from where the range begins that was looked at
 * @param to where it ends; null: behind the last key
 * @param firstBadKey the first key of the range that is missing, too much or different; null: it is not about keys
 * @param slot of the tree; of the archive the last slot up to which all is whole
 * @param sentence for people
 */
public record Finding(
        Kind kind,
        GroupId group,
        @Nullable ReplicaId replica,
        Bytes from,
        @Nullable Bytes to,
        @Nullable Bytes firstBadKey,
        long slot,
        String sentence) {

    /** What is wrong. */
    public enum Kind {
        /** A replica has other keys, versions or values than it should. */
        KEYS_DIFFER,
        /** A replica has other client sessions than it should. */
        SESSIONS_DIFFER,
        /** A replica's tree cannot be read. */
        TREE_CORRUPT,
        /** An object of the archive is missing or wrong, or the archive contradicts itself. */
        ARCHIVE_DAMAGED
    }
}
