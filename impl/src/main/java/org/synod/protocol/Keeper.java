package org.synod.protocol;

import org.synod.core.Ballot;
import org.synod.core.Configuration;
import org.synod.message.Message;

/**
 * What a replica keeps, and lets go: the notes of its log, its tree, the archive and the trimmed prefix.
 *
 * <p>Source: {@code ReplicationGroup!Note, Apply, Snapshot, InstallSnapshot, Archive, Trim, Fetch}; {@code
 * LeasedGroup!Acknowledge}.
 */
final class Keeper {

    private final State s;
    private long noteDue;

    Keeper(State state) {
        this.s = state;
    }

    /** {@code ReplicationGroup!Apply}; and {@code LeasedGroup!Acknowledge} of what this leader chose itself. */
    void applied(long upTo, Output output) {
        if (upTo <= s.applied) {
            return;
        }
        if (upTo > s.learner.chosenUpTo()) {
            throw new IllegalArgumentException(
                    "slot " + upTo + " is applied, but only " + s.learner.chosenUpTo() + " slots are known chosen");
        }
        long first = s.applied + 1;
        s.applied = upTo;
        output.took(new Transition.Apply(upTo));
        Leader leading = s.leading();
        if (leading == null) {
            return;
        }
        long from = first;
        for (long slot = first; slot <= upTo + 1; slot++) {
            if (slot > upTo || !s.rules.mayAcknowledge(leading.hasCounted(slot))) {
                if (slot > from) {
                    output.took(new Transition.Acknowledge(leading.ballot(), from, slot - 1));
                    output.acknowledged().add(new Output.Acknowledged(from, slot - 1));
                }
                from = slot + 1;
            }
        }
    }

    /** {@code ReplicationGroup!Snapshot}. */
    void snapshotted(long upTo, Output output) {
        if (upTo > s.applied) {
            throw new IllegalArgumentException(
                    "a tree is durable up to slot " + upTo + ", but only " + s.applied + " slots are applied");
        }
        if (upTo > s.snapshot) {
            s.snapshot = upTo;
            output.took(new Transition.Snapshot(upTo));
            trim(output);
        }
    }

    /** {@code ReplicationGroup!Archive}. */
    void archived(long upTo, boolean own, Output output) {
        if (own && upTo > s.archivedUpTo) {
            output.took(new Transition.Archive(upTo));
        }
        s.archivedUpTo = Math.max(s.archivedUpTo, upTo);
        trim(output);
    }

    /** {@code ReplicationGroup!Trim}, as often as {@code ReplicationGroup!MayTrim} lets it: what is archived, noted, and in the tree where there is one. */
    void trim(Output output) {
        long upTo = s.rules.mayTrim(s.archivedUpTo, s.acceptor.durableChosenUpTo(), s.isStorage(), s.snapshot);
        if (upTo > s.baseWritten) {
            s.baseWritten = upTo;
            s.acceptor.noteTrimmed(upTo, s.learner.configurations().governing(upTo + 1), null, output);
        }
    }

    /** {@code ReplicationGroup!Fetch}, then {@code Note} and {@code Trim}, of what a log replica need not have. */
    void skipped(long upTo, Configuration governing, Output output) {
        if (s.isStorage()) {
            output.refuse("a storage replica needs every entry");
        } else if (upTo > s.archivedUpTo) {
            output.refuse("the archive is not known to hold every slot up to " + upTo);
        } else if (upTo > s.learner.chosenUpTo()) {
            output.took(new Transition.Fetch(upTo));
            s.learner.trim(upTo, governing, output);
            s.baseWritten = upTo;
            s.noteWritten = Math.max(s.noteWritten, upTo);
            s.acceptor.noteTrimmed(upTo, governing, null, output);
        }
    }

    /** {@code ReplicationGroup!InstallSnapshot}. */
    void installed(Input.Installed input, Output output) {
        long upTo = input.upTo();
        if (upTo > s.archivedUpTo) {
            output.refuse("a copied tree must be archived, and slot " + upTo + " is not known to be");
        } else if (upTo > s.learner.chosenUpTo()) {
            s.baseWritten = upTo;
            s.noteWritten = Math.max(s.noteWritten, upTo);
            s.acceptor.noteTrimmed(upTo, input.governing(), input.from(), output);
        }
    }

    /** What the log has made durable of all this. Call it behind {@link Acceptor#flush}. */
    void flush(long records, Output output) {
        long noted = s.acceptor.durableChosenUpTo();
        Configuration governing = s.acceptor.flushNotes(records, output);
        if (governing != null) {
            long base = s.acceptor.trimmed();
            if (base > s.learner.chosenUpTo()) {
                // The rest of what was copied is in the tree.
                s.applied = base;
                s.snapshot = base;
            }
            s.learner.trim(base, governing, output);
        }
        long now = s.acceptor.durableChosenUpTo();
        if (now == noted) {
            return;
        }
        Leader leading = s.leading();
        if (leading != null) {
            leading.holds(s.self, now);
        } else if (!s.following.equals(Ballot.ZERO)) {
            output.send(s.following.replica(), new Message.Held(now, s.archivedUpTo));
        }
        trim(output);
    }

    /**
     * Notes how much is chosen, now and then; at once when a configuration is among it, since writes wait until that is
     * held by a quorum.
     */
    void note(Output output) {
        long chosenUpTo = s.learner.chosenUpTo();
        if (chosenUpTo > s.noteWritten
                && (s.now() >= noteDue || s.learner.configurations().newest().slot() > s.noteWritten)) {
            s.noteWritten = chosenUpTo;
            noteDue = s.now() + s.settings.timing().noteNanos();
            s.acceptor.noteChosen(chosenUpTo, output);
        }
    }
}
