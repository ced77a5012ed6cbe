package org.synod.runtime;

import org.synod.transport.WireFormat;
import org.synod.wal.LogFormat;

/**
 * What makes one build of a node another than the next, as far as others depend on it.
 *
 * @param wire between nodes
 * @param log in the data folder
 */
public record Formats(WireFormat wire, LogFormat log) {

    /** This program's. */
    public static final Formats CURRENT = new Formats(WireFormat.CURRENT, LogFormat.CURRENT);
}
