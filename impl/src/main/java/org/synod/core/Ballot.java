package org.synod.core;

/**
 * A ballot: a number and the one replica that may lead it. Ordered by number, then by replica.
 *
 * <p>Source: Paxos Made Simple, section 2.2 ("proposal number"); {@code MultiPaxos!Owner}.
 *
 * @param number from 1 upwards; 0 only in {@link #ZERO}
 */
public record Ballot(long number, ReplicaId replica) implements Comparable<Ballot> {

    /** Below every real ballot: nothing promised, nothing led. */
    public static final Ballot ZERO = new Ballot(0, new ReplicaId("none"));

    public Ballot {
        if (number < 0) {
            throw new IllegalArgumentException("a ballot's number is not negative: " + number);
        }
    }

    /** The lowest ballot of {@code owner} above this one. */
    public Ballot next(ReplicaId owner) {
        return new Ballot(number + 1, owner);
    }

    public boolean isLowerThan(Ballot other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Ballot other) {
        int byNumber = Long.compare(number, other.number);
        return byNumber != 0 ? byNumber : replica.compareTo(other.replica);
    }

    @Override
    public String toString() {
        return number + "." + replica;
    }
}
