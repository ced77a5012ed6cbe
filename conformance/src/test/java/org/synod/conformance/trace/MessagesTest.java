package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.message.Message;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.StringNode;

/** Each message of Java is one of the specification, field by field, or is outside of it for a reason. */
final class MessagesTest {

    /**
     * A message that both have. A field that is called otherwise stands with both names, one that only one of them has with
     * the reason.
     */
    private record Both(
            String type, Map<String, String> otherwise, Map<String, String> javaOnly, Map<String, String> specOnly) {}

    private static final String SENDER = "the frame says who sent it";
    private static final String SLOTS = "one message of Java stands for one of each of so many consecutive slots";
    private static final String PROGRESS =
            "what is chosen or archived, said along with it: as good as Chosen, or as looking" + " into the archive";

    private static final Map<String, Both> BOTH = Map.ofEntries(
            both("Prepare", "prepare", Map.of(), Map.of(), Map.of()),
            both(
                    "Promise",
                    "promise",
                    Map.of(),
                    Map.of("part", "a long report travels in parts", "parts", "a long report travels in parts"),
                    Map.of("from", SENDER)),
            both("Accept", "accept", Map.of("commands", "command"), Map.of("chosenUpTo", PROGRESS), Map.of()),
            both("Accepted", "accepted", Map.of(), Map.of("count", SLOTS), Map.of("from", SENDER)),
            both("Chosen", "chosen", Map.of("commands", "command"), Map.of(), Map.of()),
            both("Held", "held", Map.of(), Map.of("archivedUpTo", PROGRESS), Map.of("from", SENDER)),
            both(
                    "Heartbeat",
                    "heartbeat",
                    Map.of(),
                    Map.of("chosenUpTo", PROGRESS, "archivedUpTo", PROGRESS),
                    Map.of()),
            both("Granted", "granted", Map.of(), Map.of(), Map.of("from", SENDER)),
            both(
                    "Release",
                    "release",
                    Map.of(),
                    Map.of("successor", "whoever prepares next is right; this only spares time"),
                    Map.of()),
            both(
                    "Retire",
                    "retire",
                    Map.of("configuration", "slot"),
                    Map.of(),
                    Map.of("members", "it is sent to those members, one message each")));

    private static final Map<String, String> OUTSIDE = Map.of(
            "Reject", "it only spares a proposer time: who hears nothing gives up as well",
            "Fetch", "it asks for a Chosen or a Trimmed; in the specification whoever may be told is told",
            "Trimmed", "it tells that the archive has what was asked for; Fetch of the specification looks there",
            "Ask", "FailureDetection!Ask: no part of the replication group's own specification",
            "Answer", "FailureDetection!Answer: no part of the replication group's own specification");

    @TempDir
    Path folder = Path.of("");

    private static Map.Entry<String, Both> both(
            String java,
            String type,
            Map<String, String> otherwise,
            Map<String, String> javaOnly,
            Map<String, String> specOnly) {
        return Map.entry(java, new Both(type, otherwise, javaOnly, specOnly));
    }

    @Test
    void everyMessageOfJavaIsInTheSpecificationOrSaysWhyNot() throws IOException {
        Map<String, Set<String>> specified = specified();
        for (Class<?> message : Message.class.getPermittedSubclasses()) {
            String name = message.getSimpleName();
            Both both = BOTH.get(name);
            if (both == null) {
                assertTrue(
                        OUTSIDE.containsKey(name),
                        () -> "Message." + name
                                + " is new here. If it changes what replicas know or promise, add a message"
                                + " of that type to ReplicationGroup.tla or LeasedGroup.tla and to BOTH of this test; if it"
                                + " does not, add it to OUTSIDE with the reason. Both times say in docs/glossary.md what it is.");
                continue;
            }
            Set<String> fields = specified.getOrDefault(both.type(), Set.of());
            assertEquals(
                    fields,
                    expected(message, both),
                    () -> "Message." + name + " and the specification's message \"" + both.type()
                            + "\" have other fields than this test knows. Give a new field to both, or say in BOTH why only"
                            + " one of them has it; what one of them lost, take out there.");
        }
    }

    @Test
    void everyMessageOfTheSpecificationIsOneOfJava() throws IOException {
        Set<String> known = BOTH.values().stream().map(Both::type).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                known,
                new TreeSet<>(specified().keySet()),
                "The specification's types of messages are not those of Java. A new one needs a record of Message, and an"
                        + " entry in BOTH of this test.");
    }

    @Test
    void nothingIsKeptHereThatIsGone() {
        Set<String> java = Arrays.stream(Message.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> here = new TreeSet<>(BOTH.keySet());
        here.addAll(OUTSIDE.keySet());
        assertEquals(java, here, "This test has messages that Java has no more, or twice.");
        assertEquals(java.size(), BOTH.size() + OUTSIDE.size(), "A message is in the specification or outside of it.");
    }

    /** What the specification's fields must be, by what Java has. */
    private static Set<String> expected(Class<?> message, Both both) {
        Set<String> fields = new TreeSet<>(both.specOnly().keySet());
        for (RecordComponent component : message.getRecordComponents()) {
            String name = component.getName();
            if (!both.javaOnly().containsKey(name)) {
                fields.add(both.otherwise().getOrDefault(name, name));
            }
        }
        for (String only : both.javaOnly().keySet()) {
            if (Arrays.stream(message.getRecordComponents())
                    .noneMatch(c -> c.getName().equals(only))) {
                fields.add(only + ", which Java has no more");
            }
        }
        return fields;
    }

    /** The types of messages in the specification as TLC's parser reads it, and their fields. */
    private Map<String, Set<String>> specified() throws IOException {
        TraceFile trace = TraceFile.read(TraceText.ofGroup().write(folder.resolve("trace.ndjson")));
        SpecEvaluator spec = SpecEvaluator.of(TraceText.specs(), trace.members());
        Map<String, Set<String>> found = new TreeMap<>();
        for (OpDefNode definition : spec.tool().getRootModule().getOpDefs()) {
            if (definition.getBody() != null) {
                collect(definition.getBody(), found);
            }
        }
        return found;
    }

    private static void collect(SemanticNode node, Map<String, Set<String>> found) {
        if (node instanceof OpApplNode record
                && record.getOperator().getName().toString().equals("$RcdConstructor")) {
            Set<String> fields = new TreeSet<>();
            String type = "";
            for (ExprOrOpArgNode field : record.getArgs()) {
                ExprOrOpArgNode[] pair = ((OpApplNode) field).getArgs();
                String name = ((StringNode) pair[0]).getRep().toString();
                if (!name.equals("type")) {
                    fields.add(name);
                } else if (pair[1] instanceof StringNode text) {
                    type = text.getRep().toString();
                }
            }
            if (!type.isEmpty()) {
                found.computeIfAbsent(type, t -> new TreeSet<>()).addAll(fields);
            }
        }
        SemanticNode[] children = node.getChildren();
        if (children != null) {
            for (SemanticNode child : children) {
                collect(child, found);
            }
        }
    }
}
