package org.synod.specs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.IValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.Value;
import util.SimpleFilenameToStream;
import util.UniqueString;

/**
 * The program that walks along a counterexample with TLC's own evaluator and tells of each step which action it is, with
 * which parameters, and which messages it stands on. This TLC prints the names alone.
 *
 * <p>A program of its own, started by {@link Explainer}, since TLC keeps a specification in static fields. On standard
 * input it takes the states, a line {@code variable TAB value} for each variable, an empty line after each state.
 * On standard output it gives a line for each step, the parts divided by tabs: {@link #STEP}, name, number of parameters,
 * the parameters, the messages. It ends early where it cannot follow.
 *
 * <p>A step <i>stands on</i> messages if it is possible without all others that there are, and with none of them left out:
 * each message in turn is taken away, and put back only if the action then no longer has this successor. Nothing has to
 * be known of what messages look like.
 */
final class StepFinder {
    static final String STEP = "@step";

    private static final UniqueString MESSAGES = UniqueString.uniqueStringOf("messages");

    private final FastTool tool;
    private final Map<String, String> overridden = new HashMap<>();

    private StepFinder(FastTool tool) {
        this.tool = tool;
        tool.getModelConfig().getOverrides().forEach((name, by) -> overridden.put(by, name));
    }

    /** Arguments: folder and name of the root module, the configuration without {@code .cfg}, with its folder. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        util.ToolIO.out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        List<Map<String, TlaValue>> states = read();
        StepFinder finder = new StepFinder(new FastTool(args[0], args[1], args[2], new SimpleFilenameToStream()));
        finder.follow(states, out);
    }

    private static List<Map<String, TlaValue>> read() throws IOException {
        List<Map<String, TlaValue>> states = new ArrayList<>();
        Map<String, TlaValue> state = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty()) {
                states.add(state);
                state = new HashMap<>();
            } else {
                int tab = line.indexOf('\t');
                state.put(line.substring(0, tab), TlaValue.parse(line.substring(tab + 1)));
            }
        }
        return states;
    }

    private void follow(List<Map<String, TlaValue>> states, PrintStream out) {
        TLCState at = find(tool.getInitStates(), states.getFirst());
        for (int i = 1; i < states.size() && at != null; i++) {
            at = step(at, states.get(i), out);
        }
    }

    private @Nullable TLCState step(TLCState from, Map<String, TlaValue> to, PrintStream out) {
        for (Action action : tool.getActions()) {
            TLCState successor = find(tool.getNextStates(action, from), to);
            if (successor != null) {
                out.println(describe(action, from, successor));
                return successor;
            }
        }
        return null;
    }

    private static @Nullable TLCState find(StateVec states, Map<String, TlaValue> wanted) {
        for (int i = 0; i < states.size(); i++) {
            TLCState state = states.elementAt(i);
            if (values(state).equals(wanted)) {
                return state;
            }
        }
        return null;
    }

    /** The state taken apart: two runs of TLC may put fields and elements in another order. */
    private static Map<String, TlaValue> values(TLCState state) {
        // TLC builds functions and sets when the fingerprint asks for them; before that they look different.
        state.fingerPrint();
        state.deepNormalize();
        Map<String, TlaValue> values = new HashMap<>();
        state.getVals().forEach((name, value) -> values.put(name.toString(), TlaValue.parse(String.valueOf(value))));
        return values;
    }

    private String describe(Action action, TLCState from, TLCState to) {
        OpDefNode definition = action.getOpDef();
        String name = action.getName().toString();
        List<String> parameters = definition == null ? List.of() : parameters(action, definition, from);
        List<String> parts = new ArrayList<>();
        parts.add(STEP);
        parts.add(overridden.getOrDefault(name, name));
        parts.add(Integer.toString(parameters.size()));
        parts.addAll(parameters);
        parts.addAll(standsOn(action, from, to));
        return String.join("\t", parts);
    }

    /**
     * What the formal parameters of the action's definition are bound to. TLC binds them where they are constants; where
     * one depends on the state, as in {@code Propose(r, CommandOf(ballot[r]))}, it keeps the application, which is
     * evaluated here.
     */
    private List<String> parameters(Action action, OpDefNode definition, TLCState from) {
        SemanticNode[] given =
                action.pred instanceof OpApplNode application && definition.equals(application.getOperator())
                        ? application.getArgs()
                        : new SemanticNode[0];
        List<String> values = new ArrayList<>();
        FormalParamNode[] formals = definition.getParams();
        for (int i = 0; i < formals.length; i++) {
            Object bound = i < given.length ? evaluated(given[i], action.con, from) : action.con.lookup(formals[i]);
            if (bound == null) {
                return List.of();
            }
            values.add(bound.toString());
        }
        return values;
    }

    private IValue evaluated(SemanticNode node, Context context, TLCState state) {
        return tool.eval(node, context, state);
    }

    private List<String> standsOn(Action action, TLCState from, TLCState to) {
        List<Value> all = messages(from);
        List<Value> kept = all;
        for (Value message : all) {
            List<Value> without = new ArrayList<>(kept);
            without.remove(message);
            TLCState poorer = from.copy();
            poorer.bind(MESSAGES, new SetEnumValue(without.toArray(Value[]::new), true));
            StateVec successors = tool.getNextStates(action, poorer);
            for (int i = 0; i < successors.size() && kept.contains(message); i++) {
                if (sameButFor(all, successors.elementAt(i), to)) {
                    kept = without;
                }
            }
        }
        return kept.stream().map(Value::toString).toList();
    }

    private static boolean sameButFor(List<Value> messages, TLCState found, TLCState wanted) {
        Map<String, TlaValue> a = values(found);
        Map<String, TlaValue> b = values(wanted);
        a.remove(MESSAGES.toString());
        b.remove(MESSAGES.toString());
        return a.equals(b) && union(messages, found).equals(union(messages, wanted));
    }

    private static Set<String> union(List<Value> messages, TLCState state) {
        return Stream.concat(messages.stream(), messages(state).stream())
                .map(Value::toString)
                .collect(Collectors.toSet());
    }

    /** The messages of a state; none in a specification that has no set of them. */
    private static List<Value> messages(TLCState state) {
        return state.containsKey(MESSAGES)
                        && state.lookup(MESSAGES) instanceof Value value
                        && value.toSetEnum() instanceof SetEnumValue set
                ? List.of(set.elems.toArray())
                : List.of();
    }
}
