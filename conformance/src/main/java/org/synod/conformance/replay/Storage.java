package org.synod.conformance.replay;

import java.util.List;
import org.synod.core.Command;
import org.synod.protocol.Input;
import org.synod.protocol.Replica;
import org.synod.protocol.Transition;

/** What a replica's log, its tree and the archive have done, told to it as far as that can be so. */
final class Storage {

    private final Stage stage;

    Storage(Stage stage) {
        this.stage = stage;
    }

    void applied(Machine m, ScenarioStep step) {
        if (m.isUp()) {
            long upTo = step.has("upTo") ? step.number("upTo") : m.replica().chosenUpTo();
            if (upTo <= m.replica().chosenUpTo()) {
                stage.step(m, new Input.Applied(upTo));
            }
        }
    }

    void snapshotted(Machine m, ScenarioStep step) {
        long upTo = step.has("upTo") ? step.number("upTo") : m.applied;
        if (upTo <= m.applied) {
            stage.step(m, new Input.Snapshotted(upTo));
        }
    }

    void install(Machine m, ScenarioStep step) {
        Machine from = stage.machine(step.text("from"));
        long upTo = from.snapshot;
        tellArchived(m);
        stage.step(m, new Input.Installed(from.id(), upTo, stage.log().governing(upTo + 1)));
        stage.flushAll(m);
    }

    void archive(Machine m, ScenarioStep step) {
        if (m.isUp() && step.number("upTo") <= m.replica().notedUpTo()) {
            stage.step(m, new Input.Archived(step.number("upTo"), true));
        }
    }

    void fetch(Machine m) {
        if (m.isUp()) {
            Replica replica = m.replica();
            long from = replica.chosenUpTo() + 1;
            List<Command> commands = stage.log().chosenFrom(from);
            long known = Math.min(commands.size(), stage.log().archived() - from + 1);
            if (known > 0) {
                stage.step(m, new Input.Fetched(from, commands.subList(0, (int) known)));
            }
        }
    }

    /** A replica's own votes may come in between, which it casts in one step with what it proposes. */
    void flush(Machine m, ScenarioStep step) {
        long own = m.ahead.stream().filter(t -> t instanceof Transition.Accept).count();
        long count = step.has("count") ? step.number("count") : 1;
        for (long i = 0; i < count + own; i++) {
            stage.flush(m);
        }
    }

    void tellArchived(Machine m) {
        stage.step(m, new Input.Archived(stage.log().archived(), false));
    }
}
