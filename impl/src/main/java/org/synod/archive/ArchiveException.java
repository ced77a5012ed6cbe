package org.synod.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The archive could not do what it was asked. */
public sealed class ArchiveException extends IOException permits DamagedArchiveException, DivergedArchiveException {
    private static final long serialVersionUID = 1;

    private final boolean retryable;

    /**
     * @param message one sentence
     * @param retryable whether the same may succeed later without anybody doing anything about it
     */
    public ArchiveException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    static ArchiveException retryable(String message, Throwable cause) {
        return new ArchiveException(message, true, cause);
    }

    static ArchiveException permanent(String message) {
        return new ArchiveException(message, false, null);
    }

    /** Whether the same may succeed later. */
    public boolean isRetryable() {
        return retryable;
    }
}
