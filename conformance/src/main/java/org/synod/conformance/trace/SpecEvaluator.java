package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.GeneratedModule;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.StringNode;
import tlc2.TLCGlobals;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.IValue;
import tlc2.value.impl.BoolValue;
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
 * The specification {@code TraceLeasedGroup} for one group, and TLC's own evaluator to step it with.
 *
 * <p>Stepping is safe from several threads. TLC keeps its variables in static tables: one specification per process, so
 * {@link #of} refuses a second group of other replicas.
 */
public final class SpecEvaluator {

    /**
     * Who takes part in a trace.
     *
     * @param storage the names of all that have a tree
     * @param log those that do not
     * @param initial the first members
     * @param termMicros for how long who granted a lease is bound
     * @param spanMicros for how long a leader counts a grant
     */
    public record Group(
            SortedSet<String> storage,
            SortedSet<String> log,
            SortedSet<String> initial,
            long termMicros,
            long spanMicros) {

        /** With the names that Synod itself gives to those on standby, so that one process can judge all its own traces. */
        Group withUsual() {
            if (!initial.equals(USUAL_FIRST)) {
                return this;
            }
            SortedSet<String> trees = new TreeSet<>(USUAL_STORAGE);
            trees.addAll(storage);
            SortedSet<String> logs = new TreeSet<>(USUAL_LOG);
            logs.addAll(log);
            return new Group(trees, logs, initial, termMicros, spanMicros);
        }

        /** All names, in the order in which ballots are dealt out to them. */
        List<String> everyone() {
            SortedSet<String> all = new TreeSet<>(storage);
            all.addAll(log);
            return List.copyOf(all);
        }
    }

    private static final Set<String> USUAL_FIRST = Set.of("r1", "r2", "r3");
    private static final Set<String> USUAL_STORAGE = Set.of("s5", "s7");
    private static final Set<String> USUAL_LOG = Set.of("l4", "l6");

    private static final UniqueString EVENT = UniqueString.uniqueStringOf("event");
    private static final StringValue ACTION = new StringValue("action");

    /** Parameters that are commands, or have commands as values. */
    private static final Set<String> COMMANDS = Set.of("command", "proposals");

    private static final String MODULE = "TraceLeasedGroup";

    /** What must hold in every state: the safety properties of the specification, as the trace module has them. */
    static final List<String> PROPERTIES = List.of(
            "TraceAgreement",
            "TraceChosenIsStable",
            "TraceLearnedIsChosen",
            "TraceOnlyMembersCount",
            "TraceOneValuePerBallot",
            "TraceLetGoForGood",
            "TraceValidity",
            "TraceLogReplicaNeverLeads",
            "TraceNoPromiseForgotten",
            "TraceAppliedIsChosenPrefix",
            "TraceArchiveIsChosenPrefix",
            "TraceTrimmedIsArchived",
            "TraceChosenIsRecoverable",
            "TraceOnlyLeadersAreGranted",
            "TraceLeasedIsLatest",
            "TraceLogReplicaServesNoRead",
            "TraceEventualReadsArePrefixes",
            "TraceConsistentReadsAreLinearizable");

    /** What would have to be searched for or counted up, and is kept beside: Trace and the name stands for it. */
    private static final List<String> REPLACED = List.of(
            "KnownUpTo",
            "ArchivedUpTo",
            "Governing",
            "IsConfiguration",
            "Changing",
            "Established",
            "RemovedUpTo",
            "Fresh",
            "NextRound",
            "Begun",
            "Longer");

    /** Those of them that LeasedGroup defines itself. */
    private static final Set<String> OF_LEASES = Set.of("NextRound", "Begun", "Longer");

    private static @Nullable SpecEvaluator only;

    private final Path folder;
    private final Group group;
    private final List<String> everyone;
    private final FastTool tool;
    private final Map<String, Action> actions;
    private final Map<String, List<Property>> properties;
    private final TLCState initial;
    private @Nullable Branches branches;

    private SpecEvaluator(Path folder, Group group, FastTool tool) {
        this.folder = folder;
        this.group = group;
        this.everyone = group.everyone();
        this.tool = tool;
        PlainInstances.of(tool);
        this.actions = arms(tool);
        this.properties = properties(tool, actions.keySet());
        this.initial = tool.getInitStates().elementAt(0);
    }

    /**
     * The evaluator for a group.
     *
     * @param specs the folder that holds {@code group/TraceLeasedGroup.tla}
     * @throws IllegalStateException when this process follows a group of other replicas already
     */
    public static synchronized SpecEvaluator of(Path specs, Group asked) {
        Group group = asked.withUsual();
        SpecEvaluator known = only;
        if (known == null) {
            known = new SpecEvaluator(specs.resolve("group"), group, load(specs, group));
            only = known;
        }
        if (!known.group.equals(group)) {
            throw new IllegalStateException(
                    "this process judges traces of " + known.group + ", not of " + group + ": judge them in two calls");
        }
        return known;
    }

    private static FastTool load(Path specs, Group group) {
        Path modules = specs.resolve("group").toAbsolutePath();
        if (!Files.isRegularFile(modules.resolve(MODULE + ".tla"))) {
            throw new IllegalStateException("there is no specification " + MODULE + " in " + modules);
        }
        // Its classes look at this once, when they are loaded; without it they tell a cost model of nothing.
        TLCGlobals.coverageInterval = Integer.MAX_VALUE;
        try {
            return run(group)
                    .load(
                            OutputStream.nullOutputStream(),
                            folder -> new FastTool(
                                    folder.toString(), "TraceRun", "TraceRun", new SimpleFilenameToStream(new String[] {
                                        folder.toString(), modules.toString()
                                    })));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(Collection<String> names) {
        return names.stream().map(m -> "\"" + m + "\"").collect(Collectors.joining(", "));
    }

    /** The model: who takes part, who owns which ballot, and no bounds but those of the trace itself. */
    private static GeneratedModule run(Group group) {
        String all = quoted(group.everyone());
        return new GeneratedModule(
                "TraceRun",
                """
                ---- MODULE TraceRun ----
                EXTENDS TraceLeasedGroup
                Names == <<%s>>
                Everyone == {%s}
                HaveTrees == {%s}
                Members == {%s}
                Readers == Everyone \\cup {"eventual"}
                OwnerOf(b) == Names[((b - 1) %% %d) + 1]
                Nothing == [label |-> "no-op"]
                ====
                """.formatted(
                                all,
                                all,
                                quoted(group.storage()),
                                quoted(group.initial()),
                                group.everyone().size()),
                """
                INIT TraceInit
                NEXT TraceNext
                CONSTANTS
                  Replica <- Everyone
                  Storage <- HaveTrees
                  Initial <- Members
                  Configurations = "any"
                  Command = "any"
                  NoOp <- Nothing
                  MaxBallot = 2000000000
                  MaxSlot = 2000000000
                  MaxCrashes = 2000000000
                  MaxLost = 2000000000
                  MaxPending = 2000000000
                  MaxRounds = 2000000000
                  Archiving = TRUE
                  Trees = TRUE
                  Retransmission = TRUE
                  Owner <- OwnerOf
                  Read <- Readers
                  Term = %d
                  Span = %d
                  Slow = 1
                  Fast = 1
                  %s
                INVARIANTS
                  %s
                """.formatted(group.termMicros(), group.spanMicros(), replacements(), String.join(" ", PROPERTIES)));
    }

    private static String replacements() {
        return REPLACED.stream()
                .map(name -> name + " <- " + (OF_LEASES.contains(name) ? "" : "[ReplicationGroup]") + "Trace" + name)
                .collect(Collectors.joining("\n  "));
    }

    /** Whose traces it follows. */
    Group group() {
        return group;
    }

    /** The one initial state. */
    TLCState initial() {
        return initial;
    }

    /** The arms of {@code TraceNext}, so that the one of an event need not be searched for. */
    private static Map<String, Action> arms(FastTool tool) {
        OpDefNode next = tool.getRootModule().getOpDef("TraceNext");
        Map<String, Action> arms = new HashMap<>();
        for (ExprOrOpArgNode arm : ((OpApplNode) next.getBody()).getArgs()) {
            ExprOrOpArgNode[] pair = ((OpApplNode) arm).getArgs();
            StringNode action = (StringNode) ((OpApplNode) pair[0]).getArgs()[1];
            arms.put(action.getRep().toString(), new Action(pair[1], Context.Empty, next));
        }
        return arms;
    }

    /** The states that the event may lead to. */
    List<TLCState> step(TLCState state, Value event) {
        TLCState from = state.copy();
        from.bind(EVENT, event);
        StateVec successors = tool.getNextStates(Objects.requireNonNull(actions.get(action(event))), from);
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

    private static String action(Object event) {
        return ((StringValue) ((RecordValue) event).select(ACTION)).val.toString();
    }

    /** The first property that the state breaks, which its event led to; null when it breaks none. */
    @Nullable String broken(TLCState state) {
        for (Property property : properties.getOrDefault(action(state.lookup(EVENT)), List.of())) {
            if (!tool.isValid(property.condition(), state)) {
                return property.name();
            }
        }
        return null;
    }

    private record Property(String name, Action condition) {}

    /**
     * The properties by the actions that can break them. A property that begins with {@code Took({...}) =>} holds after any
     * other action, so that it need not be evaluated there.
     */
    private static Map<String, List<Property>> properties(FastTool tool, Set<String> actions) {
        Map<String, List<Property>> byAction = new HashMap<>();
        Action[] invariants = tool.getInvariants();
        for (int i = 0; i < invariants.length; i++) {
            String name = tool.getInvNames()[i];
            Set<String> took = took(tool.getRootModule().getOpDef(name));
            if (!actions.containsAll(took)) {
                throw new IllegalStateException(name + " speaks of actions that TraceNext has not: " + took);
            }
            for (String action : took.isEmpty() ? actions : took) {
                byAction.computeIfAbsent(action, a -> new ArrayList<>()).add(new Property(name, invariants[i]));
            }
        }
        return byAction;
    }

    /** The actions after which the property says anything; none when it does not say so. */
    private static Set<String> took(OpDefNode property) {
        Set<String> actions = new HashSet<>();
        if (property.getBody() instanceof OpApplNode implication
                && implication.getOperator().getName().equals("=>")
                && implication.getArgs()[0] instanceof OpApplNode took
                && took.getOperator().getName().equals("Took")) {
            for (ExprOrOpArgNode action : ((OpApplNode) took.getArgs()[0]).getArgs()) {
                actions.add(((StringNode) action).getRep().toString());
            }
        }
        return actions;
    }

    /** Counts the branches that are taken from now on; once asked for, it goes on. */
    public synchronized Branches branches() {
        Branches counting = branches;
        if (counting == null) {
            counting = Branches.of(this, actions.values());
            branches = counting;
        }
        return counting;
    }

    /** The definition that stands for this one in traces: the configuration of the model says so. */
    OpDefNode meant(OpDefNode definition) {
        String name = definition.getName().toString();
        String simple = name.substring(name.lastIndexOf('!') + 1);
        OpDefNode instead = REPLACED.contains(simple) ? tool.getRootModule().getOpDef("Trace" + simple) : null;
        return instead == null ? definition : instead;
    }

    /** Whether a module of the specification defines it, and not one of TLA+'s own. */
    boolean isOwn(OpDefNode definition) {
        return definition.getOriginallyDefinedInModuleNode() != null
                && Files.isRegularFile(moduleFile(String.valueOf(
                        definition.getOriginallyDefinedInModuleNode().getName())));
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

    /** The event, of a trace whose order is that of what caused what. */
    Value event(String action, String replica, JsonNode parameters) {
        return event(action, replica, false, parameters);
    }

    /**
     * The event as the specification sees it: a record of the action, the replica and the parameters.
     *
     * @param inOrder whether the trace has its events in the order in which they happened
     */
    Value event(String action, String replica, boolean inOrder, JsonNode parameters) {
        List<UniqueString> names = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        names.add(UniqueString.uniqueStringOf("action"));
        values.add(new StringValue(action));
        names.add(UniqueString.uniqueStringOf("replica"));
        values.add(new StringValue(replica));
        names.add(UniqueString.uniqueStringOf("inOrder"));
        values.add(inOrder ? BoolValue.ValTrue : BoolValue.ValFalse);
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
            Value text = new StringValue(json.asText());
            return COMMANDS.contains(name) ? record("label", text) : text;
        }
        if (json.has("members")) {
            return record("members", value("members", json.get("members")));
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

    private static Value record(String field, Value value) {
        return new RecordValue(new UniqueString[] {UniqueString.uniqueStringOf(field)}, new Value[] {value}, false);
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
        int index = everyone.indexOf(json.get(1).asText());
        if (index < 0) {
            throw new IllegalArgumentException("the ballot " + json + " is of nobody in " + everyone);
        }
        return (number - 1) * everyone.size() + index + 1;
    }

    /** The number of a ballot, of those that its owner leads. */
    int ballotNumber(int ballot) {
        return ballot == 0 ? 0 : (ballot - 1) / everyone.size() + 1;
    }

    /** The owner of a ballot. */
    String ballotOwner(int ballot) {
        return ballot == 0 ? "none" : everyone.get((ballot - 1) % everyone.size());
    }
}
