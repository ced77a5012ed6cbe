package org.synod.statemachine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;

/**
 * Makes each operation happen at most once, however often the log holds it.
 *
 * <p>A session is a client's number; it has one operation out at a time and counts them from 1. For each session the last
 * sequence and its result are kept: the same sequence again gets the same result. A lower one, or an operation of a
 * session that is not known and is not its first, is not executed: {@link How#EXPIRED}. Sequences may be skipped.
 *
 * <p>When there are too many sessions the one goes whose last command lies furthest back in the log. That depends on the
 * log alone, so that all replicas let go of the same one.
 *
 * <p>A read's result is not kept but read again: nobody has seen the first one if it is asked for again.
 *
 * <p>To survive a restart, {@link #takeChanges} goes to disk together with what the commands up to {@link #applied} wrote,
 * all or nothing, and {@link #load} begins with what was saved and that slot.
 */
public final class ClientSessions {

    /** How many sessions are kept. */
    public static final int MOST_SESSIONS = 65_536;

    /** What became of a command. */
    public enum How {
        /** It was executed. */
        EXECUTED,
        /** It had been executed before; the result is the first one's. */
        REPEATED,
        /** It was not executed: its session is unknown, or went on since. */
        EXPIRED,
        /** It is no client's: it fills a hole in the log, or changes the members. */
        NO_OP
    }

    /**
     * What became of a command.
     *
     * @param result empty unless executed or repeated
     */
    public record Outcome(How how, byte[] result) {}

    private static final byte[] EMPTY = new byte[0];
    private static final Outcome EXPIRED = new Outcome(How.EXPIRED, EMPTY);
    private static final Outcome NO_OP = new Outcome(How.NO_OP, EMPTY);

    /** Stands in a ring, in the order of the last commands; the ring's head is no session. */
    private static final class Session {
        private final long client;
        private Session older = this;
        private Session newer = this;
        private long sequence;
        private long lastSlot;
        /** Null after a read. */
        private byte @Nullable [] result;

        Session(long client) {
            this.client = client;
        }

        void unlink() {
            older.newer = newer;
            newer.older = older;
        }

        void linkBefore(Session head) {
            older = head.older;
            newer = head;
            older.newer = this;
            head.older = this;
        }
    }

    private final StateMachine machine;
    private final int limit;
    private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
    private final Session ring = new Session(0);

    /** Sessions that began, went on or had to go since the last {@link #takeChanges}. */
    private final LongHashSet changed = new LongHashSet();

    private long applied;

    public ClientSessions(StateMachine machine) {
        this(machine, MOST_SESSIONS);
    }

    /**
     * @param limit how many sessions are kept; the same at all replicas
     */
    public ClientSessions(StateMachine machine, int limit) {
        this.machine = machine;
        this.limit = limit;
    }

    /**
     * Goes on where replicas are that applied everything up to a slot.
     *
     * @param applied the slot
     * @param saved all sessions as they were then, in any order
     */
    public static ClientSessions load(StateMachine machine, int limit, long applied, List<SavedSession> saved) {
        ClientSessions loaded = new ClientSessions(machine, limit);
        loaded.applied = applied;
        List<SavedSession> inOrder = new ArrayList<>(saved);
        inOrder.sort(Comparator.comparingLong(SavedSession::lastSlot));
        for (SavedSession one : inOrder) {
            Session session = new Session(one.client());
            session.sequence = one.sequence();
            session.lastSlot = one.lastSlot();
            session.result = one.result();
            loaded.sessions.put(one.client(), session);
            session.linkBefore(loaded.ring);
        }
        return loaded;
    }

    /** What became of the sessions since the last call, or since they were loaded. */
    public SessionChanges takeChanges() {
        List<SavedSession> used = new ArrayList<>();
        List<Long> forgotten = new ArrayList<>();
        for (LongHashSet.LongIterator clients = changed.iterator(); clients.hasNext(); ) {
            long client = clients.nextValue();
            Session session = sessions.get(client);
            if (session == null) {
                forgotten.add(client);
            } else {
                used.add(new SavedSession(client, session.sequence, session.lastSlot, session.result));
            }
        }
        changed.clear();
        return new SessionChanges(used, forgotten);
    }

    /**
     * Applies the command of the next slot.
     *
     * @throws IllegalStateException when it is not the next slot
     */
    public Outcome apply(long slot, Command command) {
        if (slot != applied + 1) {
            throw new IllegalStateException("slot " + slot + " cannot be applied after slot " + applied);
        }
        applied = slot;
        if (command.client() == 0) {
            return NO_OP;
        }
        Session session = sessions.get(command.client());
        if (session == null) {
            if (command.sequence() != 1) {
                return EXPIRED;
            }
            session = begin(command.client());
        } else {
            session.unlink();
        }
        session.linkBefore(ring);
        session.lastSlot = slot;
        changed.add(session.client);
        if (command.sequence() < session.sequence) {
            return EXPIRED;
        }
        if (command.sequence() == session.sequence) {
            byte[] result = session.result;
            return new Outcome(How.REPEATED, result == null ? machine.read(command.payload()) : result);
        }
        byte[] result = machine.apply(slot, command.payload());
        session.sequence = command.sequence();
        session.result = machine.isRead(command.payload()) ? null : result;
        return new Outcome(How.EXECUTED, result);
    }

    private Session begin(long client) {
        if (sessions.size() >= limit) {
            Session oldest = ring.newer;
            oldest.unlink();
            sessions.remove(oldest.client);
            changed.add(oldest.client);
        }
        Session session = new Session(client);
        sessions.put(client, session);
        return session;
    }

    /** The result of an operation that was executed already and is its session's last; null if there is none. */
    public byte @Nullable [] stored(long client, long sequence) {
        Session session = sessions.get(client);
        return session == null || session.sequence != sequence ? null : session.result;
    }

    /** Whether a session went on to a later operation, so that this one will never be executed. */
    public boolean isStale(long client, long sequence) {
        Session session = sessions.get(client);
        return session != null && sequence < session.sequence;
    }

    /** Every slot up to this one is applied. */
    public long applied() {
        return applied;
    }

    /** How many sessions are known. */
    public int size() {
        return sessions.size();
    }
}
