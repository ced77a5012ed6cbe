package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
        long start = System.nanoTime();
        Path output = Files.createTempFile("synod-steps", ".txt");
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-Dsynod.log=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StepProcess.class.getName(),
                        home.toString(),
                        mutant.name()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean over = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            List<String> lines = Files.readAllLines(output);
            if (!over) {
                return Map.of(Layer.STEPS, new Detection.Missed(0, seconds));
            }
            if (process.exitValue() != 0 || lines.isEmpty()) {
                throw new IOException("the steps of " + mutant.name() + " could not be checked: " + lines);
            }
            String[] last = lines.getLast().split("\t", 3);
            long states = Long.parseLong(last[1]);
            return Map.of(
                    Layer.STEPS,
                    last[0].equals(StepProcess.CAUGHT)
                            ? new Detection.Caught(states, seconds, last[2])
                            : new Detection.Missed(states, seconds));
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }
}
