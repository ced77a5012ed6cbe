package org.synod.protocol;

import org.synod.core.Configuration;
import org.synod.core.ReplicaId;

/**
 * What a replica is told once.
 *
 * @param seed draws its election time-outs; give each replica another
 * @param maxInFlight how many of a leader's slots may be proposed and not chosen, before it refuses
 * @param maxRetainedBytes how many bytes of commands the replica keeps in memory, before its leader refuses
 */
public record Settings(
        ReplicaId self, Configuration configuration, Timing timing, long seed, int maxInFlight, long maxRetainedBytes) {

    /** The usual limits: 16,384 slots in flight, 1 GiB of commands. */
    public static Settings of(ReplicaId self, Configuration configuration, Timing timing, long seed) {
        return new Settings(self, configuration, timing, seed, 16_384, 1L << 30);
    }

    public Settings {
        if (configuration.indexOf(self) < 0) {
            throw new IllegalArgumentException(self + " is not a member of " + configuration.replicas());
        }
        if (maxInFlight < 1 || maxRetainedBytes < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
