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

    private final List<Command> commands = new ArrayList<>();
    private KeyValueStore store = new KeyValueStore();
    private ClientSessions sessions = new ClientSessions(store);
    private long durable;

    /** From whom the tree was copied last, as long as the log need not know of it yet; null when it was not. */
    private @Nullable ReplicaId copiedFrom;

    long applied() {
        return sessions.applied();
    }

    long durable() {
        return durable;
    }

    @Nullable ReplicaId copiedFrom() {
        return copiedFrom;
    }

    ClientSessions sessions() {
        return sessions;
    }

    ClientSessions.Outcome apply(long slot, Command command) {
        ClientSessions.Outcome outcome = sessions.apply(slot, command);
        commands.add(command);
        return outcome;
    }

    byte[] read(byte[] operation) {
        return store.read(operation);
    }

    /** It is durable as it was at the slot. */
    void flushed(long upTo) {
        durable = Math.max(durable, upTo);
    }

    void crash() {
        rebuild(commands.subList(0, (int) durable));
    }

    /** Becomes a copy of the other's durable state, durably. */
    void install(SimulatedTree other, ReplicaId from) {
        rebuild(other.commands.subList(0, (int) other.durable));
        durable = other.durable;
        copiedFrom = from;
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
