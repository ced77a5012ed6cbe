package org.synod.linearizability;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
            .layer("explain")
            .definedBy("org.synod.linearizability.explain")
            .whereLayer("model")
            .mayOnlyAccessLayers("history")
            .whereLayer("check")
            .mayOnlyAccessLayers("history", "model")
            .whereLayer("weaker")
            .mayOnlyAccessLayers("history", "model", "check")
            .whereLayer("explain")
            .mayOnlyAccessLayers("history", "model", "check", "weaker")
            .whereLayer("history")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule STANDS_ALONE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.synod.linearizability..", "java..", "com.fasterxml.jackson..", "org.jspecify..");
}
