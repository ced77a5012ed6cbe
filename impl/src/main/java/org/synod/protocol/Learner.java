package org.synod.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;

/**
 * What is known to be chosen, and how far without a hole.
 *
 * <p>Source: Paxos Made Simple, section 2.3; {@code MultiPaxos!Choose, Learn}.
 */
final class Learner {

    /** An answer to a Fetch is cut after about this many bytes; whoever asks will ask again. */
    private static final int ANSWER_BYTES = 1 << 20;

    private final SlotMap<Command> chosen = new SlotMap<>();
    private long chosenUpTo;

    /** Every slot up to this one is known chosen. {@code MultiPaxos!Prefix}. */
    long chosenUpTo() {
        return chosenUpTo;
    }

    boolean knows(long slot) {
        return slot <= chosenUpTo || chosen.get(slot) != null;
    }

    @Nullable Command chosen(long slot) {
        return chosen.get(slot);
    }

    /** Takes note that the command is chosen in the slot, and hands out what the prefix grows by. */
    void learn(long slot, Command command, Output output) {
        Command known = chosen.get(slot);
        if (known != null) {
            if (!known.equals(command)) {
                throw new IllegalStateException(
                        "slot " + slot + " has two chosen commands, " + known + " and " + command);
            }
            return;
        }
        chosen.put(slot, command);
        Command next = chosen.get(chosenUpTo + 1);
        while (next != null) {
            chosenUpTo++;
            output.chosen().add(new Output.Decision(chosenUpTo, next));
            next = chosen.get(chosenUpTo + 1);
        }
    }

    /** What is chosen from the slot on, in consecutive slots; empty when the slot is not in the known prefix. */
    List<Command> chosenFrom(long slot) {
        List<Command> commands = new ArrayList<>();
        long bytes = 0;
        for (long s = slot; s <= chosenUpTo && bytes < ANSWER_BYTES; s++) {
            Command command = chosen.get(s);
            if (command == null) {
                throw new IllegalStateException("slot " + s + " is known chosen, but not as what");
            }
            commands.add(command);
            bytes += 32 + command.payload().length;
        }
        return commands;
    }
}
