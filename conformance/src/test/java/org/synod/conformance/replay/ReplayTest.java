package org.synod.conformance.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.synod.conformance.job.Judge;
import org.synod.conformance.job.Reached;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.conformance.trace.Vocabulary;
import org.synod.protocol.Replica;

/** The kept scenarios: the replicas of Java take them as far as each says, and what they do conforms. */
final class ReplayTest {

    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

    @TempDir
    Path folder = Path.of("");

    static Stream<Path> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theReplicasGoAlongAsFarAsItSays(Path file) throws IOException, InterruptedException {
        Scenario scenario = Scenario.read(file);
        Replay.Result result = Replay.run(scenario, Replica::new, folder.resolve("trace.ndjson"));
        assertTrue(
                result.isAsExpected(scenario),
                () -> "line " + scenario.refused() + " is to be refused (0: none), but it stopped at "
                        + result.stopped() + ", " + result.instead() + "; look again with ./synod replay " + file);
        TraceVerdict verdict = new Judge(Path.of("..", "specs")).trace(List.of(result.trace()), (done, all) -> {});
        if (verdict.total() > 0) {
            assertEquals(TraceVerdict.Result.CONFORMS, verdict.result(), () -> String.valueOf(verdict.refusal()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', there is no action in it",
        "'members r1 r2', there is no action in it",
        "'r1 Prepare', the first line that is no comment names the members",
        "'members r1\nr2 Prepare', 'r2' is neither a member nor on standby",
        "'members r1\nr1 Elect', unknown action 'Elect'",
        "'members r1\nr1 Prepare number=3', 'number=3' is no parameter of Prepare",
        "'members r1\nr1 Prepare refused\nr1 Flush', nothing follows the line that is refused",
        "'members r1\nr1', a line has a replica and an action",
    })
    void whatIsNoScenarioIsRefused(String text, String sentence) throws IOException {
        Path file = folder.resolve("bad.scenario");
        Files.writeString(file, text);
        String message = String.valueOf(assertThrows(BadScenarioException.class, () -> Scenario.read(file))
                .getMessage());
        assertTrue(message.startsWith(file.toString()) && message.contains(sentence), message);
    }

    @Test
    void aStepThatIsNotTakenIsToldWithWhatCameInstead() throws IOException {
        Path file = folder.resolve("a.scenario");
        Files.writeString(file, """
                members r1 r2 r3
                r1 Prepare ballot=2.r1
                r1 Flush
                r2 Promise ballot=2.r1
                r3 Prepare ballot=1.r3
                r3 Flush
                r2 Promise ballot=1.r3
                """);
        Replay.Result result = Replay.run(Scenario.read(file), Replica::new, folder.resolve("trace.ndjson"));
        assertFalse(result.isAsExpected(Scenario.read(file)));
        assertEquals(5, result.steps());
        assertEquals("r2 sent r3 Reject[ballot=1.r3, promised=2.r1]", result.instead());
    }

    @Test
    void aScenarioIsReadAsItWasWritten() throws IOException {
        for (Path file : scenarios().toList()) {
            Scenario scenario = Scenario.read(file);
            Path again = folder.resolve("again.scenario");
            Files.writeString(again, scenario.toString());
            assertEquals(scenario.toString(), Scenario.read(again).toString());
        }
    }

    private static final String RETRANSMISSION =
            "traces have Retransmission = TRUE: whoever was answered may ask again";
    private static final String PARTLY =
            "a sync that ends between a note and a vote behind it: scenarios sync whole notes, seeds of the simulator do it";

    /** Branches that no scenario can take, and why not. */
    private static final Map<String, String> OUT_OF_REACH = Map.of(
            "LeasedGroup: ELSE taken",
            "Java captures an answer with a lease only, and then the tree is what the store is",
            "ReplicationGroup: ELSE ~ \\E m \\in ms : \\/ m \\in messages \\/ \\E i \\in DOMAIN pending[r] : m \\in"
                    + " pending[r][i].messages",
            RETRANSMISSION,
            "ReplicationGroup: OR \\/ m \\in messages",
            RETRANSMISSION,
            "ReplicationGroup: OR m \\in messages",
            RETRANSMISSION,
            "ReplicationGroup: OR \\E i \\in DOMAIN pending[r] : m \\in pending[r][i].messages",
            RETRANSMISSION,
            "ReplicationGroup: OR pending[r][i].slot = 0",
            PARTLY,
            "ReplicationGroup: OR pending[r][i].slot > s",
            PARTLY);

    @Test
    void theyReachEveryActionAndEveryBranch() throws IOException, InterruptedException {
        Judge judge = new Judge(Path.of("..", "specs"));
        Reached reach = new Reached(judge);
        Set<String> reached = new TreeSet<>();
        Path trace = folder.resolve("trace.ndjson");
        for (Path file : scenarios().toList()) {
            Replay.run(Scenario.read(file), Replica::new, trace);
            Set<String> more = reach.of(trace);
            reached.addAll(more == null ? Set.of() : more);
        }
        Set<String> missing = new TreeSet<>(Vocabulary.actions().keySet());
        Reached.ofSpecification(judge.branches(trace)).forEach(b -> missing.add(Reached.name(b)));
        missing.removeAll(reached);
        assertEquals(
                OUT_OF_REACH.keySet(),
                missing,
                "no kept scenario reaches these: find one with ./synod replay --generate, or say here why none can");
    }
}
