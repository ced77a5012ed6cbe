package org.synod.conformance.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.Listener;
import org.synod.conformance.simulation.Habits;
import org.synod.protocol.Rules;
import org.synod.specs.Specs;

/** The list of mutants is whole, each layer finds one of them, and none finds anything where nothing is wrong. */
class MutantsTest {
    private static final Path HOME = Path.of(System.getProperty("synod.home", ".."));
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);

    private static Mutant named(String name) {
        return Mutants.ofImplementation().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    private static List<Mutant> all(Specs specs) {
        return Stream.concat(Mutants.ofImplementation().stream(), Mutants.ofSpecification(specs).stream())
                .toList();
    }

    @Test
    void thereAreEnoughAndEachHasAName() throws Exception {
        List<Mutant> all = all(Specs.at(HOME));
        assertTrue(Mutants.ofImplementation().size() >= 24);
        assertEquals(all.size(), all.stream().map(Mutant::name).distinct().count(), "two mutants have the same name");
        all.forEach(m -> assertFalse(m.layers().isEmpty(), m.name() + " has to be found by nobody"));
    }

    @Test
    void aMutantOfAGroupIsWrongInOnePlace() {
        for (Mutant mutant : Mutants.ofImplementation()) {
            if (mutant.subject() instanceof Mutant.Subject.OfGroup group) {
                Class<?> wrong = group.rules().equals(Rules.CORRECT)
                        ? group.habits().getClass()
                        : group.rules().getClass();
                assertEquals(1, wrong.getDeclaredMethods().length, mutant.name());
                assertTrue(group.rules().equals(Rules.CORRECT) != group.habits().equals(Habits.CORRECT), mutant.name());
            }
        }
    }

    /** {@code ./synod mutants --write} renews it. */
    @Test
    void theDocumentListsThoseThatExistAndAllAreCaught() throws Exception {
        String document = Files.readString(HOME.resolve("docs/mutants.md"));
        Set<String> listed =
                ROW.matcher(document).results().map(MatchResult::group).collect(Collectors.toSet());
        Set<String> names =
                all(Specs.at(HOME)).stream().map(m -> "| `" + m.name() + "` |").collect(Collectors.toSet());
        assertEquals(new TreeSet<>(names), new TreeSet<>(listed));
        assertFalse(document.contains("MISSED"));
        for (Mutant mutant : Mutants.ofImplementation()) {
            assertTrue(document.contains("| " + mutant.fault() + " |"), mutant.name() + " is described otherwise");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AcceptBeforeFlush", "PromiseBeforeFlush", "ReadsFromAnyTree", "EveryoneVotes", "TreeDropsWrite"
            })
    void aMutantIsCaughtByEachLayerThatMust(String name) throws IOException, InterruptedException {
        Mutant mutant = named(name);
        List<MutantRow> rows = new MutantRun(
                        List.of(new SimulationDetector(new Judge(HOME.resolve("specs"))), new ScrubDetector()),
                        LIMIT,
                        Duration.ZERO)
                .run(List.of(mutant), layer -> true, Listener.SILENT);
        assertEquals(1, rows.size());
        assertTrue(rows.getFirst().caught(), rows.getFirst().line());
        assertTrue(rows.getFirst().events().getAsLong() > 0);
    }

    @Test
    void theModelsCatchOneOfTheirs() throws Exception {
        Specs specs = Specs.at(HOME);
        Mutant mutant = Mutants.ofSpecification(specs).stream()
                .filter(m -> m.name().equals("MCMutantTrimBeforeArchive"))
                .findFirst()
                .orElseThrow();
        Map<Layer, Detection> found = new ModelDetector(specs).look(mutant, mutant.layers(), LIMIT);
        assertInstanceOf(Detection.Caught.class, found.get(Layer.MODELS));
    }

    @Test
    void whatIsRightIsNotCaught() throws IOException, InterruptedException {
        Mutant right = Mutant.of("none", "none", "Nothing is wrong.", Set.of(Layer.TRACE), Rules.CORRECT);
        Map<Layer, Detection> found = new SimulationDetector(new Judge(HOME.resolve("specs")))
                .look(right, Set.of(Layer.TRACE), Duration.ofSeconds(3));
        assertEquals(3, found.size());
        found.values().forEach(d -> assertInstanceOf(Detection.Missed.class, d));
        Detection scrub = ScrubDetector.look(UnaryOperator.identity(), Duration.ofSeconds(3));
        assertTrue(scrub instanceof Detection.Missed missed && missed.events() > 0, scrub.toString());
        MutantRow row = new MutantRow(right, found, 3);
        assertFalse(row.caught());
        assertTrue(row.line().contains("trace MISSED"), row.line());
    }

    @Test
    void lincheckCatchesALogThatDoesNotWait() throws IOException, InterruptedException {
        assertInstanceOf(
                Detection.Caught.class,
                LincheckDetector.look(InterleavingMutants.HastyLog.class, InterleavingMutants.Counter.class, LIMIT));
    }
}
