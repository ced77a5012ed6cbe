package org.synod.conformance.trace;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.Enumerable;
import tlc2.value.impl.LazyValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueEnumeration;

/**
 * Why an event is no step of the specification: the first condition of its action that is false, as it stands in the
 * module, with the values that make it so.
 *
 * <p>Walks the action's syntax tree from the top, evaluating with TLC what speaks of the present state alone, and taking
 * what speaks of the next state for granted.
 */
final class RefusalReason {

    private static final int STATE_LEVEL = 1;
    private static final int LONG_VALUE = 200;

    private final SpecEvaluator spec;
    private final FastTool tool;

    RefusalReason(SpecEvaluator spec) {
        this.spec = spec;
        this.tool = spec.tool();
    }

    /** One or two sentences. */
    String explain(TLCState state, TraceEvent event) {
        OpDefNode action = tool.getRootModule().getOpDef("Trace" + event.action());
        if (action == null) {
            return "the specification has no action " + event.action();
        }
        Context context = Context.Empty;
        for (FormalParamNode parameter : action.getParams()) {
            context = context.cons(parameter, spec.event(event.action(), event.replica(), false, event.parameters()));
        }
        String reason = firstFalse(action.getBody(), context, state);
        return reason != null
                ? reason
                : "every condition of " + event.action()
                        + " holds, but what the event reports does not agree with what the step would do";
    }

    private @Nullable String firstFalse(SemanticNode node, Context context, TLCState state) {
        if (node instanceof LetInNode let) {
            Context inner = context;
            for (OpDefNode definition : let.getLets()) {
                if (definition.getArity() == 0) {
                    inner = inner.cons(definition, new LazyValue(definition.getBody(), inner, CostModel.DO_NOT_RECORD));
                }
            }
            return firstFalse(let.getBody(), inner, state);
        }
        if (node instanceof LevelNode level && level.getLevel() <= STATE_LEVEL) {
            String reason = condition(node, context, state);
            String inside = reason == null ? null : inDefinition(node, context, state);
            return inside == null ? reason : inside;
        }
        if (!(node instanceof OpApplNode application)) {
            return null;
        }
        String operator = application.getOperator().getName().toString();
        return switch (operator) {
            case "$ConjList", "\\land" -> conjunction(application, context, state);
            case "$BoundedExists" -> exists(application, context, state);
            default ->
                application.getOperator() instanceof OpDefNode definition && !definition.getInRecursive()
                        ? applied(definition, application, context, state)
                        : null;
        };
    }

    private @Nullable String conjunction(OpApplNode list, Context context, TLCState state) {
        for (ExprOrOpArgNode conjunct : list.getArgs()) {
            String reason = firstFalse(conjunct, context, state);
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /**
     * A condition that has a name is better told by what it stands for, unless that speaks of its arguments alone, as
     * IsMajority does: then their values say more.
     */
    private @Nullable String inDefinition(SemanticNode node, Context context, TLCState state) {
        return node instanceof OpApplNode application
                        && application.getOperator() instanceof OpDefNode definition
                        && definition.getLevel() == STATE_LEVEL
                ? applied(definition, application, context, state)
                : null;
    }

    /** An action with arguments: its conditions, with the arguments' values for its parameters. */
    private @Nullable String applied(OpDefNode definition, OpApplNode application, Context context, TLCState state) {
        ExprOrOpArgNode[] arguments = application.getArgs();
        FormalParamNode[] parameters = definition.getParams();
        if (definition.getBody() == null || parameters.length != arguments.length || isBuiltIn(definition)) {
            return null;
        }
        Context inner = Context.Empty;
        for (int i = 0; i < parameters.length; i++) {
            Value value = evaluate(arguments[i], context, state);
            if (value == null) {
                return null;
            }
            inner = inner.cons(parameters[i], value);
        }
        return firstFalse(definition.getBody(), inner, state);
    }

    /** Whether it is of no module of the specification, so that its name says more than its definition. */
    private boolean isBuiltIn(OpDefNode definition) {
        String module =
                String.valueOf(definition.getOriginallyDefinedInModuleNode().getName());
        return !Files.isRegularFile(spec.moduleFile(module));
    }

    /** An existential is false when each of its instances is; the reason given is that of the nearest miss. */
    private @Nullable String exists(OpApplNode exists, Context context, TLCState state) {
        FormalParamNode[][] names = exists.getBdedQuantSymbolLists();
        if (names.length != 1 || names[0].length != 1) {
            return null;
        }
        Value bound = evaluate(exists.getBdedQuantBounds()[0], context, state);
        if (!(bound instanceof Enumerable set)) {
            return null;
        }
        ValueEnumeration elements = set.elements();
        for (Value element = elements.nextElement(); element != null; element = elements.nextElement()) {
            if (firstFalse(exists.getArgs()[0], context.cons(names[0][0], element), state) == null) {
                return null;
            }
        }
        return "no " + names[0][0].getName() + " in " + spec.source(exists.getBdedQuantBounds()[0])
                + " makes this true: " + spec.source(exists.getArgs()[0]);
    }

    private @Nullable String condition(SemanticNode node, Context context, TLCState state) {
        Value value = evaluate(node, context, state);
        if (!(value instanceof BoolValue truth) || truth.val) {
            return null;
        }
        Location at = node.getLocation();
        List<String> values = new ArrayList<>();
        if (node instanceof OpApplNode application) {
            for (ExprOrOpArgNode operand : application.getArgs()) {
                Value operandValue = evaluate(operand, context, state);
                if (operandValue != null) {
                    values.add(spec.source(operand) + " = " + shorten(operandValue.toString()));
                }
            }
        }
        return "the condition `" + spec.source(node) + "` (" + at.source() + ".tla:" + at.beginLine() + ") is false"
                + (values.isEmpty() ? "" : ": " + String.join(" and ", values));
    }

    private @Nullable Value evaluate(SemanticNode node, Context context, TLCState state) {
        try {
            return (Value) tool.eval(node, context, state, CostModel.DO_NOT_RECORD);
        } catch (RuntimeException e) {
            return null; // What cannot be evaluated cannot be the reason.
        }
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONG_VALUE ? line : line.substring(0, LONG_VALUE) + " ...";
    }
}
