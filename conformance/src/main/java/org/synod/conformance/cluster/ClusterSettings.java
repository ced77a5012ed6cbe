package org.synod.conformance.cluster;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run with real processes does.
 *
 * @param folder the run's own folder, which must be empty or not exist
 * @param seconds how long clients work
 * @param clients how many clients there are, one operation out each
 * @param rate operations a second, of all clients together; 0 for as many as they can
 * @param kills how often the leader is killed
 * @param pauses how often a follower is paused
 * @param handovers how often the leader is stopped in order, and started again
 * @param losses how often a follower is killed for good, with its disk, and the group has to heal; at most once
 * @param mutant the mistake that all nodes have; null for none
 */
public record ClusterSettings(
        Path folder,
        int replicas,
        int seconds,
        int clients,
        int rate,
        int kills,
        int pauses,
        int handovers,
        int losses,
        long seed,
        @Nullable String mutant) {

    public ClusterSettings {
        if (replicas < 1
                || seconds < 1
                || clients < 1
                || rate < 0
                || kills < 0
                || pauses < 0
                || handovers < 0
                || losses < 0
                || losses > 1) {
            throw new IllegalArgumentException(
                    "replicas, seconds and clients are at least 1, losses 0 or 1, and the others not negative");
        }
    }

    /** The same in another folder. */
    public ClusterSettings in(Path other) {
        return new ClusterSettings(
                other, replicas, seconds, clients, rate, kills, pauses, handovers, losses, seed, mutant);
    }
}
