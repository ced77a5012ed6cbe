package org.synod.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The arrows between the packages of this module, and into it: there are none. */
@AnalyzeClasses(packages = "org.synod", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule TRACE = arrows("trace", "tla");

    @ArchTest
    static final ArchRule TLA = arrows("tla");

    @ArchTest
    static final ArchRule OWN = arrows("own", "tla", "trace");

    @ArchTest
    static final ArchRule STEPS = arrows("steps", "system", "tla");

    @ArchTest
    static final ArchRule REPLAY = arrows("replay", "simulation", "trace");

    @ArchTest
    static final ArchRule SYSTEM = arrows("system");

    @ArchTest
    static final ArchRule WORKLOAD = arrows("workload");

    @ArchTest
    static final ArchRule SIMULATION = arrows("simulation", "workload", "trace");

    @ArchTest
    static final ArchRule CLUSTER = arrows("cluster", "workload", "trace");

    /** The types of results only. */
    @ArchTest
    static final ArchRule REPORT = arrows("report", "cluster");

    @ArchTest
    static final ArchRule REPORT_KNOWS_RESULTS_ONLY = noClasses()
            .that()
            .resideInAPackage("org.synod.conformance.report")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "of cluster that are no results",
                    other -> other.getPackageName().equals("org.synod.conformance.cluster")
                            && !other.getFullName().startsWith("org.synod.conformance.cluster.ClusterResult")));

    @ArchTest
    static final ArchRule JOB =
            arrows("job", "own", "replay", "tla", "trace", "workload", "simulation", "cluster", "report", "system");

    @ArchTest
    static final ArchRule MUTANTS = arrows("mutants", "job", "simulation", "trace", "workload", "steps", "system");

    @ArchTest
    static final ArchRule BENCH = arrows("bench", "cluster", "workload", "job", "system");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("org.synod.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.synod.cli..", "picocli..");

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_THE_JUDGES = noClasses()
            .that()
            .resideOutsideOfPackages("org.synod.conformance..", "org.synod.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.synod.conformance..");

    /** TLC's evaluator has these users, so that it can be replaced. */
    @ArchTest
    static final ArchRule TLC_IS_KNOWN_TO_FEW = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.synod.conformance.tla",
                    "org.synod.conformance.trace",
                    "org.synod.conformance.own",
                    "org.synod.conformance.steps",
                    "org.synod.specs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tlc2..", "tla2sany..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.synod.conformance.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .that()
            .resideInAPackage("org.synod..")
            .should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage()
                            .tryGetPackageInfo()
                            .map(info -> info.isAnnotatedWith(NullMarked.class))
                            .orElse(false);
                    if (!marked) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getPackageName() + " has no package-info.java with @NullMarked"));
                    }
                }
            });

    private static ArchRule arrows(String from, String... to) {
        List<String> allowed = new ArrayList<>();
        allowed.add("org.synod.conformance." + from);
        for (String name : to) {
            allowed.add("org.synod.conformance." + name);
        }
        DescribedPredicate<JavaClass> others = DescribedPredicate.describe(
                "of this module outside of " + allowed,
                other -> (other.getPackageName().startsWith("org.synod.conformance.")
                                || other.getPackageName().equals("org.synod.cli"))
                        && !allowed.contains(other.getPackageName()));
        return noClasses()
                .that()
                .resideInAPackage("org.synod.conformance." + from)
                .should(ArchConditions.dependOnClassesThat(others));
    }
}
