package org.synod.core;

/**
 * One record of a group in the write-ahead log.
 *
 * <p>{@link Promised} and {@link Voted} are what an acceptor must not forget: what they allow to be said waits until
 * they are durable. {@link Learned} and {@link ChosenUpTo} save work after a restart, and let others go once they are
 * durable.
 */
public sealed interface LogRecord {

    /** The acceptor takes part in no ballot below this one. {@code ReplicationGroup!WritePromise}. */
    record Promised(Ballot ballot) implements LogRecord {}

    /**
     * The acceptor's vote, which is a promise as well. {@code ReplicationGroup!WriteVote}.
     *
     * @param under the slot of the configuration that the vote was cast under
     */
    record Voted(Ballot ballot, long slot, long under, Command command) implements LogRecord {}

    /** The command is chosen in the slot, and the acceptor's own last vote there was for another one or for none. */
    record Learned(long slot, Command command) implements LogRecord {}

    /**
     * Every slot up to this one is chosen: as last voted, or as learned where there is such a record.
     * {@code ReplicationGroup!Note}.
     */
    record ChosenUpTo(long slot) implements LogRecord {}

    /**
     * The group's log begins behind this slot: all up to it is chosen and can be had elsewhere. {@code
     * ReplicationGroup!Trim, InstallSnapshot}.
     *
     * <p>It stands for all that the log held before it and that is still needed, but for the votes in later slots: so
     * whatever is older may be removed.
     *
     * @param governing the configuration of the next slot
     * @param promised the acceptor takes part in no ballot below this one
     * @param votes how many promises and votes this log ever made durable
     */
    record Trimmed(long slot, Configuration governing, Ballot promised, long votes) implements LogRecord {}

    /** Whether it is one of the two that an acceptor must not forget. */
    default boolean isVote() {
        return switch (this) {
            case Promised p -> true;
            case Voted v -> true;
            case Learned l -> false;
            case ChosenUpTo c -> false;
            case Trimmed t -> false;
        };
    }
}
