package org.synod.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.statemachine.ClientSessions.How;
import org.synod.statemachine.ClientSessions.Outcome;

class ClientSessionsTest {
    private final KeyValueStore store = new KeyValueStore();
    private final ClientSessions sessions = new ClientSessions(store, 3);
    private long slot;

    private static Command put(long client, long sequence, String value) {
        return new Command(client, sequence, new Operation.Put(Bytes.of("k" + client), Bytes.of(value)).encode());
    }

    private Outcome apply(Command command) {
        return sessions.apply(++slot, command);
    }

    @Test
    void aRepetitionGetsTheFirstResult() {
        Outcome first = apply(put(1, 1, "a"));
        Outcome again = apply(put(1, 1, "a"));
        assertEquals(How.EXECUTED, first.how());
        assertEquals(How.REPEATED, again.how());
        assertArrayEquals(first.result(), again.result());
        assertArrayEquals(first.result(), sessions.stored(1, 1));
    }

    @Test
    void anOldOperationIsNotExecutedAfterANewerOne() {
        apply(put(1, 1, "a"));
        apply(put(1, 3, "c"));
        assertEquals(How.EXPIRED, apply(put(1, 2, "b")).how());
        assertTrue(sessions.isStale(1, 2));
        assertFalse(sessions.isStale(1, 3));
        assertEquals("c", valueOf(1));
    }

    private String valueOf(long client) {
        Result found = store.apply(0, new Operation.Get(Bytes.of("k" + client)));
        return found instanceof Result.Found f ? String.valueOf(f.value()) : "";
    }

    @Test
    void anUnknownSessionBeginsWithOne() {
        assertEquals(How.EXPIRED, apply(put(1, 2, "a")).how());
        assertEquals(0, store.size());
    }

    @Test
    void theSessionUsedLeastRecentlyGoesFirst() {
        apply(put(1, 1, "a"));
        apply(put(2, 1, "a"));
        apply(put(3, 1, "a"));
        apply(put(1, 2, "b"));
        assertNotNull(sessions.stored(2, 1)); // Asking is no use: only the log counts.
        apply(put(4, 1, "a"));
        assertEquals(3, sessions.size());
        assertNull(sessions.stored(2, 1));
        assertEquals(How.EXPIRED, apply(put(2, 2, "b")).how());
        assertEquals(How.EXECUTED, apply(put(1, 3, "c")).how());
    }

    @Test
    void aReadIsReadAgain() throws Exception {
        Command read = new Command(1, 1, new Operation.Get(Bytes.of("k2")).encode());
        apply(read);
        apply(put(2, 1, "new"));
        Outcome again = apply(read);
        assertEquals(How.REPEATED, again.how());
        assertEquals(new Result.Found(Bytes.of("new"), 2), Result.decode(again.result()));
        assertNull(sessions.stored(1, 1));
    }

    @Test
    void slotsAreAppliedInOrder() {
        assertEquals(How.NO_OP, apply(Command.NO_OP).how());
        assertThrows(IllegalStateException.class, () -> sessions.apply(3, put(1, 1, "a")));
        assertEquals(1, sessions.applied());
    }

    /** Two replicas that apply the same log agree on every outcome, and no operation is executed twice. */
    @Property(tries = 300)
    void eachOperationHappensAtMostOnce(@ForAll Random random) {
        ClientSessions one = new ClientSessions(new KeyValueStore(), 4);
        ClientSessions two = new ClientSessions(new KeyValueStore(), 4);
        Map<Long, Set<Long>> executed = new HashMap<>();
        for (int at = 1; at <= 200; at++) {
            long client = random.nextLong(1, 7);
            Command command = put(client, random.nextLong(1, 13), "v");
            Outcome outcome = one.apply(at, command);
            one.stored(client, random.nextLong(12));
            Outcome same = two.apply(at, command);
            assertEquals(outcome.how(), same.how());
            assertArrayEquals(outcome.result(), same.result());
            if (outcome.how() == How.EXECUTED) {
                Set<Long> before = executed.computeIfAbsent(client, c -> new HashSet<>());
                if (command.sequence() == 1) {
                    before.clear(); // Its session was forgotten and begins anew: that is what the limit costs.
                }
                assertTrue(before.add(command.sequence()));
            }
        }
    }

    /** What is saved, bit by bit, and loaded again goes on as if nothing had happened: the order of leaving included. */
    @Property(tries = 300)
    void aRestartChangesNoOutcome(@ForAll Random random) throws CodecException {
        MemoryStore keys = new MemoryStore();
        ClientSessions never = new ClientSessions(new KeyValueStore(), 4);
        ClientSessions restarted = new ClientSessions(new KeyValueStore(keys), 4);
        Map<Long, byte[]> disk = new HashMap<>();
        for (int at = 1; at <= 200; at++) {
            long client = random.nextLong(1, 7);
            long sequence = random.nextLong(1, 13);
            Command command = random.nextBoolean()
                    ? put(client, sequence, "v" + at)
                    : new Command(client, sequence, new Operation.Get(Bytes.of("k1")).encode());
            Outcome expected = never.apply(at, command);
            Outcome outcome = restarted.apply(at, command);
            assertEquals(expected.how(), outcome.how());
            assertArrayEquals(expected.result(), outcome.result());
            if (random.nextInt(5) == 0) {
                SessionChanges changes = restarted.takeChanges();
                changes.forgotten().forEach(disk::remove);
                changes.used().forEach(session -> disk.put(session.client(), session.encode()));
                if (random.nextBoolean()) {
                    List<SavedSession> saved = new ArrayList<>();
                    for (Map.Entry<Long, byte[]> session : disk.entrySet()) {
                        saved.add(SavedSession.decode(session.getKey(), session.getValue()));
                    }
                    restarted = ClientSessions.load(new KeyValueStore(keys), 4, at, saved);
                }
            }
        }
    }

    @Property
    void anyBytesAreASessionOrAnError(@ForAll byte[] bytes) {
        try {
            assertArrayEquals(bytes, SavedSession.decode(1, bytes).encode());
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }
}
