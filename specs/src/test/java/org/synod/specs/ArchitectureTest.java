package org.synod.specs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** This package knows TLC and nothing else of Synod. */
final class ArchitectureTest {
    @Test
    void dependsOnNoOtherPackageOfSynod() {
        JavaClasses classes = new ClassFileImporter().importPackages("org.synod.specs");
        noClasses()
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.synod..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                JavaClass.Predicates.resideInAPackage("org.synod.specs"))))
                .check(classes);
    }
}
