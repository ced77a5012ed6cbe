package org.synod.conformance.steps;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.GeneratedModule;
import org.synod.core.ReplicaId;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.IMVPerm;
import tlc2.value.impl.Value;
import util.SimpleFilenameToStream;
import util.UniqueString;

/**
 * A model, as TLC's own evaluator has it: its states and transitions, and beside it the whole specification.
 *
 * <p>The model leaves actions out and has tight bounds; the <i>whole</i> is the same module with every action and wider
 * bounds, to judge what Java does. Both have the same variables, so that a state of the one is a state of the other.
 */
final class StepSpec {

    /** A transition of the model: the state that it leads to, and how it got there. */
    record Transition(@Nullable Step step, SpecState to) {}

    private static final int RECENT = 20_000;

    private final FastTool model;
    private final FastTool whole;
    private final ModelNames vocabulary;
    private final boolean grouped;

    /** States that were met not long ago. */
    private final Map<Long, SpecState> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, SpecState> eldest) {
            return size() > RECENT;
        }
    };

    /** The actions of the whole. */
    private final Map<Step, Action> actions = new HashMap<>();

    private StepSpec(FastTool model, FastTool whole) {
        this.model = model;
        this.whole = whole;
        TLCState any = whole.getInitStates().elementAt(0);
        this.grouped = any.containsKey(UniqueString.uniqueStringOf("acting"));
        OpDefNode constants = whole.getRootModule().getOpDef("StepsConstants");
        this.vocabulary = new ModelNames((Value) whole.eval(constants.getBody(), Context.Empty, any));
        for (Action action : whole.getActions()) {
            Step step = name(whole, action, any);
            if (step != null && hasConstantArguments(action)) {
                actions.put(step, action);
            }
        }
    }

    /** {@code Note(r)} is {@code NoteUpTo} with what r knows, {@code Trim(r)} the same of TrimUpTo: those have a name. */
    private static boolean hasConstantArguments(Action action) {
        return !(action.pred instanceof OpApplNode application)
                || !application.getOperator().equals(action.getOpDef())
                || Arrays.stream(application.getArgs()).allMatch(a -> a.getLevel() == LevelConstants.ConstantLevel);
    }

    /**
     * A model and its specification.
     *
     * @param folder of the root module and of the configuration, which is called as the model
     */
    static StepSpec open(Path folder, String root, String name, List<Path> library) {
        String config = folder.resolve(name).toString();
        try {
            GeneratedModule run = WiderModel.of(folder, root, name);
            return run.load(OutputStream.nullOutputStream(), own -> {
                String[] path = Stream.concat(Stream.of(own, folder), library.stream())
                        .map(Path::toString)
                        .toArray(String[]::new);
                FastTool whole = new FastTool(own.toString(), run.name(), run.name(), new SimpleFilenameToStream(path));
                FastTool model = new FastTool(folder.toString(), root, config, new SimpleFilenameToStream(path));
                return new StepSpec(model, whole);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ModelNames vocabulary() {
        return vocabulary;
    }

    /** Whether it is of ReplicationGroup, or of MultiPaxos. */
    boolean isGrouped() {
        return grouped;
    }

    /** Which actions the specification has. */
    boolean has(Step step) {
        return actions.containsKey(step);
    }

    List<SpecState> initial() {
        return list(model.getInitStates()).stream()
                .map(s -> new SpecState(this, s, Fingerprint.of(s, null), null))
                .toList();
    }

    /** The transitions of the model out of a state; the same target is there once for each action. */
    List<Transition> transitions(SpecState from) {
        TLCState state = from.state();
        List<Transition> transitions = new ArrayList<>();
        for (Action action : model.getActions()) {
            Map<Long, SpecState> distinct = new LinkedHashMap<>();
            for (TLCState successor : list(model.getNextStates(action, state))) {
                if (isInModel(state, successor)) {
                    SpecState to = successor(from, successor);
                    distinct.putIfAbsent(to.key(), to);
                }
            }
            if (!distinct.isEmpty()) {
                Step step = name(model, action, state);
                Step known = step != null && actions.containsKey(step) ? step : null;
                distinct.values().forEach(to -> transitions.add(new Transition(known, to)));
            }
        }
        return transitions;
    }

    /** Each state is read once while it is in use. */
    private SpecState successor(SpecState from, TLCState successor) {
        Fingerprint fingerprint = Fingerprint.of(successor, from.fingerprint());
        SpecState known = recent.get(fingerprint.key());
        if (known == null) {
            known = new SpecState(this, successor, fingerprint, from);
            recent.put(fingerprint.key(), known);
        }
        return known;
    }

    private boolean isInModel(TLCState state, TLCState successor) {
        return model.isInModel(successor) && model.isInActions(state, successor);
    }

    /** Where the step of the specification leads from the state; nowhere when it is not possible there. */
    List<SpecState> after(Step step, SpecState from) {
        Action action = actions.get(step);
        if (action == null) {
            throw new IllegalArgumentException("the specification has no step " + step + " within its bounds");
        }
        Map<Long, SpecState> distinct = new LinkedHashMap<>();
        for (TLCState successor : list(whole.getNextStates(action, from.state()))) {
            SpecState to = successor(from, successor);
            distinct.putIfAbsent(to.key(), to);
        }
        return List.copyOf(distinct.values());
    }

    /** The steps that lead from the one state to the other. */
    List<Step> between(SpecState from, SpecState to) {
        return actions.keySet().stream()
                .filter(step -> from.after(step).contains(to))
                .toList();
    }

    private static List<TLCState> list(StateVec states) {
        List<TLCState> list = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            TLCState state = states.elementAt(i);
            state.deepNormalize();
            list.add(state);
        }
        return list;
    }

    /** The permutations under which the model takes states for one; none without symmetry. */
    IMVPerm[] symmetry() {
        return model.hasSymmetry() ? model.getSymmetryPerms() : new IMVPerm[0];
    }

    /**
     * The action with what its formal parameters are bound to. TLC binds them where they are constants; elsewhere it keeps
     * the application, which is evaluated here. Null when that is not to be had.
     */
    private @Nullable Step name(FastTool tool, Action action, TLCState state) {
        OpDefNode definition = action.getOpDef();
        if (definition == null) {
            return null;
        }
        SemanticNode[] given =
                action.pred instanceof OpApplNode application && definition.equals(application.getOperator())
                        ? application.getArgs()
                        : new SemanticNode[0];
        List<Object> values = new ArrayList<>();
        FormalParamNode[] formals = definition.getParams();
        for (int i = 0; i < formals.length; i++) {
            Object bound = i < given.length ? tool.eval(given[i], action.con, state) : action.con.lookup(formals[i]);
            Object value = bound == null ? null : vocabulary.parameter(bound);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values.isEmpty() || !(values.getFirst() instanceof ReplicaId)
                ? null
                : new Step(action.getName().toString(), values);
    }
}
