package org.synod.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.ReplicaId;

/**
 * The configurations that a replica knows chosen, each without a hole before it.
 *
 * <p>Source: Reconfiguring a State Machine, section 2; {@code ReplicationGroup!Governing}.
 *
 * <p>Invariant: the oldest one governs the slot behind the trimmed prefix.
 */
final class Configurations {

    private final TreeMap<Long, Configuration> bySlot = new TreeMap<>();

    Configurations(Configuration first) {
        bySlot.put(first.slot(), first);
    }

    /** The command of the next slot of the chosen prefix. */
    void learned(long slot, Command command) {
        if (command.isConfiguration()) {
            bySlot.put(slot, new Configuration(slot, command.members()));
        }
    }

    /** All up to the slot is trimmed: of what governed there only the last is kept. */
    void trimmed(Configuration governing) {
        bySlot.headMap(governing.slot()).clear();
        bySlot.put(governing.slot(), governing);
    }

    /** The configuration of a slot whose predecessors are all known chosen. */
    Configuration governing(long slot) {
        Map.Entry<Long, Configuration> entry = bySlot.lowerEntry(slot);
        if (entry == null) {
            throw new IllegalArgumentException("what governs slot " + slot + " is trimmed");
        }
        return entry.getValue();
    }

    /** Who was a member before the configuration of that slot, and is none of its members; trimmed ones are not known. */
    List<ReplicaId> removedUpTo(long slot) {
        Configuration now = bySlot.get(slot);
        if (now == null) {
            return List.of();
        }
        return bySlot.headMap(slot).values().stream()
                .flatMap(c -> c.replicas().stream())
                .filter(r -> !now.contains(r))
                .distinct()
                .toList();
    }

    /** Whether somebody is to become a member who ceased to be one. {@code ReplicationGroup!Fresh}. */
    boolean everRemoved(Configuration wanted) {
        Configuration now = newest();
        return wanted.replicas().stream()
                .anyMatch(r -> !now.contains(r) && bySlot.values().stream().anyMatch(c -> c.contains(r)));
    }

    /** The newest one. */
    Configuration newest() {
        return bySlot.lastEntry().getValue();
    }
}
