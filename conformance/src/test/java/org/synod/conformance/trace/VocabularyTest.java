package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.runtime.TraceFormat;

/** A line of a trace names the action and its parameters as Java does. */
final class VocabularyTest {

    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final Ballot BALLOT = new Ballot(3, R1);
    private static final ReplicaId R2 = new ReplicaId("r2");
    private static final Command CHANGE = Command.configuration(List.of(Member.storage(R1), Member.log(R2)));
    private static final Command COMMAND = new Command(7, 1, new byte[] {1});

    /** One of each; a new one that is missing here is noticed by {@link #everyTransitionIsWritten}. */
    private static final List<Transition> ONE_OF_EACH = List.of(
            new Transition.Prepare(BALLOT, 4, 0),
            new Transition.Promise(BALLOT, 4, 0),
            new Transition.Lead(BALLOT, List.of(R1, R2), new TreeMap<>(Map.of(4L, Command.NO_OP, 5L, CHANGE))),
            new Transition.StepDown(BALLOT),
            new Transition.Propose(BALLOT, 4, COMMAND),
            new Transition.Accept(BALLOT, 4, COMMAND),
            new Transition.Choose(BALLOT, 4, COMMAND),
            new Transition.Learn(4, COMMAND),
            new Transition.Note(4),
            new Transition.Reconfigure(BALLOT, 5, CHANGE),
            new Transition.ProposeAwaited(BALLOT, 5, CHANGE),
            new Transition.PrepareNew(BALLOT, 6, 5),
            new Transition.Retire(5),
            new Transition.Leave(5),
            new Transition.Apply(4),
            new Transition.Snapshot(4),
            new Transition.InstallSnapshot(R2, 4),
            new Transition.Archive(4),
            new Transition.Trim(4),
            new Transition.Fetch(4),
            new Transition.Heartbeat(BALLOT, 1),
            new Transition.GrantLease(BALLOT, 1, 0),
            new Transition.RenewLease(BALLOT, 1, R2),
            new Transition.Relinquish(BALLOT),
            new Transition.Release(BALLOT),
            new Transition.ReadConsistent(BALLOT, 4),
            new Transition.Answer(BALLOT),
            new Transition.ReadEventual(4),
            new Transition.Acknowledge(BALLOT, 4, 5),
            new Transition.Flush(2, 9),
            new Transition.Crash(1, 3),
            new Transition.Restart(BALLOT, 9, 3, 2, 2),
            new Transition.LoseDisk());

    @Test
    void everyTransitionIsWritten() throws IOException {
        Map<String, Set<String>> written = new TreeMap<>();
        for (Transition transition : ONE_OF_EACH) {
            StringBuilder line = new StringBuilder();
            TraceFormat.event(line, R1, new TraceClock(1, 5, 6), 7, transition, null);
            JsonNode event = new ObjectMapper().readTree(line.toString());
            Set<String> names = new TreeSet<>();
            event.get("parameters").fieldNames().forEachRemaining(names::add);
            written.put(event.get("action").asText(), names);
        }
        assertEquals(components(), written, "an action's parameters are named as the components of its record");
    }

    private static Map<String, Set<String>> components() {
        Map<String, Set<String>> components = new LinkedHashMap<>();
        for (Class<?> action : Transition.class.getPermittedSubclasses()) {
            Set<String> names = new TreeSet<>();
            Arrays.stream(action.getRecordComponents()).forEach(c -> names.add(c.getName()));
            components.put(action.getSimpleName(), names);
        }
        return components;
    }
}
