package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Has Lincheck call the operations from several threads, in a process of its own. Nobody counts its events. */
final class LincheckDetector implements Detector {

    @Override
    public Set<Layer> layers() {
        return Set.of(Layer.LINCHECK);
    }

    @Override
    public boolean canTry(Mutant mutant) {
        return mutant.subject() instanceof Mutant.Subject.OfThreads;
    }

    @Override
    public Map<Layer, Detection> look(Mutant mutant, Set<Layer> asked, Duration limit)
            throws IOException, InterruptedException {
        if (!(mutant.subject() instanceof Mutant.Subject.OfThreads of)) {
            throw new IllegalArgumentException(mutant.name() + " has no threads");
        }
        return Map.of(Layer.LINCHECK, look(of.operations(), of.sequential(), limit));
    }

    /** Also for a test: of a class that is right nothing must be found. */
    static Detection look(Class<?> operations, Class<?> sequential, Duration limit)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path output = Files.createTempFile("synod-lincheck", ".txt");
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dsynod.log=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LincheckProcess.class.getName(),
                        operations.getName(),
                        sequential.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean over = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (over && process.exitValue() == LincheckProcess.FOUND) {
                String said = Files.readString(output);
                if (said.contains("Invalid execution results")) {
                    return new Detection.Caught(0, seconds, "no order of the operations explains their results");
                }
                throw new IOException("Lincheck failed in another way: " + said);
            }
            if (over && process.exitValue() != 0) {
                throw new IOException("Lincheck failed: " + Files.readString(output));
            }
            return new Detection.Missed(0, seconds);
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }
}
