package org.synod;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.List;

/** The arrows of the architecture: which package may import which. */
@AnalyzeClasses(packages = "org.synod", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule CORE = arrows("core");

    @ArchTest
    static final ArchRule MESSAGE = arrows("message", "core");

    @ArchTest
    static final ArchRule PROTOCOL = arrows("protocol", "core", "message");

    @ArchTest
    static final ArchRule STATEMACHINE = arrows("statemachine", "core");

    @ArchTest
    static final ArchRule BTREE = arrows("btree", "core", "statemachine");

    @ArchTest
    static final ArchRule WAL = arrows("wal", "core");

    @ArchTest
    static final ArchRule ARCHIVE = arrows("archive", "core", "wal");

    @ArchTest
    static final ArchRule TRANSPORT = arrows("transport", "core", "message");

    @ArchTest
    static final ArchRule RESTORE = arrows("restore", "core", "statemachine", "btree", "archive");

    @ArchTest
    static final ArchRule SCRUB = arrows("scrub", "core", "message", "statemachine", "btree", "archive", "restore");

    @ArchTest
    static final ArchRule COPY = arrows("copy", "core", "message", "statemachine", "btree");

    @ArchTest
    static final ArchRule RUNTIME = arrows(
            "runtime",
            "core",
            "message",
            "protocol",
            "statemachine",
            "btree",
            "wal",
            "transport",
            "archive",
            "copy",
            "restore",
            "scrub");

    /** The state machine too: a client speaks in operations and results. */
    @ArchTest
    static final ArchRule CLIENT = arrows("client", "core", "message", "transport", "statemachine");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.synod.(*)..").should().beFreeOfCycles();

    /** The core is a function: what would make it anything else is out of its reach. */
    @ArchTest
    static final ArchRule PROTOCOL_IS_PURE = ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage("org.synod.protocol..", "org.synod.message..", "org.synod.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.util.concurrent..",
                    "io.netty..")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    private static ArchRule arrows(String from, String... to) {
        List<String> allowed = new ArrayList<>();
        allowed.add("org.synod." + from);
        for (String name : to) {
            allowed.add("org.synod." + name);
        }
        DescribedPredicate<JavaClass> others = DescribedPredicate.describe(
                "of Synod outside of " + allowed,
                other -> other.getPackageName().startsWith("org.synod.") && !allowed.contains(other.getPackageName()));
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.synod." + from)
                .should(ArchConditions.dependOnClassesThat(others));
    }
}
