package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that are loaded once change nothing but the time. */
final class SharedClassesTest {
    @Test
    void areMadeAndUsedAndDeleted() throws Exception {
        Specs specs = Specs.open();
        Model model = specs.manifest().named(List.of("MCConsensus")).getFirst();
        ModelChecker.Settings settings = ModelChecker.Settings.standard().withQuickStart(true);
        Path file;
        try (SharedClasses classes =
                new SharedClasses(settings, specs.module(model), specs.config(model), specs.library())) {
            ModelChecker.Settings shared = classes.in(settings);
            file = Path.of(String.valueOf(shared.sharedClasses()));
            assertTrue(Files.size(file) > 0, "the JVM has made no file");
            assertEquals(Verdict.HOLDS, specs.check(model, shared, Specs.SILENT).verdict());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void doWithoutAFileThatIsNoSuchThing(@TempDir Path folder) throws Exception {
        Specs specs = Specs.open();
        Model model = specs.manifest().named(List.of("MCConsensus")).getFirst();
        Path file = Files.writeString(folder.resolve("tlc.jsa"), "nonsense");
        ModelChecker.Settings settings =
                ModelChecker.Settings.standard().withQuickStart(true).withSharedClasses(file);
        Outcome outcome =
                new ModelChecker(settings).check(specs.module(model), specs.config(model), specs.library(), p -> {});
        assertInstanceOf(Outcome.Holds.class, outcome, outcome::toString);
    }
}
