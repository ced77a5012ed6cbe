package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
        assertTrue(text.contains("    Voting == implements ==> Consensus\n"), text);
        assertTrue(text.contains("| `Voting` | `RefinesConsensus` | It implements `Consensus`. | "), text);
        assertTrue(text.contains("    TraceLeasedGroup --> LeasedGroup\n"), text);
        assertTrue(text.contains("    MultiPaxos == implements ==> ReplicatedLog\n"), text);
        assertFalse(text.contains("--> MC"), text);
        assertTrue(text.contains("| `MultiPaxos` | `Agreement` | No two commands are chosen in one slot. | "), text);
    }

    @Test
    void groupsPropertiesByWhatTheyAreAndSaysWhoHoldsAndBreaksThem() throws Exception {
        String text = new SpecsDocument(Specs.open()).text("");
        assertTrue(section(text, "### Safety").contains("`MCPaxosInductive` | `Inv` | "), text);
        assertTrue(section(text, "### Refinement").contains("| `Paxos` | `RefinesVoting` | "), text);
        String live = section(text, "### Liveness");
        assertTrue(live.contains("`LogFills` | "), text);
        assertTrue(live.contains(" | `MCMutantNoVoteInPromisedBallot` |\n"), text);
        assertFalse(
                section(text, "## Properties").contains("`NeverFilled`"), "what must be possible has its own table");
        assertTrue(
                text.lines()
                        .anyMatch(l -> l.startsWith("| `MultiPaxos` | `Agreement` | ")
                                && l.matches(".*(`\\w+`, ){2}`\\w+` and \\d+ more \\| .*")),
                "many models are not all named");
    }

    /** From this heading to the next one that is no deeper. */
    private static String section(String text, String heading) {
        int from = text.indexOf(heading + "\n");
        assertTrue(from >= 0, heading);
        String level = heading.substring(0, heading.indexOf(' ') + 1);
        int to = text.indexOf("\n" + level, from + heading.length());
        return text.substring(from, to < 0 ? text.length() : to);
    }

    @Test
    void readsAModule(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("M.tla");
        Files.writeString(file, """
                ---- MODULE M ----
                (*************)
                (* What M    *)
                (* is (Paper *)
                (* 1.2) for. *)
                (* And more. *)
                (*************)
                (* INSTANCE Nothing *)
                EXTENDS A,
                        B
                V == INSTANCE C WITH x <- y
                W == INSTANCE D  \\* EXTENDS E
                Refines == V!Spec
                Steps == [][V!Next]_x

                \\* One line
                \\* and another.
                P == TRUE
                Q == FALSE  \\* behind
                R(x) == x
                ====
                """);
        TlaModule module = TlaModule.read(file);
        assertEquals(List.of("A", "B"), module.bases());
        assertEquals("What M is for.", module.summary());
        assertEquals(Map.of("Refines", "C", "Steps", "C"), module.refined());
        assertEquals(Set.of("D"), module.instances());
        assertEquals(
                Map.of(
                        "P", "One line and another.",
                        "Q", "behind",
                        "Refines", "It implements `C`.",
                        "Steps", "Each step is one of `C`, or changes nothing there.",
                        "V", "",
                        "W", "EXTENDS E"),
                module.definitions());
    }
}
