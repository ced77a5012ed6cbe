package org.synod.conformance.simulation;

import java.util.ArrayList;
import java.util.List;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.protocol.Replica;

/** The object store that all replicas share: the chosen log, in segments of equal length. */
final class SimulatedArchive {

    /** Slots of a segment: short, so that a short run has several. */
    private static final int SEGMENT = 24;

    private final Configuration first;
    private final Habits habits;
    private final List<Command> commands = new ArrayList<>();

    SimulatedArchive(Configuration first, Habits habits) {
        this.habits = habits;
        this.first = first;
    }

    long upTo() {
        return commands.size();
    }

    /** Where the segment ends that the replica could put here next; 0 when it cannot yet. */
    long next(Replica replica) {
        long end = commands.size() + (long) SEGMENT;
        return habits.mayArchive(replica.notedUpTo(), replica.chosenUpTo()) >= end
                        && replica.trimmed() <= commands.size()
                ? end
                : 0;
    }

    /** Puts a segment here, as the replica has it; false when somebody else was faster. */
    boolean append(Replica replica, long end) {
        if (end != commands.size() + SEGMENT) {
            return false;
        }
        for (long slot = commands.size() + 1L; slot <= end; slot++) {
            commands.add(habits.archives(slot, replica.chosen(slot)));
        }
        return true;
    }

    List<Command> read(long from, long upTo) {
        return List.copyOf(commands.subList((int) from - 1, (int) Math.min(upTo, commands.size())));
    }

    /** Who governs the slot behind this one. */
    Configuration governing(long upTo) {
        for (long slot = upTo; slot > 0; slot--) {
            Command command = commands.get((int) slot - 1);
            if (command.isConfiguration()) {
                return new Configuration(slot, command.members());
            }
        }
        return first;
    }
}
