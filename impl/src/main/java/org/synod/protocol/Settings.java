package org.synod.protocol;

import org.synod.core.Configuration;
import org.synod.core.ReplicaId;
import org.synod.core.Role;

/**
 * What a replica is told once.
 *
 * @param first the group's first configuration, the same at every replica; this one need not be a member yet
 * @param seed draws its election time-outs; give each replica another
 * @param longestLeaseNanos the longest lease that this replica may ever have granted: for so long it joins nobody after a
 *     restart
 * @param maxInFlight how many of a leader's slots may be proposed and not chosen, before it refuses
 * @param maxRetainedBytes how many bytes of commands the replica keeps in memory, before its leader refuses
 * @param rules what it decides by
 */
public record Settings(
        ReplicaId self,
        Role role,
        Configuration first,
        Timing timing,
        long seed,
        long longestLeaseNanos,
        int maxInFlight,
        long maxRetainedBytes,
        Rules rules) {

    /** The usual limits: 16,384 slots in flight, 1 GiB of commands; and the right rules. */
    public static Settings of(ReplicaId self, Role role, Configuration first, Timing timing, long seed) {
        return new Settings(self, role, first, timing, seed, timing.leaseNanos(), 16_384, 1L << 30, Rules.CORRECT);
    }

    /** These settings with other rules. */
    public Settings withRules(Rules other) {
        return new Settings(self, role, first, timing, seed, longestLeaseNanos, maxInFlight, maxRetainedBytes, other);
    }

    public Settings {
        if (maxInFlight < 1 || maxRetainedBytes < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
        if (longestLeaseNanos < timing.leaseNanos()) {
            throw new IllegalArgumentException("no lease is longer than the longest");
        }
    }
}
