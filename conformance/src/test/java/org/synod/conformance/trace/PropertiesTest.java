package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.synod.specs.InputException;
import org.synod.specs.Kind;
import org.synod.specs.Manifest;
import org.synod.specs.Model;

/** Every safety property that the models check is looked at in traces too, or it is said who looks at it. */
final class PropertiesTest {

    /** What no trace can show, and why not. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "ExactlyOnce", "a trace does not say what a tree holds: the clients' histories do",
            "OneServingLeader", "of two that serve one is not the latest: TraceLeasedIsLatest",
            "StepsOfReplicationGroup", "every event is such a step: TraceNext takes no others",
            "RefinesReplicatedLog", "follows from Agreement, ChosenIsStable and LearnedIsChosen");

    @Test
    void everySafetyPropertyIsLookedAt() throws IOException, InputException {
        Set<String> missing = new TreeSet<>();
        for (Model model :
                Manifest.read(Path.of("..", "specs", "manifest.json")).models()) {
            if (Stream.of("MCReplicationGroup", "MCLeasedGroup").anyMatch(model.module()::equals)
                    && !model.kind().equals(Kind.REACHABILITY)) {
                missing.addAll(model.properties());
            }
        }
        assertTrue(missing.size() > 10, "the models check more than " + missing);
        Set<String> ofTraces = TraceModel.PROPERTIES.stream()
                .map(p -> p.replaceFirst("^Trace", ""))
                .collect(Collectors.toSet());
        missing.removeAll(ofTraces);
        missing.removeAll(ELSEWHERE.keySet());
        assertEquals(
                Set.of(),
                missing,
                "a property of ReplicationGroup or LeasedGroup is not judged in traces: give TraceLeasedGroup.tla one of"
                        + " the same name, beginning with Trace, and list it in TraceModel");
    }
}
