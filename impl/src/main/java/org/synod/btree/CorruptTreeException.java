package org.synod.btree;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;

/**
 * What the disk holds is not what was written. The value is not served; the replica needs the group's tree, or the whole
 * file if no group is named, from another replica.
 */
public final class CorruptTreeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable GroupId group;
    private final transient @Nullable Bytes key;

    /** @param message one phrase: what was found */
    public CorruptTreeException(
            @Nullable GroupId group, @Nullable Bytes key, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.group = group;
        this.key = key;
    }

    /** Whose tree; null: of the file, and so perhaps everybody's. */
    public @Nullable GroupId group() {
        return group;
    }

    /** Where it was found: the key that was asked for, or the first one of a range; null: nowhere in particular. */
    public @Nullable Bytes key() {
        return key;
    }

    /** What a failed read is to the caller: corruption, unless the store was closed meanwhile. */
    static RuntimeException of(@Nullable GroupId group, @Nullable Bytes key, MVStoreException cause) {
        if (cause.getErrorCode() == DataUtils.ERROR_CLOSED) {
            return new IllegalStateException("the tree store is closed", cause);
        }
        return new CorruptTreeException(
                group, key, "the tree " + (group == null ? "file" : "of " + group) + " cannot be read", cause);
    }
}
