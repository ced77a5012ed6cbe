package org.synod.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the log. The thinnest layer over the operating system, so that tests can put faults into it. */
public interface LogFile extends Closeable {

    /** Bytes. */
    long size() throws IOException;

    /**
     * Fills {@code target} from {@code offset} on.
     *
     * @return how many bytes; less than asked for only at the end of the file
     */
    int read(ByteBuffer target, long offset) throws IOException;

    /**
     * Writes all of {@code source} at {@code offset}.
     *
     * @throws DiskFullException when there is no room; some of it may have been written
     */
    void write(ByteBuffer source, long offset) throws IOException;

    /** Makes everything written so far survive a loss of power. When this fails, nothing more may be believed. */
    void force() throws IOException;
}
