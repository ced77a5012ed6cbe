package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest and the files that it speaks of say the same. */
final class ManifestTest {
    @Test
    void everyConfigurationHasAnEntryAndEveryEntryAConfiguration() throws Exception {
        Specs specs = Specs.open();
        Set<String> listed = specs.manifest().models().stream()
                .map(m -> m.path() + "/" + m.name() + ".cfg")
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> present = new TreeSet<>();
        for (Path folder : specs.library()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(f -> f.getFileName().toString().matches("MC.*\\.cfg"))
                        .forEach(f -> present.add(folder.getFileName() + "/" + f.getFileName()));
            }
        }
        assertEquals(present, listed);
        for (Model m : specs.manifest().models()) {
            assertTrue(Files.isRegularFile(specs.module(m)), () -> "no module of " + m.name());
        }
    }

    @Test
    void everyPropertyThatIsListedIsChecked() throws Exception {
        Specs specs = Specs.open();
        for (Model m : specs.manifest().models()) {
            String config = Files.readString(specs.config(m));
            Set<String> words = new TreeSet<>(List.of(config.split("\\s+")));
            for (String p : m.properties()) {
                assertTrue(words.contains(p), () -> m.name() + " does not check " + p);
            }
            if (m.property() != null && !m.property().equals("Deadlock")) {
                assertEquals(List.of(m.property()), m.properties(), "what must break is all that is checked");
            }
        }
    }

    @Test
    void quickModelsKeepWithinTheirBounds() throws Exception {
        List<Model> quick = Specs.open().manifest().at(Level.QUICK);
        for (Model m : quick) {
            assertTrue(m.distinctStates() <= (m.kind() == Kind.LIVENESS ? 20_000 : 60_000), m.name());
        }
        long all = quick.stream().mapToLong(Model::distinctStates).sum();
        assertTrue(all <= 400_000, () -> all + " states in all quick models");
    }

    /**
     * The states of one are among those of the other, and different ones remain different (docs/decisions/reconfiguration.md):
     * so as many are the same. The counts are those of the manifest, and every build compares them with TLC's.
     */
    @Test
    void aGroupWithEverythingOffHasTheStatesOfMultiPaxos() throws Exception {
        List<Model> both = Specs.open().manifest().named(List.of("MCMultiPaxosBallots", "MCGroupAsMultiPaxos"));
        assertEquals(both.getFirst().distinctStates(), both.getLast().distinctStates());
    }

    @Test
    void everyPropertyOfTheDesignIsCheckedByAModelInWhichItHolds() throws Exception {
        Set<String> checked = Specs.open().manifest().models().stream()
                .filter(m -> m.expected() == Expected.HOLDS)
                .flatMap(m -> m.properties().stream())
                .collect(Collectors.toSet());
        for (String property : List.of(
                "Agreement",
                "Validity",
                "ChosenIsStable",
                "OneValuePerBallot",
                "OnlyMembersCount",
                "LogReplicaNeverLeads",
                "LogReplicaServesNoRead",
                "AppliedIsChosenPrefix",
                "ChosenIsRecoverable",
                "TrimmedIsArchived",
                "ArchiveIsChosenPrefix",
                "OneServingLeader",
                "ConsistentReadsAreLinearizable",
                "EventualReadsArePrefixes",
                "NoPromiseForgotten",
                "ExactlyOnce",
                "NoElectionWhileLeaderReachable",
                "EventuallyLed",
                "ProposedIsEventuallyChosen",
                "WriteQuorumEventuallyRestored",
                "ArchiveCatchesUp")) {
            assertTrue(checked.contains(property), () -> "no model checks " + property);
        }
    }

    @Test
    void thereAreMutantsOfEveryKind() throws Exception {
        List<Model> mutants = Specs.open().manifest().of(Kind.MUTANT);
        assertTrue(mutants.size() >= 24, () -> "only " + mutants.size());
        Set<String> broken =
                mutants.stream().map(m -> String.valueOf(m.property())).collect(Collectors.toSet());
        assertTrue(broken.contains("EventuallyLed"), broken::toString);
        Set<String> names = mutants.stream().map(Model::name).collect(Collectors.toSet());
        assertTrue(names.contains("MCMutantReconfigureByWaiting"), names::toString);
        assertTrue(names.contains("MCMutantLeaseByPromise"), names::toString);
    }

    @Test
    void survivesWritingAndReading(@TempDir Path folder) throws Exception {
        Manifest manifest = Specs.open().manifest();
        Path file = folder.resolve("manifest.json");
        manifest.write(file);
        assertEquals(manifest, Manifest.read(file));
    }

    @Test
    void namesFileAndLineOfWhatItCannotRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("manifest.json");
        Files.writeString(file, "{\"models\":\n [{\"nmae\": 1}]}");
        String message =
                assertThrows(InputException.class, () -> Manifest.read(file)).getMessage();
        assertTrue(String.valueOf(message).contains("manifest.json:2"), message);
        assertThrows(InputException.class, () -> Specs.at(folder));
    }

    @Test
    void refusesNamesThatItDoesNotHave() throws Exception {
        Manifest manifest = Specs.open().manifest();
        assertEquals(1, manifest.named(List.of("MCVoting")).size());
        InputException unknown =
                assertThrows(InputException.class, () -> manifest.named(List.of("MCVoting", "mcvotinh")));
        assertEquals(
                "no model is called mcvotinh: the nearest name is MCVoting, and ./synod specs list has them all",
                unknown.getMessage());
    }

    @Test
    void theTablesOfTheReadmeAreThoseOfTheManifest() throws Exception {
        Specs specs = Specs.open();
        Path readme = Path.of(System.getProperty("synod.home", ".")).resolve("README.md");
        String text =
                Files.exists(readme) ? Files.readString(readme) : "<!-- manifest:totals --><!-- /manifest:totals -->";
        String renewed = new ManifestTable(specs.manifest()).renew(text);
        if (Files.exists(readme)) {
            assertEquals(renewed, text, "README.md is not what the manifest says: run ./synod specs table --write");
        } else {
            assertTrue(renewed.contains("| quick | "), renewed);
        }
    }

    @Test
    void tablesReplaceWhatStandsBetweenTheirMarkersAndNothingElse() throws Exception {
        ManifestTable table = new ManifestTable(Specs.open().manifest());
        String text = "a\n<!-- manifest:totals -->\nold\n<!-- /manifest:totals -->\nb\n";
        String renewed = table.renew(text);
        assertTrue(renewed.startsWith("a\n<!-- manifest:totals -->\n| level |"), renewed);
        assertTrue(renewed.endsWith("|\n<!-- /manifest:totals -->\nb\n"), renewed);
        assertEquals(renewed, table.renew(renewed));
        assertEquals("nothing here", table.renew("nothing here"));
    }
}
