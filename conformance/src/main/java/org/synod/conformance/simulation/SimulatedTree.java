package org.synod.conformance.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.Item;
import org.synod.statemachine.KeyValueStore;
import org.synod.statemachine.MemoryStore;

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

    private final Habits habits;
    private final List<Command> commands = new ArrayList<>();
    private MemoryStore items = new MemoryStore();
    private KeyValueStore store = new KeyValueStore(items);
    private ClientSessions sessions = new ClientSessions(store);
    private long durable;

    /** What was copied last, until the log knows; null when there is no such copy. */
    private @Nullable Copy copy;

    SimulatedTree(Habits habits) {
        this.habits = habits;
    }

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
        ClientSessions.Outcome outcome = sessions.apply(slot, habits.applies(slot, command));
        commands.add(command);
        return outcome;
    }

    byte[] read(byte[] operation) {
        return store.read(operation);
    }

    /** It is durable as it was at the slot, which is noted in the log, and so behind what was copied. */
    void flushed(long upTo) {
        durable = habits.flushed(durable, upTo);
        copy = null;
    }

    void crash() {
        rebuild(commands.subList(0, (int) durable));
    }

    /** Becomes a copy of the other's durable state, durably. */
    void install(SimulatedTree other, ReplicaId from) {
        copy = new Copy(from, other.durable, durable);
        rebuild(habits.copied(other.commands.subList(0, (int) other.durable)));
        durable = other.durable;
    }

    /** Whether the other tree has the same in it. */
    boolean isLike(SimulatedTree other) {
        return contents().equals(other.contents());
    }

    private List<Item> contents() {
        List<Item> contents = new ArrayList<>();
        items.visit(Bytes.of(""), contents::add);
        return contents;
    }

    /** Nothing is left. */
    void wipe() {
        rebuild(List.of());
        durable = 0;
        copy = null;
    }

    private void rebuild(List<Command> from) {
        List<Command> kept = List.copyOf(from);
        commands.clear();
        items = new MemoryStore();
        store = new KeyValueStore(items);
        sessions = new ClientSessions(store);
        long slot = 1;
        for (Command command : kept) {
            apply(slot++, command);
        }
    }
}
