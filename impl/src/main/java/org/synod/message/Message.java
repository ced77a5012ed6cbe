package org.synod.message;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Entry;
import org.synod.core.ReplicaId;

/**
 * What one replica says to another. Names as in Paxos Made Simple and in {@code ReplicationGroup.tla}, {@code
 * LeasedGroup.tla} and {@code FailureDetection.tla}.
 *
 * <p>{@code configuration} is always the slot of the configuration that the ballot's leader acts under; 0 is the first
 * one.
 */
public sealed interface Message {

    /** Phase 1a: will you promise this ballot, and what did you vote for from this slot on? */
    record Prepare(Ballot ballot, long slot, long configuration) implements Message {}

    /**
     * Phase 1b: I take part in no lower ballot; these are my votes from the slot of the Prepare on.
     *
     * <p>A long report travels in parts, so that no message outgrows a frame: {@code part} counts from 0, and the
     * promise holds when all {@code parts} of them are there.
     *
     * @param slot the slot of the Prepare that this answers
     * @param trimmed of my log the slots up to this one are gone; parts that do not say the same are not of one promise
     */
    record Promise(
            Ballot ballot,
            long slot,
            long configuration,
            long trimmed,
            int part,
            int parts,
            SortedMap<Long, Entry> entries)
            implements Message {}

    /**
     * Phase 2a: vote for these commands in consecutive slots.
     *
     * @param slot the slot of the first command
     * @param chosenUpTo every slot up to this one is chosen
     */
    record Accept(Ballot ballot, long slot, long configuration, List<Command> commands, long chosenUpTo)
            implements Message {}

    /** Phase 2b: I hold, durably, my votes in this ballot for {@code count} slots from {@code slot} on. */
    record Accepted(Ballot ballot, long slot, int count) implements Message {}

    /** I take no part in your {@code ballot}: I promised {@code promised}. */
    record Reject(Ballot ballot, Ballot promised) implements Message {}

    /** These commands are chosen in consecutive slots from {@code slot} on. */
    record Chosen(long slot, List<Command> commands) implements Message {}

    /**
     * Every slot up to this one is durable with me, as chosen. A leader is told so by its members, and tells so whoever
     * is to become one.
     *
     * @param archivedUpTo every slot up to this one is in the archive, as far as I know
     */
    record Held(long slot, long archivedUpTo) implements Message {}

    /**
     * I lead this ballot, and every slot up to {@code chosenUpTo} is chosen. Grant me a lease.
     *
     * @param round counts the heartbeats of this ballot
     * @param archivedUpTo every slot up to this one is in the archive
     */
    record Heartbeat(Ballot ballot, long round, long configuration, long chosenUpTo, long archivedUpTo)
            implements Message {}

    /** From when I heard this heartbeat on I promise no other ballot for as long as a lease lasts. */
    record Granted(Ballot ballot, long round, long configuration) implements Message {}

    /**
     * I lead this ballot no more: whoever granted me a lease is free.
     *
     * @param successor who had best lead next, if I know
     */
    record Release(Ballot ballot, @Nullable ReplicaId successor) implements Message {}

    /** What is chosen from this slot on? */
    record Fetch(long slot) implements Message {}

    /** Of my log the slots up to this one are gone; the archive has them, and all others up to {@code archivedUpTo}. */
    record Trimmed(long slot, long archivedUpTo) implements Message {}

    /** I do not hear the leader. Do you? */
    record Ask(long round) implements Message {}

    /** What was asked in that round: whether I hear the leader. */
    record Answer(long round, boolean hears) implements Message {}

    /** The configuration of this slot, which you are no member of, is established: you are not needed any more. */
    record Retire(long configuration) implements Message {}
}
