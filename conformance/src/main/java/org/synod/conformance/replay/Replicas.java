package org.synod.conformance.replay;

import org.synod.core.LogRecord;
import org.synod.protocol.Replica;
import org.synod.protocol.Settings;

/** Makes the replicas of a replay: the right ones, or such with a fault. */
public interface Replicas {

    /** As the constructor of {@link Replica}. */
    Replica make(Settings settings, boolean ranBefore, Iterable<LogRecord> log, long applied);
}
