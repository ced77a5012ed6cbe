package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.synod.conformance.trace.TraceVerdict.Refusal;

/**
 * What a refusal says of the faults that implementations have: each is written into a trace that conforms, as the program at
 * fault would have written it.
 */
final class RefusalTest {

    private static final Path TRACE = Path.of("src", "test", "resources", "guards", "by-hand-trace.ndjson");

    @TempDir
    Path folder = Path.of("");

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        "a vote below the promise",
                        t -> insert(
                                t,
                                nth(t, "r2", "Promise", 1),
                                "r2",
                                "Accept",
                                "'ballot':[1,'r1'],'slot':2,'command':'c1:2#00000000'"),
                        "`b >= promised[r]`",
                        "b = 1.r1 and promised[r2] = 2.r3",
                        "if r1 had taken this step instead of r2",
                        "Promise ballot=2.r3 slot=1 configuration=0; then promised[r2] = 2.r3"),
                fault(
                        "an acknowledgement before the flush",
                        t -> t.events().remove(nth(t, "r2", "Flush", 1)),
                        "`Enough(Voters(",
                        "Voters(ballot[r1], 1, acting[r1]) = {r1}",
                        "with the event r2 Flush count=1 before it",
                        "r2 #3 Accept"),
                fault(
                        "a choice by a minority",
                        t -> insert(
                                t,
                                nth(t, "r1", "Choose", 0),
                                "r1",
                                "Choose",
                                "'ballot':[1,'r1'],'slot':2,'command':'c1:2#00000000'"),
                        "`Enough(Voters(",
                        "Voters(ballot[r1], 2, acting[r1]) = {r1}",
                        "",
                        "Propose ballot=1.r1 slot=2"),
                fault(
                        "a hole that is left",
                        t -> proposals(t).remove("2"),
                        "next'[",
                        "next'[r] = 4 and",
                        "\"2\":\"no-op\"",
                        "next[r3] = 1"),
                fault(
                        "a command that is not adopted",
                        t -> proposals(t).put("1", "no-op"),
                        "`e.proposals = ",
                        "(1: c1:1#00000000, 2: no-op, 3: c1:3#00000000)",
                        "with proposals {\"1\":\"c1:1#00000000\"",
                        ""),
                fault(
                        "a trim before the archive",
                        t -> t.events().remove(nth(t, "r3", "Archive", 0)),
                        "`s <= ArchivedUpTo`",
                        "s = 2 and ArchivedUpTo = 0",
                        "with the event r3 Archive upTo=",
                        ""),
                fault(
                        "a promise that a restart forgets",
                        t -> {
                            insert(t, nth(t, "r1", "Leave", 0) - 1, "r1", "Crash", "'survived':0,'chosenUpTo':0");
                            insert(
                                    t,
                                    nth(t, "r1", "Crash", 0),
                                    "r1",
                                    "Restart",
                                    "'promised':[0,'none'],'votes':4,'chosenUpTo':0,'trimmed':0,'applied':0");
                        },
                        "promised'[",
                        "promised'[r1] = 1.r1 and e.promised = 0.none",
                        "with promised 1.r1 instead of 0.none",
                        ""),
                fault(
                        "another command is learned than was chosen",
                        t -> t.parameters(nth(t, "r2", "Learn", 1)).put("command", "c1:9#00000000"),
                        "slot 2 was chosen as another command before",
                        "which differs in command (no-op there, c1:9#00000000 wanted)",
                        "with command no-op instead of c1:9#00000000",
                        "Choose ballot=2.r3 slot=2"),
                fault(
                        "a read without a lease",
                        t -> {
                            insert(t, nth(t, "r3", "Trim", 0), "r3", "ReadConsistent", "'ballot':[2,'r3'],'upTo':4");
                            insert(t, nth(t, "r3", "ReadConsistent", 0), "r3", "Answer", "'ballot':[2,'r3']");
                        },
                        "G!IsMajority",
                        "= {} and acting[r3].members = {r2, r3}",
                        "",
                        ""),
                fault(
                        "a log replica that would lead",
                        t -> insert(
                                t,
                                nth(t, "r3", "Lead", 0),
                                "l4",
                                "Prepare",
                                "'ballot':[5,'l4'],'slot':1,'configuration':0"),
                        "`Electable(r)`",
                        "r = l4",
                        "",
                        ""));
    }

    private static Arguments fault(
            String name, Consumer<TraceText> edit, String because, String values, String change, String origin) {
        return Arguments.of(name, edit, because, values, change, origin);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsExplained(
            String name, Consumer<TraceText> edit, String because, String values, String change, String origin)
            throws IOException, InterruptedException {
        TraceText text = TraceText.read(TRACE);
        edit.accept(text);
        Refusal refusal = refused(text);
        String said = refusal.because() + "\n" + String.join("\n", refusal.conditions());
        assertTrue(refusal.because().contains(because), said);
        assertTrue(said.contains(values), said);
        assertTrue(
                change.isEmpty()
                        ? refusal.change().isEmpty()
                        : refusal.change().stream().anyMatch(c -> c.contains(change)),
                () -> "it would conform " + refusal.change());
        assertTrue(
                origin.isEmpty() || refusal.origin().stream().anyMatch(o -> o.contains(origin)),
                () -> "it goes back to " + refusal.origin());
    }

    /** With the action's own guard gone it is the property that refuses. */
    @Test
    void aBrokenPropertyIsExplainedByWhatBreaksIt() throws IOException, InterruptedException {
        TraceText text = TraceText.read(TRACE);
        insert(text, nth(text, "r3", "Lead", 0), "l4", "Prepare", "'ballot':[5,'l4'],'slot':1,'configuration':0");
        SpecEvaluator spec =
                SpecEvaluator.of(TraceText.specs(), TraceFile.read(TRACE).members());
        List<Guard> open = Guard.of(spec, "Prepare").stream()
                .filter(g -> g.name().contains("Electable(r)")
                        || g.name().contains("TakesPart(r, c)")
                        || g.name().contains("!TracePrepare: e."))
                .toList();
        Refusal refusal = without(open, text);
        assertTrue(
                refusal.because().startsWith("the step breaks the property LogReplicaNeverLeads: "), refusal.because());
        assertTrue(refusal.because().contains("`event.replica \\in Storage`"), refusal.because());
        assertTrue(refusal.because().contains("event.replica = l4"), refusal.because());
        assertEquals("Only who has a tree prepares or leads.", refusal.meaning());
    }

    private Refusal without(List<Guard> guards, TraceText text) throws IOException {
        Path file = text.write(folder.resolve("broken.ndjson"));
        Refusal[] refusal = new Refusal[1];
        dropped(guards, () -> {
            try {
                refusal[0] = TraceText.judge(file).refusal();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertNotNull(refusal[0]);
        return refusal[0];
    }

    private static void dropped(List<Guard> guards, Runnable then) {
        if (guards.isEmpty()) {
            then.run();
            return;
        }
        // From the last one on, so that the places of those before it stay.
        guards.getLast().without(() -> {
            dropped(guards.subList(0, guards.size() - 1), then);
            return true;
        });
    }

    @Test
    void aRefusalIsJsonAndAPicture() throws IOException, InterruptedException {
        TraceText text = TraceText.read(TRACE);
        text.events().remove(nth(text, "r2", "Flush", 1));
        Refusal refusal = refused(text);
        JsonNode json = new ObjectMapper().valueToTree(refusal);
        for (String field :
                List.of("event", "because", "conditions", "change", "allowed", "context", "state", "origin")) {
            assertTrue(json.path(field).isTextual() || !json.path(field).isEmpty(), field);
        }
        assertTrue(json.path("picture").isMissingNode(), "a picture in JSON is for nobody");
        String svg = String.valueOf(refusal.picture());
        assertTrue(svg.startsWith("<svg ") && svg.contains("stroke=\"var(--bad)\""), svg);
        assertTrue(svg.contains("refused: the condition"), svg);
        assertTrue(refusal.allowed().stream().anyMatch(a -> a.startsWith("r1 Propose")), refusal.allowed()::toString);
        assertEquals("leading", refusal.state().get("phase[r1]"));
    }

    private Refusal refused(TraceText text) throws IOException, InterruptedException {
        TraceVerdict verdict = TraceText.judge(text.write(folder.resolve("fault.ndjson")));
        assertEquals(TraceVerdict.Result.REFUSED, verdict.result());
        Refusal refusal = verdict.refusal();
        assertNotNull(refusal);
        return refusal;
    }

    private static void insert(TraceText text, int behind, String replica, String action, String parameters) {
        text.add(replica, action, parameters);
        ObjectNode event = text.events().removeLast();
        event.put("n", 1_000_000 + text.events().size());
        event.set("time", text.events().get(behind).get("time"));
        text.events().add(behind + 1, event);
    }

    /** The position of the event of that kind with so many others of it before. */
    private static int nth(TraceText text, String replica, String action, int before) {
        Predicate<JsonNode> wanted = e -> e.path("replica").asText().equals(replica)
                && e.path("action").asText().equals(action);
        int at = text.find(0, wanted);
        for (int i = 0; i < before; i++) {
            at = text.find(at + 1, wanted);
        }
        return at;
    }

    private static ObjectNode proposals(TraceText text) {
        return (ObjectNode) text.parameters(nth(text, "r3", "Lead", 0)).get("proposals");
    }
}
