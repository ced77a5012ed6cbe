package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.StringNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.IValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;
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

    private static @Nullable SpecEvaluator only;

    private final Path folder;
    private final Group group;
    private final EventValues values;
    private final FastTool tool;
    private final Map<String, Action> actions;
    private final TraceProperties properties;
    private final TLCState initial;
    private @Nullable Branches branches;

    private SpecEvaluator(Path folder, Group group, FastTool tool) {
        this.folder = folder;
        this.group = group;
        this.values = new EventValues(group.everyone());
        this.tool = tool;
        PlainInstances.of(tool);
        this.actions = arms(tool);
        this.properties = new TraceProperties(tool, actions.keySet());
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
            known = new SpecEvaluator(specs.resolve("group"), group, TraceModel.load(specs.resolve("group"), group));
            only = known;
        }
        if (!known.group.equals(group)) {
            throw new IllegalStateException(
                    "this process judges traces of " + known.group + ", not of " + group + ": judge them in two calls");
        }
        return known;
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
        return properties.broken(action(state.lookup(EVENT)), state);
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
        return values.event(action, replica, inOrder, parameters);
    }

    /** The number of a ballot, of those that its owner leads. */
    int ballotNumber(int ballot) {
        return values.ballotNumber(ballot);
    }

    /** The owner of a ballot. */
    String ballotOwner(int ballot) {
        return values.ballotOwner(ballot);
    }
}
