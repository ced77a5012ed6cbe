package org.synod.wal;

import java.io.IOException;

/** There is no room on the disk. Nothing was promised for what was being written, and it may be tried again. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
        super(message);
    }
}
