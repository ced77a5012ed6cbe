package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.value.IValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.SimpleFilenameToStream;
import util.UniqueString;

/**
 * The specification {@code TraceMultiPaxos} for one list of members, and TLC's own evaluator to step it with.
 *
 * <p>Stepping is safe from several threads. TLC keeps its variables in static tables: one specification per process, so
 * {@link #of} refuses a second list of members.
 */
public final class SpecEvaluator {

    private static final UniqueString EVENT = UniqueString.uniqueStringOf("event");
    private static @Nullable SpecEvaluator only;

    private final Path folder;
    private final List<String> members;
    private final FastTool tool;
    private final Action next;
    private final TLCState initial;

    private SpecEvaluator(Path folder, List<String> members, FastTool tool) {
        this.folder = folder;
        this.members = members;
        this.tool = tool;
        this.next = tool.getActions()[0];
        this.initial = tool.getInitStates().elementAt(0);
    }

    /**
     * The evaluator for a group.
     *
     * @param specs the folder that holds {@code log/TraceMultiPaxos.tla}
     * @param members in the order of the trace's header
     * @throws IllegalStateException when this process follows a group of other members already
     */
    public static synchronized SpecEvaluator of(Path specs, List<String> members) {
        List<String> sorted = members.stream().sorted().toList();
        SpecEvaluator known = only;
        if (known == null) {
            known = new SpecEvaluator(specs.resolve("log"), sorted, load(specs, sorted));
            only = known;
        }
        if (!known.members.equals(sorted)) {
            throw new IllegalStateException("this process judges traces of the members " + known.members + ", not of "
                    + sorted + ": judge them in two calls");
        }
        return known;
    }

