package org.synod.conformance.mutants;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.synod.specs.ModelChecker;
import org.synod.specs.Outcome;
import org.synod.specs.Result;
import org.synod.specs.Specs;

/** Has TLC check a mutant of the specification: it is found when the property breaks that must. */
final class ModelDetector implements Detector {

    private final Specs specs;

    ModelDetector(Specs specs) {
        this.specs = specs;
    }

    @Override
    public Set<Layer> layers() {
        return Set.of(Layer.MODELS);
    }

    @Override
    public boolean canTry(Mutant mutant) {
        return mutant.isOfSpecification();
    }

    @Override
    public Map<Layer, Detection> look(Mutant mutant, Set<Layer> asked, Duration limit)
            throws IOException, InterruptedException {
        if (!(mutant.subject() instanceof Mutant.Subject.OfSpecification of)) {
            throw new IllegalArgumentException(mutant.name() + " is no model");
        }
        Result result = specs.check(of.model(), ModelChecker.Settings.standard().withTimeLimit(limit), Specs.SILENT);
        double seconds = result.outcome().statistics().seconds();
        boolean caught = result.outcome() instanceof Outcome.Violated v
                && v.property().equals(of.model().property());
        return Map.of(
                Layer.MODELS,
                caught
                        ? new Detection.Caught(result.outcome().statistics().distinct(), seconds, result.sentence())
                        : new Detection.Missed(result.outcome().statistics().distinct(), seconds));
    }
}
