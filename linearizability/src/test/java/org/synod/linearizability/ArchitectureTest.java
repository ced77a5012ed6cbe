package org.synod.linearizability;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages use what stands before them, and no other module of Synod. */
@AnalyzeClasses(packages = "org.synod.linearizability", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("history")
            .definedBy("org.synod.linearizability.history")
            .layer("model")
            .definedBy("org.synod.linearizability.model")
            .layer("check")
            .definedBy("org.synod.linearizability.check")
            .layer("weaker")
            .definedBy("org.synod.linearizability.weaker")
            .layer("own")
            .definedBy("org.synod.linearizability.own")
            .layer("knossos")
            .definedBy("org.synod.linearizability.knossos")
            .layer("explain")
            .definedBy("org.synod.linearizability.explain")
            .whereLayer("model")
            .mayOnlyAccessLayers("history")
            .whereLayer("check")
            .mayOnlyAccessLayers("history", "model")
            .whereLayer("weaker")
            .mayOnlyAccessLayers("history", "model", "check")
            .whereLayer("own")
            .mayOnlyAccessLayers("history", "model", "check")
            .whereLayer("knossos")
            .mayOnlyAccessLayers("history", "model", "check", "own")
            .whereLayer("explain")
            .mayOnlyAccessLayers("history", "model", "check", "weaker")
            .whereLayer("history")
            .mayNotAccessAnyLayer();

    /** Whoever brings no model in Clojure does not start it. */
    @ArchTest
    static final ArchRule CLOJURE_IS_FOR_WHO_BRINGS_IT = noClasses()
            .that()
            .resideOutsideOfPackages("org.synod.linearizability.own", "org.synod.linearizability.knossos")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("clojure..");

    @ArchTest
    static final ArchRule STANDS_ALONE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.synod.linearizability..", "java..", "com.fasterxml.jackson..", "org.jspecify..", "clojure..");
}
