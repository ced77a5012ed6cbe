package org.synod.conformance.tla;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.Enumerable;
import tlc2.value.impl.LazyValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueEnumeration;

/**
 * Which conditions of an action or a property are false, as they stand in the module, with the values that make them so.
 *
 * <p>Walks the syntax tree from the top and evaluates with TLC what speaks of the present state. What speaks of the next
 * one is taken for granted, unless that state is given. A name is followed into its definition, a quantifier into the
 * element that violates it, or that comes nearest to it.
 */
public final class Conditions {

    private static final int CONSTANT_OR_STATE = 1;

    /** What these are applied to is true or false, which says little. */
    private static final Set<String> EITHER = Set.of("$DisjList", "\\lor");

    private final FastTool tool;
    private final Source source;
    private final ValueWords words;
    private final Nearest nearest;

    /** For the specification that the tool has read. */
    public Conditions(FastTool tool, Source source, ValueWords words) {
        this.tool = tool;
        this.source = source;
        this.words = words;
        this.nearest = new Nearest(this, words, source);
    }

    /** The false ones, in their order; empty if none is. */
    public List<Miss> falseOnes(SemanticNode node, Context context, TLCState state) {
        return falseOnes(node, context, new Pair(state, null));
    }

    /** The false ones of a step from one state to the other. */
    public List<Miss> falseOnes(SemanticNode node, Context context, TLCState state, TLCState next) {
        return falseOnes(node, context, new Pair(state, next));
    }

    /** Where to evaluate: in a state, or in a step. */
    record Pair(TLCState state, @Nullable TLCState next) {}

    List<Miss> falseOnes(SemanticNode node, Context context, Pair at) {
        if (node instanceof LetInNode let) {
            return falseOnes(let.getBody(), opened(let, context), at);
        }
        boolean evaluable = at.next() != null || (node instanceof LevelNode l && l.getLevel() <= CONSTANT_OR_STATE);
        if (evaluable && !isFalse(node, context, at)) {
            return List.of();
        }
        List<Miss> inside =
                node instanceof OpApplNode application ? inside(application, context, at, evaluable) : List.of();
        return !inside.isEmpty() || !evaluable ? inside : List.of(leaf(node, context, at));
    }

    private List<Miss> inside(OpApplNode node, Context context, Pair at, boolean evaluable) {
        ExprOrOpArgNode[] arguments = node.getArgs();
        return switch (node.getOperator().getName().toString()) {
            case "$ConjList", "\\land" -> {
                List<Miss> all = new ArrayList<>();
                for (ExprOrOpArgNode conjunct : arguments) {
                    all.addAll(falseOnes(conjunct, context, at));
                }
                yield all;
            }
            case "=>" -> evaluable ? falseOnes(arguments[1], context, at) : List.of();
            case "$IfThenElse" -> {
                Value condition = evaluate(arguments[0], context, at);
                yield condition instanceof BoolValue truth
                        ? falseOnes(arguments[truth.val ? 1 : 2], context, at)
                        : List.of();
            }
            case "$BoundedForall" -> evaluable ? nearest.violating(node, context, at) : List.of();
            case "$BoundedExists" -> nearest.missing(node, context, at);
            case "\\in" -> evaluable ? nearest.member(node, context, at) : List.of();
            default ->
                // The model may put another definition in its place.
                node.getOperator() instanceof OpDefNode
                                && tool.lookup(node.getOperator(), Context.Empty, false) instanceof OpDefNode definition
                                && !definition.getInRecursive()
                        ? applied(definition, node, context, at, evaluable)
                        : List.of();
        };
    }

    /**
     * A definition is followed with the arguments' values for its parameters, unless it is no module's of the
     * specification, or speaks of its arguments alone, as IsMajority does: then their values say more.
     */
    private List<Miss> applied(OpDefNode definition, OpApplNode node, Context context, Pair at, boolean evaluable) {
        FormalParamNode[] parameters = definition.getParams();
        ExprOrOpArgNode[] arguments = node.getArgs();
        ModuleNode module = definition.getOriginallyDefinedInModuleNode();
        if (definition.getBody() == null
                || parameters.length != arguments.length
                || module == null // It is built in.
                || !source.isOfSpecification(module.getName().toString())
                || (evaluable && definition.getLevel() < CONSTANT_OR_STATE)) {
            return List.of();
        }
        Context inner = Context.Empty;
        for (int i = 0; i < parameters.length; i++) {
            Value value = evaluate(arguments[i], context, at);
            if (value == null) {
                return List.of();
            }
            inner = inner.cons(parameters[i], value);
        }
        return falseOnes(definition.getBody(), inner, at);
    }

