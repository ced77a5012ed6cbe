package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.StringNode;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;

/**
 * The properties that must hold in every state, by the actions that can break them. A property that begins with {@code
 * Took({...}) =>} holds after any other action, so that it need not be evaluated there.
 */
final class TraceProperties {

    private record Property(String name, Action condition) {}

    private final FastTool tool;
    private final Map<String, List<Property>> byAction = new HashMap<>();

    /** @param actions all that there are */
    TraceProperties(FastTool tool, Set<String> actions) {
        this.tool = tool;
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
    }

    /** The first property that the state breaks, which the action led to; null when it breaks none. */
    @Nullable String broken(String action, TLCState state) {
        for (Property property : byAction.getOrDefault(action, List.of())) {
            if (!tool.isValid(property.condition(), state)) {
                return property.name();
            }
        }
        return null;
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
}
