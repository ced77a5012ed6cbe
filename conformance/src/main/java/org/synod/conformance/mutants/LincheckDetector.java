package org.synod.conformance.mutants;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synod.conformance.system.JavaProcess;

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
        JavaProcess.Ended ended = JavaProcess.run(
                LincheckProcess.class,
                List.of("-XX:+EnableDynamicAgentLoading", "-Dsynod.log=off"),
                List.of(operations.getName(), sequential.getName()),
                limit);
        int exit = ended.exit().orElse(0);
        if (exit == LincheckProcess.FOUND) {
            if (ended.output().contains("Invalid execution results")) {
                return new Detection.Caught(0, ended.seconds(), "no order of the operations explains their results");
            }
            throw new IOException("Lincheck failed in another way: " + ended.output());
        }
        if (exit != 0) {
            throw new IOException("Lincheck failed: " + ended.output());
        }
        return new Detection.Missed(0, ended.seconds());
    }
}
