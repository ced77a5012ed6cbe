package org.synod.conformance.tla;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;

/** An action without one of its conditions: what it would do if that were not asked for. */
public final class Relaxed {

    private final FastTool tool;

    public Relaxed(FastTool tool) {
        this.tool = tool;
    }

    /**
     * A step that lacks a condition.
     *
     * @param condition the one that was left out
     * @param context what its names stand for
     * @param next where the step would lead without it
     */
    public record Step(SemanticNode condition, Context context, TLCState next) {}

    /** For each condition of the action's outermost conjunction that alone stands in the way, a step without it. */
    public List<Step> steps(OpDefNode action, Context context, TLCState state) {
        return steps(action.getBody(), context, state);
    }

    private List<Step> steps(SemanticNode body, Context context, TLCState state) {
        if (body instanceof LetInNode let) {
            return steps(let.getBody(), Conditions.opened(let, context), state);
        }
        List<Step> steps = new ArrayList<>();
        if (body instanceof OpApplNode list
                && list.getOperator().getName().toString().equals("$ConjList")) {
            for (int i = 0; i < list.getArgs().length; i++) {
                TLCState next = first(without(list, i), context, state);
                if (next != null) {
                    steps.add(new Step(list.getArgs()[i], context, next));
                }
            }
        }
        return steps;
    }

    private static OpApplNode without(OpApplNode list, int index) {
        List<ExprOrOpArgNode> rest = new ArrayList<>(List.of(list.getArgs()));
        rest.remove(index);
        OpApplNode conjunction = new OpApplNode(list.getOperator());
        conjunction.setArgs(rest.toArray(ExprOrOpArgNode[]::new));
        return conjunction;
    }

    private @Nullable TLCState first(OpApplNode action, Context context, TLCState state) {
        try {
            StateVec successors = tool.getNextStates(new Action(action, context), state);
            return successors.size() > 0 && successors.elementAt(0).allAssigned() ? successors.elementAt(0) : null;
        } catch (RuntimeException e) {
            return null; // Without that condition the action says nothing of some variable.
        }
    }
}
