package org.synod.conformance.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.protocol.Transition;

/**
 * What was chosen, as the leaders said. The archive has it, as far as somebody has put it there.
 */
final class StageLog {

    private final Configuration first;
    private final TreeMap<Long, Command> chosen = new TreeMap<>();
    private long archived;

    StageLog(Configuration first) {
        this.first = first;
    }

    /** Somebody took this. */
    void took(Transition transition) {
        switch (transition) {
            case Transition.Choose t -> chosen.put(t.slot(), t.command());
            case Transition.Archive t -> archived = Math.max(archived, t.upTo());
            default -> {}
        }
    }

    /** The slot that the archive is up to. */
    long archived() {
        return archived;
    }

    /** The commands that were chosen in consecutive slots from there on. */
    List<Command> chosenFrom(long slot) {
        List<Command> commands = new ArrayList<>();
        for (Command next = chosen.get(slot); next != null; next = chosen.get(slot + commands.size())) {
            commands.add(next);
        }
        return commands;
    }

    /** Who governs the slot, by what was chosen before it. */
    Configuration governing(long slot) {
        return chosen.headMap(slot, false).descendingMap().entrySet().stream()
                .filter(e -> e.getValue().isConfiguration())
                .findFirst()
                .map(e -> new Configuration(e.getKey(), e.getValue().members()))
                .orElse(first);
    }
}
