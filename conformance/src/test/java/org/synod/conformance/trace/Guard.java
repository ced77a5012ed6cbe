package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.synod.conformance.tla.Source;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.util.Context;

/**
 * A condition of an action that speaks of the present state: a conjunct in TLC's syntax tree, which can be left out for a
 * while.
 *
 * @param name module, definition and the text of the conjunct
 */
record Guard(String name, OpApplNode list, int index) {

    /** All guards of the action, wherever in its definitions they stand. */
    static List<Guard> of(SpecEvaluator spec, String action) {
        Map<String, Guard> guards = new LinkedHashMap<>();
        OpDefNode definition = spec.tool().getRootModule().getOpDef("Trace" + action);
        collect(spec, definition, definition.getBody(), new Source(spec::moduleFile), guards, new HashSet<>());
        return List.copyOf(guards.values());
    }

    private static void collect(
            SpecEvaluator spec,
            OpDefNode in,
            SemanticNode node,
            Source source,
            Map<String, Guard> guards,
            Set<OpDefNode> seen) {
        if (node instanceof LetInNode let) {
            collect(spec, in, let.getBody(), source, guards, seen);
        }
        if (!(node instanceof OpApplNode application) || ((LevelNode) node).getLevel() < 2) {
            return;
        }
        ExprOrOpArgNode[] arguments = application.getArgs();
        switch (application.getOperator().getName().toString()) {
            case "$ConjList", "\\land" -> {
                for (int i = 0; i < arguments.length; i++) {
                    if (arguments[i].getLevel() < 2) {
                        String name = arguments[i].getLocation().source() + "!"
                                + in.getName().toString().replaceFirst(".*!", "") + ": " + source.text(arguments[i]);
                        guards.put(name, new Guard(name, application, i));
                    } else {
                        collect(spec, in, arguments[i], source, guards, seen);
                    }
                }
            }
            case "$BoundedExists" -> collect(spec, in, arguments[0], source, guards, seen);
            case "$IfThenElse" -> {
                collect(spec, in, arguments[1], source, guards, seen);
                collect(spec, in, arguments[2], source, guards, seen);
            }
            default -> {
                if (spec.tool().lookup(application.getOperator(), Context.Empty, false) instanceof OpDefNode definition
                        && definition.getBody() != null
                        && seen.add(definition)) {
                    collect(spec, definition, definition.getBody(), source, guards, seen);
                }
            }
        }
    }

    /** What the question is answered with while the specification does not have this guard. */
    boolean without(BooleanSupplier question) {
        ExprOrOpArgNode[] all = list.getArgs();
        List<ExprOrOpArgNode> rest = new ArrayList<>(List.of(all));
        rest.remove(index);
        list.setArgs(rest.toArray(ExprOrOpArgNode[]::new));
        try {
            return question.getAsBoolean();
        } finally {
            list.setArgs(all);
        }
    }
}
