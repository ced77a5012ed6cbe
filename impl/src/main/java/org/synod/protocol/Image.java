package org.synod.protocol;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;

/**
 * What the specification has of one replica that is up: its part of a state of {@code ReplicationGroup.tla}, under the
 * same names. For those who hold the two to each other; {@link Replica#of} makes a replica of it and {@link Replica#image}
 * says what has become of that.
 *
 * <p>Left out is what a replica only heard (promises, votes and notes of others, the archive), what is not durable and
 * nobody waits for, and all that leases and timers need.
 *
 * @param gone it was removed; the rest means nothing then
 * @param promised {@link Ballot#ZERO} for none
 * @param chosen what is known chosen behind {@code trimmed}, with or without holes
 * @param pending for each promise or vote that is not durable, oldest first, the messages that wait for it
 * @param governing the configuration of the slot behind {@code trimmed}
 * @param applied the slot that the tree is up to
 * @param snapshot the slot that the durable tree is up to
 * @param term of the ballot that it prepares or leads; null while it follows
 */
public record Image(
        boolean gone,
        Ballot promised,
        SortedMap<Long, Entry> accepted,
        SortedMap<Long, Command> chosen,
        List<List<Output.Envelope>> pending,
        long noted,
        long trimmed,
        Configuration governing,
        long applied,
        long snapshot,
        @Nullable Term term) {

    /**
     * A ballot of its own.
     *
     * @param leads whether phase 1 is over
     * @param next the slot of the next proposal; before that the first slot that phase 1 is about
     * @param awaited the configuration to be proposed again when all before it is known chosen
     * @param proposals what it proposed under {@code acting} and does not know chosen
     * @param proposedConfiguration the slot of the configuration that it proposed last; 0 for none
     */
    public record Term(
            Ballot ballot,
            boolean leads,
            long next,
            Configuration acting,
            @Nullable Command awaited,
            SortedMap<Long, Command> proposals,
            long proposedConfiguration) {}

    /** What it has of the state. */
    static Image of(State s) {
        Leader own = s.leader;
        return new Image(
                s.gone,
                s.acceptor.promised(),
                s.acceptor.votes(),
                s.learner.chosen(),
                s.acceptor.pending(),
                s.acceptor.durableChosenUpTo(),
                s.acceptor.trimmed(),
                s.learner.configurations().governing(s.learner.trimmed() + 1),
                s.applied,
                s.snapshot,
                own == null ? null : own.term(s.learner));
    }

    /** Puts it in the place of the state of a replica that has none yet. Of the archive it has heard what it trimmed. */
    void restore(State s) {
        s.gone = gone;
        s.acceptor.restore(this);
        if (trimmed > 0) {
            s.learner.trim(trimmed, governing, new Output());
        }
        chosen.forEach((slot, command) -> s.learner.learn(slot, command, new Output()));
        s.highest = promised;
        s.applied = applied;
        s.snapshot = snapshot;
        s.archivedUpTo = trimmed;
        s.noteWritten = noted;
        s.baseWritten = trimmed;
        Term own = term;
        if (own != null) {
            s.leader = Leader.of(own, s.rules, s.settings.timing());
            s.leader.holds(s.self, noted);
        }
    }
}
