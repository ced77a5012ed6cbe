package org.synod.conformance.mutants;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.synod.conformance.simulation.Habits;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.protocol.Rules;
import org.synod.specs.Model;
import org.synod.statemachine.OrderedStore;

/**
 * One mistake.
 *
 * @param name the same in the specification and in the implementation where it is the same mistake; there with
 *     {@code MCMutant} before it
 * @param operator what is done wrong: the operator of the specification, or the method, that the mutant overrides
 * @param fault what is wrong, in one sentence
 * @param layers who must find it
 */
public record Mutant(String name, String operator, String fault, Set<Layer> layers, Subject subject) {

    /** What has the mistake in it. */
    public sealed interface Subject {
        /** A model of the specification, which must break the property that the manifest says. */
        record OfSpecification(Model model) implements Subject {}

        /**
         * A group that decides otherwise, in the protocol or in the nodes around it.
         *
         * @param faults under which its mistake is looked for; {@link #EVERY} as a rule
         */
        record OfGroup(Rules rules, Habits habits, Set<Fault> faults) implements Subject {
            public OfGroup {
                faults = Set.copyOf(faults);
            }
        }

        /** Something that several threads share, with operations for Lincheck, and what it should be. */
        record OfThreads(Class<?> operations, Class<?> sequential) implements Subject {}

        /** The tree of one replica of three. */
        record OfTree(UnaryOperator<OrderedStore> tree) implements Subject {}
    }

    /** All faults that a simulation knows. */
    public static final Set<Fault> EVERY = Set.of(Fault.values());

    public Mutant {
        layers = Set.copyOf(layers);
    }

    /** A group that decides otherwise in the protocol. */
    static Mutant of(String name, String operator, String fault, Set<Layer> layers, Rules rules) {
        return new Mutant(name, operator, fault, layers, new Subject.OfGroup(rules, Habits.CORRECT, EVERY));
    }

    /** A group whose nodes decide otherwise. */
    static Mutant of(String name, String operator, String fault, Set<Layer> layers, Habits habits) {
        return new Mutant(name, operator, fault, layers, new Subject.OfGroup(Rules.CORRECT, habits, EVERY));
    }

    /** This one, looked for where no other faults begin than these; those that are there all along stay. */
    Mutant under(Fault... faults) {
        if (!(subject instanceof Subject.OfGroup group)) {
            throw new IllegalStateException(name + " is no mutant of a group");
        }
        Set<Fault> all = EnumSet.copyOf(List.of(faults));
        EVERY.stream().filter(f -> !f.happens()).forEach(all::add);
        return new Mutant(name, operator, fault, layers, new Subject.OfGroup(group.rules(), group.habits(), all));
    }

    /** Whether it is a mutant of the specification; of the implementation otherwise. */
    public boolean isOfSpecification() {
        return subject instanceof Subject.OfSpecification;
    }
}
