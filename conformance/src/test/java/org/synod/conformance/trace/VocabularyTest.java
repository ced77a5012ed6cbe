package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.runtime.TraceFormat;

/** One set of names in specification, Java and traces. */
final class VocabularyTest {

    private static final String ADVICE = "An action has one name everywhere. Give it the same one in Next of"
            + " MultiPaxos.tla, in TraceNext of TraceMultiPaxos.tla, as a record of Transition and in TraceFormat, and"
            + " say in docs/glossary.md what it is.";

    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final Ballot BALLOT = new Ballot(3, R1);
    private static final Command COMMAND = new Command(7, 1, new byte[] {1});

    /** One of each; a new one that is missing here is noticed by {@link #everyTransitionIsWritten}. */
    private static final List<Transition> ONE_OF_EACH = List.of(
            new Transition.Prepare(BALLOT, 4),
            new Transition.Promise(BALLOT),
            new Transition.Lead(BALLOT, List.of(R1, new ReplicaId("r2")), new TreeMap<>(Map.of(4L, Command.NO_OP))),
            new Transition.StepDown(BALLOT),
            new Transition.Propose(BALLOT, 4, COMMAND),
            new Transition.Accept(BALLOT, 4, COMMAND),
            new Transition.Choose(BALLOT, 4, COMMAND),
            new Transition.Learn(4, COMMAND),
            new Transition.Flush(2, 9, 3),
            new Transition.Crash(1, 3),
            new Transition.Restart(BALLOT, 9, 3));

    @Test
    void nextOfTheSpecificationHasTheActionsOfJava() throws IOException {
        Set<String> specification = new TreeSet<>();
        Matcher disjunct = Pattern.compile("\\\\/ .*: (\\w+)\\(").matcher(definition("MultiPaxos", "Next"));
        while (disjunct.find()) {
            specification.add(disjunct.group(1));
        }
        assertEquals(transitions(), specification, ADVICE);
    }

    @Test
    void traceNextFollowsTheActionsOfJava() throws IOException {
        Map<String, String> arms = new TreeMap<>();
        Matcher arm = Pattern.compile("event\\.action = \"(\\w+)\"\\s*-> (\\w+)\\(")
                .matcher(definition("TraceMultiPaxos", "TraceNext"));
        while (arm.find()) {
            arms.put(arm.group(1), arm.group(2));
        }
        assertEquals("Forget", arms.remove("Forget"), "Forget is the checker's own");
        assertEquals(transitions(), arms.keySet(), ADVICE);
        arms.forEach((action, follows) -> assertEquals("Trace" + action, follows, ADVICE));
    }

    @Test
    void theTraceVocabularyIsThatOfJava() {
        assertEquals(transitions(), Vocabulary.actions().keySet(), ADVICE);
    }

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
        assertEquals(components(), written, ADVICE + " Its parameters are named as the components of the record.");
    }

    private static Set<String> transitions() {
        return Arrays.stream(Transition.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
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

    /** The text of a definition, up to the next empty line. */
    private static String definition(String module, String name) throws IOException {
        String text = Files.readString(TraceText.specs().resolve("log").resolve(module + ".tla"));
        int start = text.indexOf("\n" + name + " ==\n");
        int end = text.indexOf("\n\n", start);
        if (start < 0 || end < 0) {
            throw new AssertionError(module + ".tla has no definition " + name);
        }
        return text.substring(start, end);
    }
}
