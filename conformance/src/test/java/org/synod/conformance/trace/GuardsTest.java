package org.synod.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tlc2.tool.TLCState;

/**
 * Every guard of every action is held by an event that it alone refuses: {@code guards/refused.ndjson} has them, each with
 * a kept trace and how many events of it come before. Who drops a guard from the specification is told what it now allows.
 *
 * <p>{@code -Dtest=GuardsTest -Dsynod.record=true} records them anew.
 */
final class GuardsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "guards");
    private static final String AGAIN = " If that is meant, record the refused events again:"
            + " mvn -pl conformance -am test -Dtest=GuardsTest -Dsynod.record=true"
            + " -Dsurefire.failIfNoSpecifiedTests=false, and look at what changed.";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An event that one guard refuses. */
    private record Refused(String guard, String trace, int after, String action, String replica, JsonNode parameters) {
        String words() {
            return TraceEvent.words(replica, action, parameters) + " behind the first " + after + " events of " + trace;
        }
    }

    @Test
    void theSpecificationRefusesWhatItRefused() throws IOException {
        Map<String, List<Refused>> byTrace = new LinkedHashMap<>();
        for (Refused refused : kept()) {
            byTrace.computeIfAbsent(refused.trace(), t -> new ArrayList<>()).add(refused);
        }
        assertFalse(byTrace.isEmpty(), "no refused events are kept");
        Set<String> held = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        for (Map.Entry<String, List<Refused>> entry : byTrace.entrySet()) {
            TraceFile trace = TraceFile.read(FOLDER.resolve(entry.getKey()));
            SpecEvaluator spec = SpecEvaluator.of(TraceText.specs(), trace.members());
            Map<String, List<Guard>> guards = guards(spec);
            guards.values().forEach(g -> g.forEach(one -> all.add(one.name())));
            TraceChecker checker = new TraceChecker(spec, false);
            for (int done = 0; done <= trace.events().size(); done++) {
                for (Refused refused : entry.getValue()) {
                    if (refused.after() == done) {
                        hold(spec, checker, trace, refused, guards.getOrDefault(refused.action(), List.of()), held);
                    }
                }
                if (done < trace.events().size()) {
                    TraceVerdict verdict = checker.follow(
                            trace.events().get(done), done, trace.events().size());
                    assertEquals(null, verdict, "the specification does not allow the kept trace any more." + AGAIN);
                }
            }
        }
        all.removeAll(held);
        all.removeAll(unheld());
        assertEquals(
                Set.of(),
                all,
                "These guards are new, or worded anew, and no kept event is refused by them alone." + AGAIN);
    }

    /** Refused as it is, and by this guard alone: without it the specification would take the step. */
    private static void hold(
            SpecEvaluator spec,
            TraceChecker checker,
            TraceFile trace,
            Refused refused,
            List<Guard> guards,
            Set<String> held) {
        TLCState state = checker.frontier().getFirst();
        TraceEvent event = trace.events().getFirst().with(refused.action(), refused.replica(), refused.parameters());
        assertFalse(
                conforms(spec, state, event),
                () -> "The specification now allows " + refused.words() + ", which its guard `" + refused.guard()
                        + "` refused." + AGAIN);
        for (Guard guard : guards) {
            if (guard.name().equals(refused.guard()) && guard.without(() -> conforms(spec, state, event))) {
                held.add(guard.name());
            }
        }
    }

    private static boolean conforms(SpecEvaluator spec, TLCState state, TraceEvent event) {
        return new Trial(spec, false).conforms(state, event);
    }

    private static Map<String, List<Guard>> guards(SpecEvaluator spec) {
        Map<String, List<Guard>> guards = new LinkedHashMap<>();
        Vocabulary.actions().keySet().forEach(a -> guards.put(a, Guard.of(spec, a)));
        return guards;
    }

    private static List<Refused> kept() throws IOException {
        List<Refused> kept = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve("refused.ndjson"))) {
            JsonNode json = JSON.readTree(line);
            kept.add(new Refused(
                    json.get("guard").asText(),
                    json.get("trace").asText(),
                    json.get("after").asInt(),
                    json.get("action").asText(),
                    json.get("replica").asText(),
                    json.get("parameters")));
        }
        return kept;
    }

    /** The guards that no event is known to be refused by alone: a line each, and why behind a tab. */
    private static Set<String> unheld() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (String line : Files.readAllLines(FOLDER.resolve("unheld.txt"))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] parts = line.split("\t", -1);
                assertTrue(parts.length == 2 && !parts[1].isBlank(), "say behind a tab why nothing holds it: " + line);
                names.add(parts[0]);
            }
        }
        return names;
    }

    /** Searches the states of the kept traces for events that one guard alone refuses. */
    @Test
    @EnabledIfSystemProperty(named = "synod.record", matches = "true")
    void record() throws IOException {
        Map<String, Refused> found = new LinkedHashMap<>();
        Set<String> all = new TreeSet<>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.filter(f -> f.toString().endsWith("-trace.ndjson"))
                    .sorted()
                    .toList()) {
                search(file, found, all);
            }
        }
        if (found.isEmpty()) {
            fail("nothing was found");
        }
        StringBuilder text = new StringBuilder();
        for (Refused r : found.values()) {
            ObjectNode line = JSON.createObjectNode()
                    .put("guard", r.guard())
                    .put("trace", r.trace())
                    .put("after", r.after())
                    .put("action", r.action())
                    .put("replica", r.replica());
            line.set("parameters", r.parameters());
            text.append(line).append('\n');
        }
        Files.writeString(FOLDER.resolve("refused.ndjson"), text);
        all.removeAll(found.keySet());
        System.out.println(found.size() + " guards are held; these are not:\n" + String.join("\n", all));
    }

    private static void search(Path file, Map<String, Refused> found, Set<String> all) {
        TraceFile trace = TraceFile.read(file);
        SpecEvaluator spec = SpecEvaluator.of(TraceText.specs(), trace.members());
        Map<String, List<Guard>> guards = guards(spec);
        guards.values().forEach(g -> g.forEach(one -> all.add(one.name())));
        TraceChecker checker = new TraceChecker(spec, false);
        for (int done = 0; done < trace.events().size(); done++) {
            TLCState state = checker.frontier().getFirst();
            WrongEvents wrong = new WrongEvents(spec, state, trace, done);
            for (Map.Entry<String, List<Guard>> entry : guards.entrySet()) {
                List<Guard> open = entry.getValue().stream()
                        .filter(g -> !found.containsKey(g.name()))
                        .toList();
                for (TraceEvent event : open.isEmpty() ? List.<TraceEvent>of() : wrong.of(entry.getKey())) {
                    if (conforms(spec, state, event)) {
                        continue;
                    }
                    for (Guard guard : open) {
                        if (!found.containsKey(guard.name()) && guard.without(() -> conforms(spec, state, event))) {
                            found.put(
                                    guard.name(),
                                    new Refused(
                                            guard.name(),
                                            file.getFileName().toString(),
                                            done,
                                            event.action(),
                                            event.replica(),
                                            event.parameters()));
                        }
                    }
                }
            }
            checker.follow(trace.events().get(done), done, trace.events().size());
        }
    }
}
