package org.synod.archive;

import java.util.List;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * The chosen commands of consecutive slots of a group. Nothing in it is of the replica that made it: all replicas make
 * the same of the same slots.
 *
 * @param commands of {@code firstSlot} and the slots behind it
 * @param governing the configuration that governs the slot behind the last
 */
public record SegmentContent(GroupId group, long firstSlot, List<Command> commands, Configuration governing) {

    /** @throws IllegalArgumentException when it is empty, or another configuration would govern behind it */
    public SegmentContent {
        commands = List.copyOf(commands);
        if (firstSlot < 1 || commands.isEmpty()) {
            throw new IllegalArgumentException(
                    "a segment has at least one command from slot 1 on, not " + commands.size() + " from " + firstSlot);
        }
        if (!governs(governing, firstSlot, commands)) {
            throw new IllegalArgumentException(governing + " does not govern the slot behind "
                    + (firstSlot + commands.size() - 1) + " after these commands");
        }
    }

    private static boolean governs(Configuration governing, long firstSlot, List<Command> commands) {
        for (int i = commands.size() - 1; i >= 0; i--) {
            if (commands.get(i).isConfiguration()) {
                return governing.slot() == firstSlot + i
                        && governing.members().equals(commands.get(i).members());
            }
        }
        return governing.slot() < firstSlot;
    }

    /** The slot of the last command. */
    public long lastSlot() {
        return firstSlot + commands.size() - 1;
    }

    /** The leader's time of the first command that has one, in milliseconds since 1970; 0 for none. */
    public long firstTimeMillis() {
        return commands.stream()
                .mapToLong(Command::timeMillis)
                .filter(time -> time > 0)
                .findFirst()
                .orElse(0);
    }

    /** The leader's time of the last command that has one, in milliseconds since 1970; 0 for none. */
    public long lastTimeMillis() {
        for (int i = commands.size() - 1; i >= 0; i--) {
            if (commands.get(i).timeMillis() > 0) {
                return commands.get(i).timeMillis();
            }
        }
        return 0;
    }

    /** How many bytes the commands take in a segment. */
    public long bytes() {
        return commands.stream().mapToLong(SegmentFormat::bytes).sum();
    }
}
