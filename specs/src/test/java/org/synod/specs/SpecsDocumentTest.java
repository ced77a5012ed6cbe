package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document says what modules and manifest say. */
final class SpecsDocumentTest {
    @Test
    void theDocumentIsThatOfTheModulesAndTheManifest() throws Exception {
        Path file = Path.of(System.getProperty("synod.home", ".")).resolve("docs/specs.md");
        String text = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(
                new SpecsDocument(Specs.open()).text(text),
                text,
                "docs/specs.md is not what modules and manifest say: run ./synod specs table --write");
    }

    @Test
    void whatIsWrittenByHandStays() throws Exception {
        SpecsDocument document = new SpecsDocument(Specs.open());
        String text = document.text("old\n<!-- written by hand -->\n## Others\n<!-- /written by hand -->\n");
        assertTrue(text.endsWith("\n<!-- written by hand -->\n## Others\n<!-- /written by hand -->\n"));
        assertEquals(text, document.text(text));
    }

    @Test
    void tellsWhoRefinesWhomAndWhatPropertiesSay() throws Exception {
        String text = new SpecsDocument(Specs.open()).text("");
        assertTrue(text.contains("    Voting == refines ==> Consensus\n"), text);
        assertTrue(text.contains("| `Voting` | `RefinesConsensus` | It implements `Consensus`. | "), text);
        assertTrue(text.contains("    MCMutants --> MCMultiPaxosLive\n"), text);
        assertTrue(text.contains("| `MultiPaxos` | `Agreement` | No two commands are chosen in one slot. | "), text);
    }

    @Test
    void readsAModule(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("M.tla");
        Files.writeString(file, """
                ---- MODULE M ----
                (* INSTANCE Nothing *)
                EXTENDS A,
                        B
                V == INSTANCE C WITH x <- y
                W == INSTANCE D  \\* EXTENDS E
                Refines == V!Spec

                \\* One line
                \\* and another.
                P == TRUE
                Q == FALSE  \\* behind
                R(x) == x
                ====
                """);
        TlaModule module = TlaModule.read(file);
        assertEquals(List.of("A", "B"), module.bases());
        assertEquals(Map.of("Refines", "C"), module.refined());
        assertEquals(Set.of("D"), module.instances());
        assertEquals(
                Map.of("P", "One line and another.", "Q", "behind", "Refines", "", "V", "", "W", "EXTENDS E"),
                module.definitions());
    }
}
