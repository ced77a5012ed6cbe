package org.synod.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.mutants.Mutant;
import org.synod.conformance.mutants.Mutants;
import org.synod.conformance.simulation.Habits;
import org.synod.protocol.Rules;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --mutant NAME}: what is run has a mistake in it, on purpose. */
final class MutantOption {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--mutant", paramLabel = "NAME", description = "with a mistake on purpose; see docs/mutants.md")
    Optional<String> name = Optional.empty();

    /** What a simulated group decides by: rightly, without the option. */
    Mutant.Subject.OfGroup group() {
        if (name.isEmpty()) {
            return new Mutant.Subject.OfGroup(Rules.CORRECT, Habits.CORRECT, Mutant.EVERY);
        }
        return Mutants.group(name.get())
                .orElseThrow(() -> unknown("no group can have the mutant '" + name.get() + "'", Mutants.groupNames()));
    }

    /** What the replicas of real nodes decide by. Of a node itself only the simulated one can be wrong. */
    Rules rules() {
        Rules rules = group().rules();
        if (name.isPresent() && rules.equals(Rules.CORRECT)) {
            throw unknown("'" + name.get() + "' is a mutant of the simulated node", Mutants.ruleNames());
        }
        return rules;
    }

    /** The name, of a mutant that real nodes can have; null without the option. */
    @Nullable String ofNodes() {
        rules();
        return name.orElse(null);
    }

    /** As it stands in a command that does the same again, with a space before it. */
    String option() {
        return name.map(n -> " --mutant " + n).orElse("");
    }

    private CommandLine.ParameterException unknown(String what, String names) {
        return new CommandLine.ParameterException(spec.commandLine(), what + "; there are " + names);
    }
}
