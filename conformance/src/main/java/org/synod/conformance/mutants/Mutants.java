package org.synod.conformance.mutants;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synod.protocol.Rules;
import org.synod.specs.Kind;
import org.synod.specs.Model;
import org.synod.specs.Specs;

/** All mutants there are. */
public final class Mutants {

    private Mutants() {}

    /** Those of the implementation. */
    public static List<Mutant> ofImplementation() {
        return Stream.of(
                        PaxosMutants.ALL,
                        GroupMutants.ALL,
                        LeaseMutants.ALL,
                        NodeMutants.ALL,
                        InterleavingMutants.ALL,
                        ScrubMutants.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** Those of the specification, as the manifest has them. */
    public static List<Mutant> ofSpecification(Specs specs) {
        return specs.manifest().of(Kind.MUTANT).stream().map(Mutants::of).toList();
    }

    private static Mutant of(Model model) {
        return new Mutant(
                model.name(),
                String.valueOf(model.property()),
                model.description(),
                Set.of(Layer.MODELS),
                new Mutant.Subject.OfSpecification(model));
    }

    /** The group that has this mistake; empty when no group can have it, or there is no such mutant. */
    public static Optional<Mutant.Subject.OfGroup> group(String name) {
        return ofImplementation().stream()
                .filter(m -> m.name().equals(name))
                .map(Mutant::subject)
                .filter(Mutant.Subject.OfGroup.class::isInstance)
                .map(Mutant.Subject.OfGroup.class::cast)
                .findFirst();
    }

    /** The names of those that a simulated group can have, in a sentence. */
    public static String groupNames() {
        return names(group -> true);
    }

    /** The names of those that are mistakes of the protocol, so that a real node can have them, in a sentence. */
    public static String ruleNames() {
        return names(group -> !group.rules().equals(Rules.CORRECT));
    }

    private static String names(Predicate<Mutant.Subject.OfGroup> which) {
        return ofImplementation().stream()
                .filter(m -> m.subject() instanceof Mutant.Subject.OfGroup group && which.test(group))
                .map(Mutant::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
