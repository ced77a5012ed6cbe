package org.synod.wal;

import java.io.IOException;

/** The data folder cannot be used as it is. */
public final class DataFolderException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param message one sentence: what stands in the way
     */
    public DataFolderException(String message) {
        super(message);
    }
}
