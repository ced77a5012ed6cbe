package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synod.conformance.system.JavaProcess;
import org.synod.protocol.Rules;

/**
 * Confronts small models of ReplicationGroup with replicas that decide otherwise. In a process of its own, since TLC keeps one
 * specification in static tables, and this one has that of traces there.
 */
final class StepDetector implements Detector {

    private final Path home;

    /** With the folder of the checkout. */
    StepDetector(Path home) {
        this.home = home;
    }

    @Override
    public Set<Layer> layers() {
        return Set.of(Layer.STEPS);
    }

    /** What the node around a replica does is no step of the core. */
    @Override
    public boolean canTry(Mutant mutant) {
        return mutant.subject() instanceof Mutant.Subject.OfGroup group
                && !group.rules().equals(Rules.CORRECT);
    }

    @Override
    public Map<Layer, Detection> look(Mutant mutant, Set<Layer> asked, Duration limit)
            throws IOException, InterruptedException {
        JavaProcess.Ended ended = JavaProcess.run(
                StepProcess.class,
                List.of("-XX:+UseSerialGC", "-Dsynod.log=off"),
                List.of(home.toString(), mutant.name()),
                limit);
        if (ended.exit().isEmpty()) {
            return Map.of(Layer.STEPS, new Detection.Missed(0, ended.seconds()));
        }
        List<String> lines = ended.output().lines().toList();
        if (ended.exit().getAsInt() != 0 || lines.isEmpty()) {
            throw new IOException("the steps of " + mutant.name() + " could not be checked: " + lines);
        }
        String[] last = lines.getLast().split("\t", 3);
        long states = Long.parseLong(last[1]);
        return Map.of(
                Layer.STEPS,
                last[0].equals(StepProcess.CAUGHT)
                        ? new Detection.Caught(states, ended.seconds(), last[2])
                        : new Detection.Missed(states, ended.seconds()));
    }
}
