package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synod.protocol.Transition;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.StringNode;

/** One set of actions: in the specification as its own parser reads it, in what follows a trace, in Java and in traces. */
final class ActionsTest {

    private static final String ADVICE = "An action has one name everywhere. Give it the same one in Next of"
            + " LeasedGroup.tla, in TraceNext of TraceLeasedGroup.tla, as a record of Transition and in TraceFormat, and"
            + " say in docs/glossary.md what it is.";

    /** Steps that the checker puts between those of the replicas. */
    private static final Set<String> OF_THE_CHECKER = Set.of("Done", "Forget", "Tick");

    /** Faults: no method of a replica is one. */
    private static final Set<String> DONE_TO_A_REPLICA = Set.of("Crash", "LoseDisk");

    private static final Pattern CITATION =
            Pattern.compile("\\b(ReplicationGroup|LeasedGroup|FailureDetection)!(\\w+)");

    @TempDir
    Path folder = Path.of("");

    @Test
    void nextOfTheSpecificationHasTheActionsOfJava() throws IOException {
        Set<String> actions = new TreeSet<>();
        for (ExprOrOpArgNode disjunct : body("Next").getArgs()) {
            OpApplNode step = (OpApplNode) disjunct;
            while (name(step).equals("$BoundedExists")) {
                step = (OpApplNode) step.getArgs()[0];
            }
            actions.add(name(step));
        }
        assertTrue(actions.remove("Tick"), "time passes in the specification, and no replica takes that step");
        assertEquals(transitions(), actions, ADVICE);
    }

    @Test
    void traceNextFollowsTheActionsOfJava() throws IOException {
        Map<String, String> arms = new TreeMap<>();
        for (ExprOrOpArgNode arm : body("TraceNext").getArgs()) {
            ExprOrOpArgNode[] pair = ((OpApplNode) arm).getArgs();
            StringNode action = (StringNode) ((OpApplNode) pair[0]).getArgs()[1];
            arms.put(action.getRep().toString(), name((OpApplNode) pair[1]));
        }
        arms.forEach((action, follows) -> assertEquals("Trace" + action, follows, ADVICE));
        assertTrue(arms.keySet().containsAll(OF_THE_CHECKER), arms.keySet()::toString);
        arms.keySet().removeAll(OF_THE_CHECKER);
        assertEquals(transitions(), arms.keySet(), ADVICE);
    }

    @Test
    void theTraceVocabularyIsThatOfJava() {
        assertEquals(transitions(), Vocabulary.actions().keySet(), ADVICE);
    }

    /** A method says which step of the specification it takes; what it names must be there. */
    @Test
    void whatTheProtocolCitesIsInTheSpecification() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path file : protocol()) {
            Matcher citation = CITATION.matcher(Files.readString(file));
            while (citation.find()) {
                if (!defines(citation.group(1), citation.group(2))) {
                    missing.add(file.getFileName() + " cites " + citation.group());
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void theProtocolCitesEveryAction() throws IOException {
        Set<String> cited = new TreeSet<>();
        for (Path file : protocol()) {
            if (!file.endsWith("Transition.java")) {
                CITATION.matcher(Files.readString(file)).results().forEach(m -> cited.add(m.group(2)));
            }
        }
        Set<String> uncited = transitions();
        uncited.removeAll(cited);
        assertEquals(DONE_TO_A_REPLICA, uncited, "no method says that it takes these steps");
    }

    private static Set<String> transitions() {
        return Arrays.stream(Transition.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The definition in the specification that traces are followed through. */
    private OpApplNode body(String definition) throws IOException {
        TraceFile trace = TraceFile.read(TraceText.ofGroup().write(folder.resolve("trace.ndjson")));
        SpecEvaluator spec = SpecEvaluator.of(TraceText.specs(), trace.members());
        return (OpApplNode) spec.tool().getRootModule().getOpDef(definition).getBody();
    }

    private static String name(OpApplNode application) {
        return application.getOperator().getName().toString();
    }

    private static List<Path> protocol() throws IOException {
        Path folder = TraceText.specs().resolveSibling("impl/src/main/java/org/synod/protocol");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Whether the module defines or declares the name. */
    private static boolean defines(String module, String name) throws IOException {
        String folder = module.equals("FailureDetection") ? "failover" : "group";
        String text = Files.readString(TraceText.specs().resolve(folder).resolve(module + ".tla"));
        String variables =
                text.substring(text.indexOf("\nVARIABLES"), text.indexOf("\n\n", text.indexOf("\nVARIABLES")));
        return Pattern.compile("(?m)^" + name + "(\\(.*\\))?\\s*==")
                        .matcher(text)
                        .find()
                || Pattern.compile("\\b" + name + "\\b").matcher(variables).find();
    }
}
