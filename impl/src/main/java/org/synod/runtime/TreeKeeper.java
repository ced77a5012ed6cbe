package org.synod.runtime;

import org.synod.btree.CorruptTreeException;
import org.synod.btree.Tree;
import org.synod.btree.TreeStore;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.TreeMeta;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.KeyValueStore;

/**
 * The tree of a storage replica, with its client sessions: applies commands, and sends the tree to the disk at slots that
 * are the same at every replica, so that their copies can be compared. On the event loop.
 *
 * <p>Those slots follow from the log alone: the multiples of a number, and wherever the commands since the last such slot
 * amount to so many bytes.
 */
final class TreeKeeper {

    private final GroupId group;
    private final TreeStore store;
    private final Configuration first;
    private final long flushBytes;
    private final long flushSlots;

    private Tree tree;
    private KeyValueStore machine;
    private ClientSessions sessions;
    private Configuration governing;
    private long timeMillis;
    private long bytesSinceFlushPoint;
    private long missedFlushes;
    private boolean held;

    /** @throws CorruptTreeException when the disk does not hold what was written */
    TreeKeeper(GroupId group, TreeStore store, Configuration first, long flushBytes, long flushSlots) {
        this.group = group;
        this.store = store;
        this.first = first;
        this.flushBytes = flushBytes;
        this.flushSlots = flushSlots;
        this.tree = store.tree(group);
        this.machine = new KeyValueStore(tree);
        this.sessions = new ClientSessions(machine);
        this.governing = first;
        load();
    }

    /** Another tree is about to be put into its place: nothing is read or applied until it is. */
    void hold() {
        held = true;
    }

    /** It stays as it is. */
    void goOn() {
        held = false;
    }

    /** Whether it stands still. */
    boolean isHeld() {
        return held;
    }

    /** Takes the tree anew: another one was put into its place. */
    void reopen() {
        held = false;
        tree = store.tree(group);
        machine = new KeyValueStore(tree);
        load();
    }

    private void load() {
        Tree.Recovered recovered = tree.recovered();
        sessions = ClientSessions.load(machine, ClientSessions.MOST_SESSIONS, recovered.slot(), recovered.sessions());
        governing = first;
        bytesSinceFlushPoint = 0;
        if (recovered.slot() > 0) {
            try {
                TreeMeta meta = TreeMeta.decode(recovered.meta().array());
                governing = meta.governing();
                timeMillis = meta.timeMillis();
            } catch (CodecException e) {
                throw new CorruptTreeException(group, null, "the tree does not say who governs behind it", e);
            }
        }
    }

    long applied() {
        return sessions.applied();
    }

    /** Who governs the slot behind the last one that was applied. */
    Configuration governing() {
        return governing;
    }

    /** The leader's time of what was applied last. */
    long timeMillis() {
        return timeMillis;
    }

    KeyValueStore machine() {
        return machine;
    }

    ClientSessions sessions() {
        return sessions;
    }

    /** The slot of the last flush, durable or not. */
    long flushedSlot() {
        return tree.flushedSlot();
    }

    /** How often the disk was too slow for the tree to be sent to it where it should have been. */
    long missedFlushes() {
        return missedFlushes;
    }

    /** Whether the disk does not keep up with what is applied, so that writes should not get into the log. */
    boolean isBehind() {
        return tree.holdsMoreThan(Tree.MOST_FROZEN * flushBytes);
    }

    ClientSessions.Outcome apply(long slot, Command command) {
        ClientSessions.Outcome outcome = sessions.apply(slot, command);
        if (command.isConfiguration()) {
            governing = new Configuration(slot, command.members());
        }
        timeMillis = Math.max(timeMillis, command.timeMillis());
        bytesSinceFlushPoint += command.payload().length;
        if (slot % flushSlots == 0 || bytesSinceFlushPoint >= flushBytes) {
            bytesSinceFlushPoint = 0;
            flush(slot);
        }
        return outcome;
    }

    private void flush(long slot) {
        if (tree.mayFlush()) {
            tree.flush(slot, sessions.takeChanges(), Bytes.wrap(new TreeMeta(governing, timeMillis).encode()));
        } else {
            missedFlushes++;
        }
    }
}
