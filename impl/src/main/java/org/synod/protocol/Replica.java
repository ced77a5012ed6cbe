package org.synod.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;

/** Placeholder signature; the lead is writing it. */
public final class Replica {
    /** @param log all records of this group's log, oldest first, all durable; empty for a new replica */
    public Replica(Settings settings, Iterable<LogRecord> log) {
        throw new IllegalStateException("being written: " + settings + log);
    }

    /** What a restarted replica has to report and apply before its first input; empty for a new one. */
    public Output start() {
        return new Output();
    }

    public Output step(Input input) {
        throw new IllegalStateException("being written" + input);
    }

    /** Whom this replica believes to lead, or null. */
    public @Nullable ReplicaId leader() {
        return null;
    }

    public boolean isLeader() {
        return leader() != null;
    }

    public Ballot promised() {
        return Ballot.ZERO;
    }

    public long chosenUpTo() {
        return List.of().size();
    }
}
