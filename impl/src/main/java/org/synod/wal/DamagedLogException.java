package org.synod.wal;

import java.io.IOException;

/**
 * The log has lost something that it once held durably. The replica may have forgotten promises and votes, so it must
 * not take part under its old name.
 */
public final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param message one sentence that names the file and the offset
     */
    public DamagedLogException(String message) {
        super(message);
    }
}
