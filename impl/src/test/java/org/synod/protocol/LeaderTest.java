package org.synod.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/** By which promises a candidate leads, where they travel in parts. {@code ReplicationGroup!Lead, Sufficient}. */
final class LeaderTest {
    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final ReplicaId R2 = new ReplicaId("r2");
    private static final Configuration FIRST =
            Configuration.first(List.of(Member.storage(R1), Member.storage(R2), Member.storage(new ReplicaId("r3"))));
    private static final Ballot OLD = new Ballot(1, R2);
    private static final Ballot BALLOT = new Ballot(2, R1);

    /** A part of a promise, with a vote in each slot from the one to the other. */
    private static Message.Promise part(long trimmed, int part, int parts, long first, long last) {
        TreeMap<Long, Entry> votes = new TreeMap<>();
        for (long slot = first; slot <= last; slot++) {
            votes.put(slot, new Entry(OLD, 0, vote(slot)));
        }
        return new Message.Promise(BALLOT, 1, 0, trimmed, part, parts, votes);
    }

    private static Command vote(long slot) {
        return new Command(1, slot, new byte[0]);
    }

    private static Leader candidate() {
        Leader candidate = new Leader(Rules.CORRECT, FIRST, BALLOT, 1, Timing.DEFAULT);
        assertFalse(candidate.promised(R1, part(0, 0, 1, 1, 0)));
        return candidate;
    }

    @Test
    void theLastPartMakesThePromise() {
        Leader candidate = candidate();
        assertFalse(candidate.promised(R2, part(0, 1, 2, 4, 6)));
        assertTrue(candidate.promised(R2, part(0, 0, 2, 1, 3)));
        assertEquals(6, candidate.lead().size());
    }

    @Test
    void partsOfTwoPromisesMakeNone() {
        Leader candidate = candidate();
        // It promised, trimmed up to slot 2, and promised again; of the first promise a part is late.
        assertFalse(candidate.promised(R2, part(2, 0, 2, 3, 5)));
        assertFalse(candidate.promised(R2, part(2, 1, 2, 6, 6)));
        assertEquals(2, candidate.missing());
        assertFalse(candidate.promised(R2, part(0, 0, 2, 1, 3)), "slots 4 and 5 would get no-ops");
        assertFalse(candidate.hasPromised(R2), "it is asked again");
        assertTrue(candidate.promised(R2, part(0, 1, 2, 4, 6)));
        TreeMap<Long, Command> adopted = new TreeMap<>(candidate.lead());
        for (long slot = 1; slot <= 6; slot++) {
            assertEquals(vote(slot), adopted.get(slot));
        }
    }
}
