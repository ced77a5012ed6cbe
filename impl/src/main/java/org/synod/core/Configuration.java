package org.synod.core;

import java.util.List;

/**
 * The members of a group, all of them voters, in a fixed order that every member knows.
 *
 * <p>Invariant: between 1 and {@link #MOST_REPLICAS} replicas, none of them twice.
 */
public record Configuration(List<ReplicaId> replicas) {

    /** A member's vote is one bit of a {@code long}. */
    public static final int MOST_REPLICAS = 64;

    public Configuration {
        replicas = List.copyOf(replicas);
        if (replicas.isEmpty() || replicas.size() > MOST_REPLICAS) {
            throw new IllegalArgumentException(
                    "a group has 1 to " + MOST_REPLICAS + " replicas, not " + replicas.size());
        }
        if (replicas.stream().distinct().count() != replicas.size()) {
            throw new IllegalArgumentException("a replica stands twice in " + replicas);
        }
    }

    /** The position of a member, or -1 for a stranger. */
    public int indexOf(ReplicaId replica) {
        return replicas.indexOf(replica);
    }

    /** Whether the members whose bits are set are a majority. {@code MultiPaxos!Quorums}. */
    public boolean isQuorum(long members) {
        return 2 * Long.bitCount(members) > replicas.size();
    }
}
