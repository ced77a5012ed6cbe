package org.synod.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.Configuration;

/**
 * What is known to be chosen, how far without a hole, and who governs where.
 *
 * <p>Source: Paxos Made Simple, section 2.3; {@code ReplicationGroup!Choose, Learn, KnownUpTo, Trim}.
 */
final class Learner {

    /** An answer to a Fetch is cut after about this many bytes; whoever asks will ask again. */
    private static final int ANSWER_BYTES = 1 << 20;

    private final SlotMap<Command> chosen = new SlotMap<>();
    private final Configurations configurations;
    private long chosenUpTo;
    private long trimmed;
    private long lastTimeMillis;

    Learner(Configuration first) {
        this.configurations = new Configurations(first);
    }

    /** Every slot up to this one is known chosen. {@code ReplicationGroup!KnownUpTo}. */
    long chosenUpTo() {
        return chosenUpTo;
    }

    /** What is chosen up to this slot is not kept any more. */
    long trimmed() {
        return trimmed;
    }

    /** The highest time of a command in the known prefix, in milliseconds since 1970. */
    long lastTimeMillis() {
        return lastTimeMillis;
    }

    Configurations configurations() {
        return configurations;
    }

    /** Who governs the first slot that is not known chosen. */
    Configuration governing() {
        return configurations.governing(chosenUpTo + 1);
    }

    boolean knows(long slot) {
        return slot <= chosenUpTo || chosen.get(slot) != null;
    }

    /** The slots that are known chosen behind the first one that is not. */
    List<Long> knownBeyond() {
        return LongStream.rangeClosed(chosenUpTo + 2, chosen.lastSlot())
                .filter(slot -> chosen.get(slot) != null)
                .boxed()
                .toList();
    }

    @Nullable Command chosen(long slot) {
        return chosen.get(slot);
    }

    /** {@code ReplicationGroup!chosen}. */
    SortedMap<Long, Command> chosen() {
        SortedMap<Long, Command> all = new TreeMap<>();
        for (long slot = trimmed + 1; slot <= chosen.lastSlot(); slot++) {
            Command command = chosen.get(slot);
            if (command != null) {
                all.put(slot, command);
            }
        }
        return all;
    }

    /** Takes note that the command is chosen in the slot, and hands out what the prefix grows by. */
    void learn(long slot, Command command, Output output) {
        Command known = chosen.get(slot);
        if (known != null || slot <= trimmed) {
            if (known != null && !known.equals(command)) {
                throw new IllegalStateException(
                        "slot " + slot + " has two chosen commands, " + known + " and " + command);
            }
            return;
        }
        chosen.put(slot, command);
        advance(output);
    }

    /** Lets go of all up to the slot, known or not. */
    void trim(long slot, Configuration governing, Output output) {
        trimmed = slot;
        chosen.removeUpTo(slot);
        configurations.trimmed(governing);
        if (chosenUpTo < slot) {
            chosenUpTo = slot;
            // What was heard of behind the slot may now follow without a hole.
            advance(output);
        }
    }

    /** Hands out what follows without a hole. */
    private void advance(Output output) {
        Command next = chosen.get(chosenUpTo + 1);
        while (next != null) {
            chosenUpTo++;
            configurations.learned(chosenUpTo, next);
            lastTimeMillis = Math.max(lastTimeMillis, next.timeMillis());
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
