package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.system.Folders;
import org.synod.scrub.Finding;
import org.synod.statemachine.OrderedStore;

/** Builds the trees of three replicas from one log, one of them wrongly, and has the real scrub compare them. */
final class ScrubDetector implements Detector {

    @Override
    public Set<Layer> layers() {
        return Set.of(Layer.SCRUB);
    }

    @Override
    public boolean canTry(Mutant mutant) {
        return mutant.subject() instanceof Mutant.Subject.OfTree;
    }

    @Override
    public Map<Layer, Detection> look(Mutant mutant, Set<Layer> asked, Duration limit)
            throws IOException, InterruptedException {
        if (!(mutant.subject() instanceof Mutant.Subject.OfTree of)) {
            throw new IllegalArgumentException(mutant.name() + " is of no tree");
        }
        return Map.of(Layer.SCRUB, look(of.tree(), limit));
    }

    /** Also for a test: of a tree that is right nothing must be found. */
    static Detection look(UnaryOperator<OrderedStore> tree, Duration limit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("synod-scrub");
        long events = 0;
        try {
            for (long seed = 1; System.nanoTime() - start < limit.toNanos(); seed++) {
                Path trees = Files.createDirectory(folder.resolve("seed"));
                @Nullable Finding finding;
                try (ScrubbedTrees three = new ScrubbedTrees(trees, seed, tree)) {
                    finding = three.scrub(limit.minusNanos(System.nanoTime() - start));
                    events += finding != null || three.compared() > 0 ? ScrubbedTrees.SLOTS : 0;
                }
                if (finding != null) {
                    return new Detection.Caught(
                            events,
                            (System.nanoTime() - start) / 1e9,
                            "seed " + seed + ": " + finding.kind() + " on " + finding.replica() + " from key "
                                    + finding.firstBadKey());
                }
                Folders.delete(trees);
            }
            return new Detection.Missed(events, (System.nanoTime() - start) / 1e9);
        } finally {
            Folders.delete(folder);
        }
    }
}
