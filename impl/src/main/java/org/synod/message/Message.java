package org.synod.message;

import java.util.List;
import java.util.SortedMap;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Entry;

/** What one replica says to another. Names as in Paxos Made Simple and in {@code MultiPaxos.tla}. */
public sealed interface Message {

    /** Phase 1a: will you promise this ballot, and what did you vote for from this slot on? */
    record Prepare(Ballot ballot, long slot) implements Message {}

    /**
     * Phase 1b: I take part in no lower ballot; these are my votes from the slot of the Prepare on.
     *
     * <p>A long report travels in parts, so that no message outgrows a frame: {@code part} counts from 0, and the
     * promise holds when all {@code parts} of them are there.
     *
     * @param slot the slot of the Prepare that this answers
     */
    record Promise(Ballot ballot, long slot, int part, int parts, SortedMap<Long, Entry> entries) implements Message {}

    /**
     * Phase 2a: vote for these commands in consecutive slots.
     *
     * @param slot the slot of the first command
     * @param chosenUpTo every slot up to this one is chosen
     */
    record Accept(Ballot ballot, long slot, List<Command> commands, long chosenUpTo) implements Message {}

    /** Phase 2b: I hold, durably, my votes in this ballot for {@code count} slots from {@code slot} on. */
    record Accepted(Ballot ballot, long slot, int count) implements Message {}

    /** I take no part in your {@code ballot}: I promised {@code promised}. */
    record Reject(Ballot ballot, Ballot promised) implements Message {}

    /** These commands are chosen in consecutive slots from {@code slot} on. */
    record Chosen(long slot, List<Command> commands) implements Message {}

    /** I lead this ballot, and every slot up to {@code chosenUpTo} is chosen. */
    record Heartbeat(Ballot ballot, long chosenUpTo) implements Message {}

    /** What is chosen from this slot on? */
    record Fetch(long slot) implements Message {}
}