    /** Where the definitions of a LET are known. */
    static Context opened(LetInNode let, Context context) {
        Context inner = context;
        for (OpDefNode definition : let.getLets()) {
            if (definition.getArity() == 0) {
                inner = inner.cons(definition, new LazyValue(definition.getBody(), inner, CostModel.DO_NOT_RECORD));
            }
        }
        return inner;
    }

    private boolean isFalse(SemanticNode node, Context context, Pair at) {
        return evaluate(node, context, at) instanceof BoolValue truth && !truth.val;
    }

    /** The condition with the values of its operands. */
    Miss leaf(SemanticNode node, Context context, Pair at) {
        List<String> values = new ArrayList<>();
        operands(node, context, at, values);
        String text = source.text(node);
        return new Miss(
                text,
                source.place(node),
                "the condition `" + text + "` (" + source.place(node) + ") is false"
                        + (values.isEmpty() ? "" : ": " + String.join(" and ", values)),
                List.of(),
                read(node),
                context);
    }

    /** Of a disjunction the operands of what it is one of: that each is false is known. */
    private void operands(SemanticNode node, Context context, Pair at, List<String> values) {
        if (!(node instanceof OpApplNode application)) {
            return;
        }
        boolean either = EITHER.contains(application.getOperator().getName().toString());
        for (ExprOrOpArgNode operand : application.getArgs()) {
            if (either) {
                operands(operand, context, at, values);
                continue;
            }
            Value value = evaluate(operand, context, at);
            String text = source.text(operand);
            String said = value == null ? text : words.of(value, ValueWords.nameOf(text));
            if (!said.equals(text) && !("\"" + said + "\"").equals(text)) {
                values.add(named(text, operand, context) + " = " + said);
            }
        }
    }

    SortedSet<String> read(SemanticNode node) {
        return new TreeSet<>(Names.variables(node, tool));
    }

    /** The text with what its parameters stand for in their place, where that is short: promised[r2] for promised[r]. */
    private String named(String text, SemanticNode node, Context context) {
        String named = text;
        for (FormalParamNode parameter : Names.parameters(node).values()) {
            String name = parameter.getName().toString();
            Value value = known(parameter, context);
            if (value != null && !text.equals(name)) {
                String said = words.whole(value, name);
                if (said.matches("[\\w.]{1,12}")) {
                    named = named.replaceAll("(?<![\\w.!])" + name + "(?![\\w.])", said);
                }
                named = fields(named, name, value);
            }
        }
        return named;
    }

    /** The same for the fields of a record, such as {@code e.replica}, but not for a text that is such a field. */
    private String fields(String text, String name, Value value) {
        String named = text;
        if (value instanceof RecordValue record && !text.matches("\\w+\\.\\w+")) {
            for (int i = 0; i < record.names.length; i++) {
                String field = record.names[i].toString();
                String said = words.whole(record.values[i], field);
                if (said.matches("[\\w.]{1,12}")) {
                    named = named.replaceAll("\\b" + name + "\\." + field + "\\b", said);
                }
            }
        }
        return named;
    }

    private static @Nullable Value known(FormalParamNode parameter, Context context) {
        return context.lookup(parameter) instanceof Value value ? value : null;
    }

    @Nullable ValueEnumeration elements(SemanticNode bound, Context context, Pair at) {
        return evaluate(bound, context, at) instanceof Enumerable set ? set.elements() : null;
    }

    /** The value; null where it has none, and what cannot be evaluated cannot be the reason. */
    @Nullable Value evaluate(SemanticNode node, Context context, Pair at) {
        try {
            TLCState next = at.next();
            return next == null
                    ? (Value) tool.eval(node, context, at.state(), CostModel.DO_NOT_RECORD)
                    : tool.eval(node, context, at.state(), next, EvalControl.Clear, CostModel.DO_NOT_RECORD);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