    private static FastTool load(Path specs, List<String> members) {
        Path log = specs.resolve("log").toAbsolutePath();
        if (!Files.isRegularFile(log.resolve("TraceMultiPaxos.tla"))) {
            throw new IllegalStateException("there is no specification TraceMultiPaxos in " + log);
        }
        PrintStream console = util.ToolIO.out;
        try {
            Path folder = Files.createTempDirectory("synod-trace");
            try {
                write(folder, members);
                util.ToolIO.out =
                        new PrintStream(java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
                return new FastTool(folder.toString(), "TraceRun", "TraceRun", new SimpleFilenameToStream(new String[] {
                    folder.toString(), log.toString()
                }));
            } finally {
                util.ToolIO.out = console;
                for (String name : List.of("TraceRun.tla", "TraceRun.cfg")) {
                    Files.deleteIfExists(folder.resolve(name));
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The model: who the members are, who owns which ballot, and no bounds but those of the trace itself. */
    private static void write(Path folder, List<String> members) throws IOException {
        String list = members.stream().map(m -> "\"" + m + "\"").collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("TraceRun.tla"), """
                ---- MODULE TraceRun ----
                EXTENDS TraceMultiPaxos
                Members == <<%s>>
                Everyone == {%s}
                OwnerOf(b) == Members[((b - 1) %% %d) + 1]
                ====
                """.formatted(list, list, members.size()));
        Files.writeString(folder.resolve("TraceRun.cfg"), """
                INIT TraceInit
                NEXT TraceNext
                CONSTANTS
                  Replica <- Everyone
                  Command = "any"
                  NoOp = "no-op"
                  MaxBallot = 2000000000
                  MaxSlot = 2000000000
                  MaxCrashes = 2000000000
                  MaxPending = 2000000000
                  Retransmission = TRUE
                  Owner <- OwnerOf
                  Prefix <- TracePrefix
                INVARIANTS
                  TraceAgreement
                  TraceLearnedIsChosen
                  TraceOneValuePerBallot
                  TraceNoPromiseForgotten
                  OneLeaderPerBallot
                """);
    }

    /** The one initial state. */
    TLCState initial() {
        return initial;
    }

    /** The states that the event may lead to. */
    List<TLCState> step(TLCState state, Value event) {
        TLCState from = state.copy();
        from.bind(EVENT, event);
        StateVec successors = tool.getNextStates(next, from);
        List<TLCState> states = new ArrayList<>(successors.size());
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < successors.size(); i++) {
            TLCState successor = successors.elementAt(i);
            Settled.settle(successor, from);
            // TLC gives a state once for each way to reach it; a fingerprint is only taken where there are several.
            if (successors.size() == 1 || seen.add(successor.fingerPrint())) {
                states.add(successor);
            }
        }
        return states;
    }

    /** The first property that the state breaks, or null. */
    @Nullable String broken(TLCState state) {
        Action[] invariants = tool.getInvariants();
        for (int i = 0; i < invariants.length; i++) {
            if (!tool.isValid(invariants[i], state)) {
                return tool.getInvNames()[i];
            }
        }
        return null;
    }

    /** Where a module of the specification stands. */
    Path moduleFile(String module) {
        return folder.resolve(module + ".tla");
    }

    FastTool tool() {
        return tool;
    }

    /** The state as text, a variable each. */
    static Map<String, String> show(TLCState state) {
        Map<String, String> text = new TreeMap<>();
        state.getVals().forEach((name, value) -> text.put(name.toString(), String.valueOf(value)));
        return Collections.unmodifiableMap(text);
    }

    static IValue variable(TLCState state, String name) {
        return state.lookup(name);
    }

    /** The event as the specification sees it: a record of the action, the replica and the parameters. */
    Value event(String action, String replica, JsonNode parameters) {
        List<UniqueString> names = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        names.add(UniqueString.uniqueStringOf("action"));
        values.add(new StringValue(action));
        names.add(UniqueString.uniqueStringOf("replica"));
        values.add(new StringValue(replica));
        parameters.properties().forEach(p -> {
            names.add(UniqueString.uniqueStringOf(p.getKey()));
            values.add(value(p.getKey(), p.getValue()));
        });
        return new RecordValue(names.toArray(UniqueString[]::new), values.toArray(Value[]::new), false).normalize();
    }

    /** Numbers and strings as they are, a ballot as its number among all ballots, a list as a set, a map as a function. */
    private Value value(String name, JsonNode json) {
        if (json.isIntegralNumber()) {
            return IntValue.gen(json.asInt());
        }
        if (json.isTextual()) {
            return new StringValue(json.asText());
        }
        if (TraceEvent.isBallot(json)) {
            return IntValue.gen(ballot(json));
        }
        if (json.isArray()) {
            List<Value> elements = new ArrayList<>();
            json.forEach(e -> elements.add(value(name, e)));
            return new SetEnumValue(elements.toArray(Value[]::new), false).normalize();
        }
        if (json.isObject()) {
            return function(name, json);
        }
        throw new IllegalArgumentException(
                "the parameter '" + name + "' has a value that no specification has: " + json);
    }

    private Value function(String name, JsonNode json) {
        TreeMap<Integer, Value> byKey = new TreeMap<>();
        json.properties().forEach(p -> byKey.put(Integer.valueOf(p.getKey()), value(name, p.getValue())));
        if (byKey.isEmpty()) {
            return new TupleValue(new Value[0]);
        }
        Value[] domain = byKey.keySet().stream().map(IntValue::gen).toArray(Value[]::new);
        return new FcnRcdValue(domain, byKey.values().toArray(Value[]::new), true);
    }

    /** The specification's ballots are numbers, dealt out to the members in turn. */
    private int ballot(JsonNode json) {
        int number = json.get(0).asInt();
        if (number == 0) {
            return 0;
        }
        int index = members.indexOf(json.get(1).asText());
        if (index < 0) {
            throw new IllegalArgumentException("the ballot " + json + " is of nobody in " + members);
        }
        return (number - 1) * members.size() + index + 1;
    }
}
