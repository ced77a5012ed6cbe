package org.synod.conformance.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.KeyValueStore;

/**
 * The tree of a storage replica: what was applied, and how much of that a crash leaves. Its durable state is the list of
 * commands that led to it, so that a copy and a restart build it anew.
 */
final class SimulatedTree {

    /**
     * A copy that is in its place, before the log begins behind it.
     *
     * @param from whose tree it is
     * @param before the slot that the tree was durable up to
     */
    record Copy(ReplicaId from, long slot, long before) {}

    private final List<Command> commands = new ArrayList<>();
    private KeyValueStore store = new KeyValueStore();
    private ClientSessions sessions = new ClientSessions(store);
    private long durable;

    /** What was copied last, until the log knows; null when there is no such copy. */
    private @Nullable Copy copy;

    long applied() {
        return sessions.applied();
    }

    long durable() {
        return durable;
    }

    @Nullable Copy copy() {
        return copy;
    }

    /** The slot that it is durable up to, as far as the log may know. */
    long known() {
        return copy == null ? durable : copy.before();
    }

    /** The log knows of the copy. */
    void told() {
        copy = null;
    }

    ClientSessions.Outcome apply(long slot, Command command) {
        ClientSessions.Outcome outcome = sessions.apply(slot, command);
        commands.add(command);
        return outcome;
    }

    byte[] read(byte[] operation) {
        return store.read(operation);
    }

    /** It is durable as it was at the slot, which is noted in the log, and so behind what was copied. */
    void flushed(long upTo) {
        durable = upTo;
        copy = null;
    }

    void crash() {
        rebuild(commands.subList(0, (int) durable));
    }

    /** Becomes a copy of the other's durable state, durably. */
    void install(SimulatedTree other, ReplicaId from) {
        copy = new Copy(from, other.durable, durable);
        rebuild(other.commands.subList(0, (int) other.durable));
        durable = other.durable;
    }

    private void rebuild(List<Command> from) {
        List<Command> kept = List.copyOf(from);
        commands.clear();
        store = new KeyValueStore();
        sessions = new ClientSessions(store);
        long slot = 1;
        for (Command command : kept) {
            apply(slot++, command);
        }
    }
}
